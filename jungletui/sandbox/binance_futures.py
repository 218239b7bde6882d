"""The account of binance's futures, USD-M and COIN-M: balances, positions, settings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from aiohttp import web

from jungletui.sandbox.binance_orders import NOTHING
from jungletui.sandbox.binance_wire import Call, market_id, markets, millis, reply, text
from jungletui.sandbox.model import ZERO, Holding, Position
from jungletui.sandbox.settlement import unrealised

MAINTENANCE = Decimal("0.005")


def futures_account(call: Call) -> web.Response:
    """GET /fapi/v2|v3/account and /dapi/v1/account."""
    rows = [_asset(call, asset, row) for asset, row in _held(call).items()]
    document: dict[str, Any] = {
        "feeTier": 0, "canTrade": True, "canDeposit": True, "canWithdraw": True,
        "updateTime": 0, "multiAssetsMargin": False, "assets": rows,
        "positions": [_account_position(call, position) for position in _positions(call)],
    }  # fmt: skip
    for total, field in (
        ("totalWalletBalance", "walletBalance"),
        ("totalUnrealizedProfit", "unrealizedProfit"),
        ("totalMarginBalance", "marginBalance"),
        ("totalInitialMargin", "initialMargin"),
        ("availableBalance", "availableBalance"),
    ):
        document[total] = text(sum((Decimal(row[field]) for row in rows), ZERO))
    return reply(document)


def futures_balance(call: Call) -> web.Response:
    """GET /fapi/v2|v3/balance and /dapi/v1/balance."""
    rows = []
    for asset, row in _held(call).items():
        document = _asset(call, asset, row)
        rows.append(
            {
                "accountAlias": "demo", "asset": asset, "balance": document["walletBalance"],
                "crossWalletBalance": document["walletBalance"],
                "crossUnPnl": document["unrealizedProfit"],
                "availableBalance": document["availableBalance"],
                "maxWithdrawAmount": document["maxWithdrawAmount"],
                "marginAvailable": True, "updateTime": document["updateTime"],
            }
        )  # fmt: skip
    return reply(rows)


def position_risk(call: Call) -> web.Response:
    """GET …/positionRisk: the open positions."""
    return reply([_risk(call, position) for position in _positions(call)])


def leverage_brackets(call: Call) -> web.Response:
    """GET …/leverageBracket: one bracket for every market."""
    floor, cap = ("qtyFloor", "qtyCap") if _inverse(call) else ("notionalFloor", "notionalCap")
    bracket = {"bracket": 1, "initialLeverage": 20, floor: 0, cap: 100_000_000,
               "maintMarginRatio": float(MAINTENANCE), "cum": 0.0}  # fmt: skip
    return reply([{"symbol": market_id(m), "brackets": [bracket]} for m in markets(call)])


def position_mode(_call: Call) -> web.Response:
    """GET …/positionSide/dual."""
    return reply({"dualSidePosition": False})


def account_config(_call: Call) -> web.Response:
    """GET /fapi/v1/accountConfig: flags of the account, not of the key."""
    return reply({"feeTier": 0, "canTrade": True, "canDeposit": True, "canWithdraw": True,
                  "dualSidePosition": False, "updateTime": 0, "multiAssetsMargin": False,
                  "tradeGroupId": -1})  # fmt: skip


def symbol_config(call: Call) -> web.Response:
    """GET /fapi/v1/symbolConfig."""
    leverage = int(call.world.rules.leverage)
    return reply(
        [
            {"symbol": market_id(m), "marginType": "CROSSED", "isAutoAddMargin": "false",
             "leverage": leverage, "maxNotionalValue": "1000000"}
            for m in markets(call)
        ]
    )  # fmt: skip


def _inverse(call: Call) -> bool:
    return call.wallet == "delivery"


def _held(call: Call) -> dict[str, Holding]:
    return call.account.wallets.get(call.wallet, {})


def _positions(call: Call) -> list[Position]:
    mine = call.account.positions.values()
    return [p for p in mine if p.wallet == call.wallet and p.amount]


def _asset(call: Call, asset: str, row: Holding) -> dict[str, Any]:
    """One asset: `walletBalance` is what is booked, `marginBalance` with the open profit."""
    profit = position_margin = ZERO
    for position in _positions(call):
        market = call.world.markets[position.symbol]
        if market.settle == asset:
            profit += unrealised(position, market, call.world.price(position.symbol))
            position_margin += position.margin
    return {
        "asset": asset,
        "walletBalance": text(row.total),
        "unrealizedProfit": text(profit),
        "marginBalance": text(row.total + profit),
        "maintMargin": text(position_margin / 10),
        "initialMargin": text(row.used),
        "positionInitialMargin": text(position_margin),
        "openOrderInitialMargin": text(row.used - position_margin),
        "crossWalletBalance": text(row.total),
        "crossUnPnl": text(profit),
        "availableBalance": text(row.free + profit),
        "maxWithdrawAmount": text(row.free),
        "marginAvailable": True,
        "updateTime": millis(call.world.started_at),
    }


def _account_position(call: Call, position: Position) -> dict[str, Any]:
    market = call.world.markets[position.symbol]
    price = call.world.price(position.symbol)
    return {
        "symbol": market_id(market),
        "initialMargin": text(position.margin),
        "maintMargin": text(position.margin / 10),
        "unrealizedProfit": text(unrealised(position, market, price)),
        "positionInitialMargin": text(position.margin),
        "openOrderInitialMargin": NOTHING,
        "leverage": str(position.leverage),
        "isolated": False,
        "entryPrice": text(position.entry_price),
        "maxNotional": "1000000",
        "positionSide": "BOTH",
        "positionAmt": text(position.amount),
        "notional": text(market.cost(position.amount, price)),
        "isolatedWallet": "0",
        "updateTime": millis(call.world.started_at),
    }


def _risk(call: Call, position: Position) -> dict[str, Any]:
    market = call.world.markets[position.symbol]
    price = call.world.price(position.symbol)
    worth = "notionalValue" if market.inverse else "notional"
    return {
        "symbol": market_id(market),
        "positionSide": "BOTH",
        "positionAmt": text(position.amount),
        "entryPrice": text(position.entry_price),
        "breakEvenPrice": text(position.entry_price),
        "markPrice": text(price),
        "unRealizedProfit": text(unrealised(position, market, price)),
        "liquidationPrice": "0",
        "leverage": str(position.leverage),
        "marginType": "cross",
        "isolatedMargin": NOTHING,
        "isAutoAddMargin": "false",
        "isolatedWallet": "0",
        worth: text(market.cost(position.amount, price)),
        "marginAsset": market.settle,
        "initialMargin": text(position.margin),
        "maintMargin": text(position.margin / 10),
        "positionInitialMargin": text(position.margin),
        "openOrderInitialMargin": NOTHING,
        "adl": 1,
        "updateTime": millis(call.world.started_at),
    }
