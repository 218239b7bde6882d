"""What binance tells about the account and its spot, funding and margin wallets; and funds out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from aiohttp import web

from jungletui.sandbox.binance_wire import Call, decimal_of, millis, missing, refused, reply, text
from jungletui.sandbox.model import Holding, Refusal
from jungletui.sandbox.prices import FIAT

FLAGS = (
    "enableReading",
    "enableWithdrawals",
    "enableInternalTransfer",
    "enableMargin",
    "enableFutures",
    "permitsUniversalTransfer",
    "enableVanillaOptions",
    "enableFixApiTrade",
    "enableFixReadOnly",
    "enableSpotAndMarginTrading",
    "enablePortfolioMarginTrading",
)
"""https://developers.binance.com/docs/wallet/account/api-key-permission"""
TRANSFER_WALLETS = {
    "MAIN": "spot",
    "SPOT": "spot",
    "FUNDING": "funding",
    "MARGIN": "margin",
    "UMFUTURE": "futures",
    "CMFUTURE": "delivery",
}
"""The halves of a transfer's `type`, as in MAIN_FUNDING."""


def api_restrictions(call: Call) -> web.Response:
    """GET /sapi/v1/account/apiRestrictions: the rights of the key that asks."""
    key = call.key
    if key is None:
        return reply({})
    return reply(
        {"ipRestrict": bool(key.allowed_ips), "createTime": millis(key.created_at)}
        | {flag: flag in key.rights for flag in FLAGS}
    )


def account_status(_call: Call) -> web.Response:
    """GET /sapi/v1/account/status."""
    return reply({"data": "Normal"})


def trading_status(_call: Call) -> web.Response:
    """GET /sapi/v1/account/apiTradingStatus."""
    triggers = {"GCR": 150, "IFER": 150, "UFR": 300}
    return reply(
        {"data": {"isLocked": False, "plannedRecoverTime": 0, "triggerCondition": triggers,
                  "updateTime": 0}}
    )  # fmt: skip


def spot_account(call: Call) -> web.Response:
    """GET /api/v3/account: every asset of the exchange, or with omitZeroBalances those held."""
    held = call.account.wallets.get("spot", {})
    omit = call.params.get("omitZeroBalances", "").lower() == "true"
    named = [asset for asset, holding in held.items() if holding.total] if omit else assets(call)
    rows = [(asset, held.get(asset, Holding())) for asset in named]
    rates = call.world.rules.fees
    return reply(
        {
            "makerCommission": 10,
            "takerCommission": 10,
            "buyerCommission": 0,
            "sellerCommission": 0,
            "commissionRates": {
                "maker": text(rates.maker), "taker": text(rates.taker),
                "buyer": "0.00000000", "seller": "0.00000000",
            },
            "canTrade": True,
            "canWithdraw": True,
            "canDeposit": True,
            "brokered": False,
            "requireSelfTradePrevention": False,
            "preventSor": False,
            "updateTime": _last_change(call),
            "accountType": "SPOT",
            "balances": [
                {"asset": asset, "free": text(row.free), "locked": text(row.used)}
                for asset, row in rows
            ],
            "permissions": ["SPOT"],
            "uid": int(call.account.uid),
        }
    )  # fmt: skip


def assets(call: Call) -> list[str]:
    """Every asset of the spot markets, by name, and those the account holds."""
    held = call.account.wallets.get("spot", {})
    return sorted({*call.world.listing.assets(), *held})


def funding_assets(call: Call) -> web.Response:
    """POST /sapi/v1/asset/get-funding-asset."""
    wanted = call.params.get("asset")
    rows = [
        {"asset": asset, "free": text(row.free), "locked": text(row.used), "freeze": "0",
         "withdrawing": "0", "btcValuation": text(_in_btc(call, asset, row.total))}
        for asset, row in call.account.wallets.get("funding", {}).items()
        if row.total and wanted in {None, asset}
    ]  # fmt: skip
    return reply(rows)


def user_assets(call: Call) -> web.Response:
    """POST /sapi/v3/asset/getUserAsset."""
    rows = [
        {"asset": asset, "free": text(row.free), "locked": text(row.used), "freeze": "0",
         "withdrawing": "0", "ipoable": "0", "btcValuation": text(_in_btc(call, asset, row.total))}
        for asset, row in call.account.wallets.get("spot", {}).items()
        if row.total
    ]  # fmt: skip
    return reply(rows)


def coins(call: Call) -> web.Response:
    """GET /sapi/v1/capital/config/getall: every coin with its one network."""
    held = call.account.wallets.get("spot", {})
    return reply([_coin(asset, held.get(asset, Holding())) for asset in assets(call)])


