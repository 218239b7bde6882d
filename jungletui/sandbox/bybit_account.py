"""Bybit's wallets and positions."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox import prices
from jungletui.sandbox.bybit_market import category_of, find_market, market_id
from jungletui.sandbox.bybit_wire import needed, page, refusal, reply
from jungletui.sandbox.desk import Call, number
from jungletui.sandbox.model import ZERO, Holding, Position
from jungletui.sandbox.rules import Market
from jungletui.sandbox.settlement import unrealised

UNIFIED, FUNDING = "unified", "funding"
WALLETS = {"UNIFIED": UNIFIED, "FUND": FUNDING}
CENT = Decimal("0.00000001")
MAINTENANCE = Decimal("0.005")


def wallet_balance(call: Call) -> web.Response:
    """GET /v5/account/wallet-balance: the unified wallet; coins that hold nothing are left out."""
    if needed(call.params, "accountType") != "UNIFIED":
        return refusal(call.world, 10001, "accountType only support UNIFIED.")
    row = wallet_row(call, _asked(call, call.account.wallets.get(UNIFIED, {})))
    return reply(call.world, {"list": [row]})


def wallet_row(call: Call, held: dict[str, Holding]) -> dict[str, Any]:
    """The unified wallet with the coins `held`."""
    coins = [_coin_balance(call, asset, holding) for asset, holding in held.items()]
    total = sum((Decimal(coin["usdValue"]) for coin in coins), ZERO)
    gains = [_dollars(call, coin["coin"], Decimal(coin["unrealisedPnl"])) for coin in coins]
    gain = sum(gains, ZERO)
    used = sum((_dollars(call, asset, holding.used) for asset, holding in held.items()), ZERO)
    return {
        "accountType": "UNIFIED", "accountLTV": "", "accountIMRate": "", "accountMMRate": "",
        "totalEquity": number(total), "totalWalletBalance": number(total - gain),
        "totalMarginBalance": number(total), "totalAvailableBalance": number(total - used),
        "totalPerpUPL": number(gain), "totalInitialMargin": number(used),
        "totalMaintenanceMargin": "0", "coin": coins,
    }  # fmt: skip


def _asked(call: Call, wallet: dict[str, Holding]) -> dict[str, Holding]:
    """The coins of the comma list `coin` (also empty ones), or all that are not empty."""
    wanted = call.params.get("coin")
    if wanted:
        return {asset: wallet.get(asset, Holding()) for asset in wanted.split(",")}
    return {asset: holding for asset, holding in sorted(wallet.items()) if holding.total}


def _coin_balance(call: Call, asset: str, holding: Holding) -> dict[str, str]:
    """One coin: what orders and positions keep adds up to the used part of the holding.

    `availableToWithdraw` is always empty for unified accounts (docs/v5/account/wallet-balance).
    """
    positions = [(p, m) for p, m in open_positions(call) if m.settle == asset]
    gain = sum((_gain(call, position, market) for position, market in positions), ZERO)
    margin = sum((position.margin for position, _ in positions), ZERO)
    orders = sum(
        (
            order.held
            for order in call.account.open_orders()
            if order.held_asset == asset
            and order.wallet == UNIFIED
            and not call.world.markets[order.symbol].spot
        ),
        ZERO,
    )
    return {
        "coin": asset, "equity": number(holding.total + gain),
        "usdValue": number(_dollars(call, asset, holding.total + gain)),
        "walletBalance": number(holding.total), "locked": number(holding.used - margin - orders),
        "totalOrderIM": number(orders), "totalPositionIM": number(margin),
        "totalPositionMM": "0", "unrealisedPnl": number(gain), "cumRealisedPnl": "0",
        "borrowAmount": "0", "accruedInterest": "0", "bonus": "0", "spotHedgingQty": "0",
        "availableToWithdraw": "", "availableToBorrow": "", "marginCollateral": "true",
        "collateralSwitch": "true",
    }  # fmt: skip


def coins_balance(call: Call) -> web.Response:
    """GET /v5/asset/transfer/query-account-coins-balance: the funding wallet, or the unified one
    for coins that are named (docs/v5/asset/balance/all-balance)."""
    kind = needed(call.params, "accountType")
    wallet = WALLETS.get(kind)
    if wallet is None:
        return refusal(call.world, 10001, "accountType is invalid")
    if wallet == UNIFIED:
        needed(call.params, "coin")
    held = _asked(call, call.account.wallets.get(wallet, {}))
    rows = [
        {
            "coin": asset, "walletBalance": number(holding.total),
            "transferBalance": number(holding.free), "bonus": "",
        }
        for asset, holding in held.items()
    ]  # fmt: skip
    return reply(call.world, {"memberId": call.account.uid, "accountType": kind, "balance": rows})


def positions(call: Call) -> web.Response:
    """GET /v5/position/list: by symbol (also an empty position), base or settle coin."""
    params, category = call.params, needed(call.params, "category")
    if category == "spot":
        raise ValueError("Illegal category")
    chosen = [(p, m) for p, m in open_positions(call) if category_of(m) == category]
    if params.get("symbol"):
        wanted = find_market(call.world, category, params["symbol"])
        empty = Position(wanted.symbol, UNIFIED)
        chosen = [(call.account.positions.get(wanted.symbol, empty), wanted)]
    elif category == "linear" and not (params.get("settleCoin") or params.get("baseCoin")):
        raise ValueError("Missing some parameters that must be filled in, symbol or settleCoin")
    for name, part in (("settleCoin", "settle"), ("baseCoin", "base")):
        if params.get(name):
            chosen = [(p, m) for p, m in chosen if getattr(m, part) == params[name]]
    found, cursor = page(chosen, lambda pair: market_id(pair[1]), params, (20, 200))
    rows = [position_row(call, position, market) for position, market in found]
    return reply(call.world, {"category": category, "list": rows, "nextPageCursor": cursor})


def open_positions(call: Call) -> Iterable[tuple[Position, Market]]:
    """The positions that are not closed, with their markets."""
    for symbol, position in sorted(call.account.positions.items()):
        if position.amount:
            yield position, call.world.markets[symbol]


def position_row(call: Call, position: Position, market: Market) -> dict[str, Any]:
    """One position (docs/v5/position)."""
    size = abs(position.amount)
    mark = call.world.price(market.symbol)
    value = market.cost(size, position.entry_price) if size else ZERO
    at = str(to_milliseconds(call.account.opened_at))
    return {
        "positionIdx": 0, "riskId": 1, "riskLimitValue": "2000000", "symbol": market_id(market),
        "side": "Buy" if position.amount > 0 else "Sell" if size else "", "size": number(size),
        "avgPrice": number(position.entry_price), "positionValue": number(value.quantize(CENT)),
        "tradeMode": 0, "autoAddMargin": 0, "positionStatus": "Normal",
        "leverage": number(position.leverage), "markPrice": number(mark), "liqPrice": "",
        "bustPrice": "", "positionIM": number(position.margin),
        "positionMM": number((value * MAINTENANCE).quantize(CENT)), "positionBalance": "",
        "takeProfit": "", "stopLoss": "", "trailingStop": "0", "sessionAvgPrice": "",
        "unrealisedPnl": number(_gain(call, position, market)), "curRealisedPnl": "0",
        "cumRealisedPnl": "0", "adlRankIndicator": 2, "isReduceOnly": False,
        "mmrSysUpdatedTime": "",
        "leverageSysUpdatedTime": "", "tpslMode": "Full", "seq": len(call.account.fills),
        "createdTime": at, "updatedTime": str(to_milliseconds(call.world.now())),
    }  # fmt: skip


def _gain(call: Call, position: Position, market: Market) -> Decimal:
    return unrealised(position, market, call.world.price(market.symbol))


def _dollars(call: Call, asset: str, amount: Decimal) -> Decimal:
    at = call.world.now() if call.world.moving else call.world.started_at
    return (amount * prices.dollars(call.world.seed, asset, at)).quantize(CENT)
