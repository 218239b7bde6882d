"""OKX's accounts: what a key may do, what the two wallets hold, which positions are open."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from aiohttp import web

from jungletui.sandbox import prices
from jungletui.sandbox.desk import number
from jungletui.sandbox.model import ZERO, Holding, Position
from jungletui.sandbox.okx_auth import READ, TRADE, WITHDRAW, Call
from jungletui.sandbox.okx_market import market_id, type_of
from jungletui.sandbox.okx_wire import moment, reply
from jungletui.sandbox.rules import Market, Product
from jungletui.sandbox.settlement import unrealised

TRADING, FUNDING = "trading", "funding"
CENT = Decimal("0.00000001")
MAINTENANCE = Decimal("0.004")
CHAINS = {
    "BTC": "Bitcoin", "ETH": "ERC20", "SOL": "Solana", "XRP": "Ripple", "USDT": "TRC20",
    "OKB": "X Layer",
}  # fmt: skip


def config(call: Call) -> web.Response:
    """GET /api/v5/account/config: the rights and addresses of the key itself, and its account."""
    key, uid = call.key, call.account.uid
    row = {
        "acctLv": "2", "acctStpMode": "cancel_maker", "autoLoan": False,
        "ctIsoMode": "automatic", "enableSpotBorrow": False, "feeType": "0", "greeksType": "PA",
        "ip": ",".join(key.allowed_ips), "kycLv": "3", "label": key.label, "level": "Lv1",
        "levelTmp": "", "liquidationGear": "-1", "mainUid": uid, "mgnIsoMode": "automatic",
        "opAuth": "0",
        "perm": ",".join(word for word in (READ, WITHDRAW, TRADE) if word in key.rights),
        "posMode": "net_mode", "roleType": "0", "settleCcy": "USDC",
        "settleCcyList": ["USD", "USDC"], "spotBorrowAutoRepay": False, "spotOffsetType": "",
        "spotRoleType": "0", "spotTraderInsts": [], "stgyType": "0", "traderInsts": [],
        "type": "0", "uid": uid,
    }  # fmt: skip
    return reply([row])


def currencies(call: Call) -> web.Response:
    """GET /api/v5/asset/currencies: each asset with one chain."""
    markets = call.world.markets.values()
    assets = {market.base for market in markets} | {market.quote for market in markets}
    assets |= {asset for wallet in call.account.wallets.values() for asset in wallet}
    wanted = call.params.get("ccy")
    chosen = assets & set(wanted.split(",")) if wanted else assets
    return reply(_currency(asset) for asset in sorted(chosen))


def _currency(asset: str) -> dict[str, Any]:
    return {
        "burningFeeRate": "", "canDep": True, "canInternal": True, "canWd": True, "ccy": asset,
        "chain": f"{asset}-{CHAINS.get(asset, 'ERC20')}", "ctAddr": "", "depQuotaFixed": "",
        "depQuoteDailyLayer2": "", "fee": "0.0001", "logoLink": "", "mainNet": asset in CHAINS,
        "maxFee": "0.0002", "maxWd": "1000000", "minDep": "0.0001", "minDepArrivalConfirm": "12",
        "minFee": "0.0001", "minInternal": "0.0001", "minWd": "0.001",
        "minWdUnlockConfirm": "12", "name": asset, "needTag": asset == "XRP",
        "usedDepQuotaFixed": "", "usedWdQuota": "0", "wdQuota": "500000", "wdTickSz": "8",
    }  # fmt: skip


def trading_balance(call: Call) -> web.Response:
    """GET /api/v5/account/balance: the trading wallet; equity is cash with unrealised profit."""
    return reply([trading_row(call, _asked(call, call.account.wallets.get(TRADING, {})))])


def trading_row(call: Call, held: dict[str, Holding]) -> dict[str, Any]:
    """The trading wallet with the currencies `held`."""
    details = [_detail(call, asset, holding) for asset, holding in held.items()]
    total = sum((Decimal(detail["eqUsd"]) for detail in details), ZERO)
    return {
        "adjEq": "", "availEq": "", "borrowFroz": "", "details": details, "imr": "", "isoEq": "0",
        "mgnRatio": "", "mmr": "", "notionalUsd": "", "ordFroz": "", "totalEq": number(total),
        "uTime": moment(call.world.now()), "upl": "",
    }  # fmt: skip


def _asked(call: Call, wallet: dict[str, Holding]) -> dict[str, Holding]:
    """The currencies of the comma list `ccy`, or all, as far as they are not empty."""
    wanted = call.params.get("ccy")
    chosen = set(wanted.split(",")) if wanted else set(wallet)
    return {a: holding for a, holding in sorted(wallet.items()) if a in chosen and holding.total}


def _detail(call: Call, asset: str, holding: Holding) -> dict[str, str]:
    """One currency of the trading wallet; `frozenBal` is what orders and positions keep."""
    gain = sum((_gain(call, p, m) for p, m in open_positions(call) if m.settle == asset), ZERO)
    orders = [o for o in call.account.open_orders() if o.wallet == TRADING]
    ordered = sum((order.held for order in orders if order.held_asset == asset), ZERO)
    equity = holding.total + gain
    return {
        "accAvgPx": "", "availBal": number(holding.free), "availEq": number(holding.free + gain),
        "borrowFroz": "", "cashBal": number(holding.total), "ccy": asset, "crossLiab": "",
        "disEq": number(dollars(call, asset, equity)), "eq": number(equity),
        "eqUsd": number(dollars(call, asset, equity)), "fixedBal": "0",
        "frozenBal": number(holding.used), "imr": "", "interest": "", "isoEq": "0",
        "isoLiab": "", "isoUpl": "0", "liab": "", "maxLoan": "", "mgnRatio": "", "mmr": "",
        "notionalLever": "0", "ordFrozen": number(ordered), "rewardBal": "0", "spotBal": "",
        "spotInUseAmt": "", "stgyEq": "0", "twap": "0", "uTime": moment(call.world.now()),
        "upl": number(gain), "uplLiab": "",
    }  # fmt: skip


def funding_balance(call: Call) -> web.Response:
    """GET /api/v5/asset/balances: the funding wallet."""
    held = _asked(call, call.account.wallets.get(FUNDING, {}))
    return reply(
        {
            "availBal": number(holding.free), "bal": number(holding.total), "ccy": asset,
            "frozenBal": number(holding.used),
        }
        for asset, holding in held.items()
    )  # fmt: skip


def positions(call: Call) -> web.Response:
    """GET /api/v5/account/positions"""
    kind, wanted = call.params.get("instType"), call.params.get("instId")
    chosen = [
        (position, market)
        for position, market in open_positions(call)
        if (not kind or type_of(market) == kind)
        and (not wanted or market_id(market) in wanted.split(","))
    ]
    return reply(position_row(call, position, market) for position, market in chosen)


def open_positions(call: Call) -> Iterable[tuple[Position, Market]]:
    """The positions that are not closed, with their markets."""
    for symbol, position in sorted(call.account.positions.items()):
        if position.amount:
            yield position, call.world.markets[symbol]


def position_row(call: Call, position: Position, market: Market) -> dict[str, Any]:
    """One position (okx.com/docs-v5/en, "Get positions"), in net mode and cross margin."""
    size, mark = abs(position.amount), call.world.price(market.symbol)
    gain = _gain(call, position, market)
    worth = market.cost(size, mark)
    ratio = (gain / position.margin).quantize(CENT) if position.margin else ZERO
    fills = [fill for fill in call.account.fills if fill.symbol == market.symbol]
    opened, last = moment(fills[0].at), fills[-1]
    usd = dollars(call, market.settle, worth)
    if market.product is Product.INVERSE:
        usd = size * market.contract_size
    return {
        "adl": "1", "availPos": "", "avgPx": number(position.entry_price), "baseBal": "",
        "baseBorrowed": "", "baseInterest": "", "bePx": "", "bizRefId": "", "bizRefType": "",
        "cTime": opened, "ccy": market.settle, "clSpotInUseAmt": "", "closeOrderAlgo": [],
        "deltaBS": "", "deltaPA": "", "fee": number(-sum((f.fee for f in fills), ZERO)),
        "fundingFee": "0", "gammaBS": "", "gammaPA": "", "idxPx": number(mark),
        "imr": number(position.margin), "instId": market_id(market), "instType": "SWAP",
        "interest": "", "last": number(mark), "lever": number(position.leverage), "liab": "",
        "liabCcy": "", "liqPenalty": "0", "liqPx": "", "margin": "", "markPx": number(mark),
        "maxSpotInUseAmt": "", "mgnMode": "cross", "mgnRatio": "",
        "mmr": number((worth * MAINTENANCE).quantize(CENT)), "notionalUsd": number(usd),
        "optVal": "", "pendingCloseOrdLiabVal": "", "pnl": "0", "pos": number(position.amount),
        "posCcy": "", "posId": str(fills[0].number), "posSide": "net", "quoteBal": "",
        "quoteBorrowed": "", "quoteInterest": "", "realizedPnl": "0", "spotInUseAmt": "",
        "spotInUseCcy": "", "thetaBS": "", "thetaPA": "", "tradeId": last.id,
        "uTime": moment(last.at), "upl": number(gain), "uplLastPx": number(gain),
        "uplRatio": number(ratio), "uplRatioLastPx": number(ratio), "usdPx": "", "vegaBS": "",
        "vegaPA": "",
    }  # fmt: skip


def dollars(call: Call, asset: str, amount: Decimal) -> Decimal:
    """What `amount` of an asset is worth in dollars now."""
    at = call.world.now() if call.world.moving else call.world.started_at
    return (amount * prices.dollars(call.world.seed, asset, at)).quantize(CENT)


def _gain(call: Call, position: Position, market: Market) -> Decimal:
    return unrealised(position, market, call.world.price(market.symbol))