def _coin(asset: str, holding: Holding) -> dict[str, Any]:
    network = {
        "network": asset, "coin": asset, "withdrawIntegerMultiple": "0.00000001",
        "isDefault": True, "depositEnable": True, "withdrawEnable": True, "name": asset,
        "withdrawFee": "0", "withdrawMin": "0.00000002", "withdrawMax": "9999999999",
        "minConfirm": 1, "unLockConfirm": 0, "sameAddress": False, "busy": False,
    }  # fmt: skip
    return {
        "coin": asset, "depositAllEnable": True, "withdrawAllEnable": True, "name": asset,
        "free": text(holding.free), "locked": text(holding.used), "freeze": "0",
        "withdrawing": "0", "ipoing": "0", "ipoable": "0", "storage": "0",
        "isLegalMoney": asset in FIAT, "trading": True, "networkList": [network],
    }  # fmt: skip


def margin_account(call: Call) -> web.Response:
    """GET /sapi/v1/margin/account: the cross margin wallet; nothing is borrowed."""
    held = call.account.wallets.get("margin", {})
    total = sum((_in_btc(call, asset, row.total) for asset, row in held.items()), Decimal(0))
    return reply(
        {
            "created": True, "borrowEnabled": True, "marginLevel": "999.00000000",
            "collateralMarginLevel": "999.00000000", "totalAssetOfBtc": text(total),
            "totalLiabilityOfBtc": "0.00000000", "totalNetAssetOfBtc": text(total),
            "tradeEnabled": True, "transferInEnabled": True, "transferOutEnabled": True,
            "accountType": "MARGIN_1",
            "userAssets": [
                {"asset": asset, "free": text(row.free), "locked": text(row.used),
                 "borrowed": "0.00000000", "interest": "0.00000000", "netAsset": text(row.total)}
                for asset, row in held.items()
            ],
        }
    )  # fmt: skip


def margin_pairs(call: Call) -> web.Response:
    """GET /sapi/v1/margin/allPairs and …/isolated/allPairs."""
    return reply(
        [
            {"symbol": f"{m.base}{m.quote}", "base": m.base, "quote": m.quote, "id": str(number),
             "isMarginTrade": True, "isBuyAllowed": True, "isSellAllowed": True}
            for number, m in enumerate(call.world.markets.values())
            if m.spot and m.quote == "USDT"
        ]
    )  # fmt: skip


def nothing_here(_call: Call) -> web.Response:
    """A list that is empty for every account of the sandbox."""
    return reply([])


def withdraw(call: Call) -> web.Response:
    """POST /sapi/v1/capital/withdraw/apply. The funds really leave the books."""
    asset, address = call.params.get("coin"), call.params.get("address")
    amount = decimal_of(call.params, "amount")
    for name, value in (("coin", asset), ("address", address), ("amount", amount)):
        if not value:
            return missing(name)
    wallet = "funding" if call.params.get("walletType") == "1" else "spot"
    gone = call.world.withdraw(
        call.account, wallet, asset or "", amount or Decimal(0), address or ""
    )
    if isinstance(gone, Refusal):
        return refused(Refusal.WALLET)
    return reply({"id": gone.id})


def transfer(call: Call) -> web.Response:
    """POST /sapi/v1/asset/transfer between own wallets (`type` is MAIN_FUNDING and the like)."""
    source, _, target = call.params.get("type", "").partition("_")
    amount = decimal_of(call.params, "amount")
    asset = call.params.get("asset", "")
    if source not in TRANSFER_WALLETS or target not in TRANSFER_WALLETS:
        return missing("type")
    if amount is None or not asset:
        return missing("amount")
    moved = call.world.transfer(
        call.account, TRANSFER_WALLETS[source], TRANSFER_WALLETS[target], asset, amount
    )
    if isinstance(moved, Refusal):
        return refused(Refusal.WALLET)
    return reply({"tranId": int(moved)})


def _last_change(call: Call) -> int:
    entries = [entry.at for entry in call.account.ledger if entry.wallet == "spot"]
    return millis(max(entries, default=call.account.opened_at))


def _in_btc(call: Call, asset: str, amount: Decimal) -> Decimal:
    """A valuation by the spot prices; nothing where there is no pair."""
    if asset == "BTC" or not amount:
        return amount
    for symbol, divide in ((f"{asset}/BTC", False), (f"BTC/{asset}", True)):
        if symbol in call.world.markets:
            price = call.world.price(symbol)
            return amount / price if divide else amount * price
    if f"{asset}/USDT" in call.world.markets:
        return amount * call.world.price(f"{asset}/USDT") / call.world.price("BTC/USDT")
    return Decimal(0)
