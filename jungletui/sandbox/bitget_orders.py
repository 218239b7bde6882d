"""Bitget's spot orders and fills."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.bitget_door import refused, reply
from jungletui.sandbox.bitget_market import symbol_of
from jungletui.sandbox.desk import (
    Call,
    ended_orders,
    needed,
    number,
    one_of,
    spot_market,
)
from jungletui.sandbox.model import OrderStatus, Refusal, SandboxFill, SandboxOrder
from jungletui.sandbox.sizing import amount_and_price
from jungletui.sandbox.world import OrderRequest

STATUSES = {OrderStatus.FILLED: "filled", OrderStatus.CANCELLED: "cancelled"}


def unfilled(call: Call) -> web.Response:
    """Open orders, newest first."""
    return reply(_rows(call, list(reversed(call.account.open_orders()))))


def history(call: Call) -> web.Response:
    """Ended orders, newest first."""
    return reply(_rows(call, ended_orders(call.account)))


def order_info(call: Call) -> web.Response:
    """One order by its id; an empty list where there is none."""
    order = call.account.orders.get(needed(call.params, "orderId"))
    return reply([] if order is None else [_order(call, order)])


def fills(call: Call) -> web.Response:
    """Of one symbol, newest first."""
    symbol = needed(call.params, "symbol")
    rows = [_fill(call, fill) for fill in reversed(call.account.fills)]
    return reply([row for row in rows if row["symbol"] == symbol])


def place(call: Call) -> web.Response:
    """A limit or market order; a market order to buy tells what to spend."""
    params = call.params
    side = one_of(params, "side", ("buy", "sell"))
    kind = one_of(params, "orderType", ("limit", "market"))
    market = spot_market(call.world, needed(params, "symbol"), symbol_of)
    if market is None:
        return refused(Refusal.MARKET)
    amount, price = amount_and_price(call, market, kind, side, "size")
    client_id = params.get("clientOid", "")
    asked = OrderRequest(market.symbol, side, amount, price, "spot", client_id)
    return _outcome(call.world.place(call.account, asked))


def cancel(call: Call) -> web.Response:
    """One order by its id."""
    return _outcome(call.world.cancel(call.account, needed(call.params, "orderId")))


def _outcome(order: SandboxOrder | Refusal) -> web.Response:
    if isinstance(order, Refusal):
        return refused(order)
    return reply({"orderId": order.id, "clientOid": order.client_id})


def _rows(call: Call, orders: list[SandboxOrder]) -> list[dict[str, Any]]:
    symbol = call.params.get("symbol", "")
    rows = [_order(call, order) for order in orders]
    return [row for row in rows if symbol in ("", row["symbol"])][:100]


def _status(order: SandboxOrder) -> str:
    if order.status is OrderStatus.OPEN:
        return "partially_filled" if order.filled else "live"
    return STATUSES.get(order.status, "cancelled")


def _order(call: Call, order: SandboxOrder) -> dict[str, Any]:
    coin = order.fee_asset
    fee = {"deduction": False, "feeCoinCode": coin, "totalDeductionFee": 0,
           "totalFee": f"-{number(order.fee)}"}  # fmt: skip
    average = order.cost / order.filled if order.filled else order.filled
    return {
        "userId": call.account.uid, "symbol": symbol_of(call.world.markets[order.symbol]),
        "orderId": order.id, "clientOid": order.client_id, "price": number(order.price),
        "size": number(order.amount), "orderType": order.type, "side": order.side,
        "status": _status(order), "priceAvg": number(average),
        "baseVolume": number(order.filled), "quoteVolume": number(order.cost),
        "enterPointSource": "API", "feeDetail": json.dumps({coin: fee}) if coin else None,
        "orderSource": "normal", "cTime": str(to_milliseconds(order.created_at)),
        "uTime": str(to_milliseconds(order.updated_at)),
    }  # fmt: skip


def _fill(call: Call, fill: SandboxFill) -> dict[str, Any]:
    return {
        "userId": call.account.uid, "symbol": symbol_of(call.world.markets[fill.symbol]),
        "orderId": fill.order_id, "tradeId": fill.id, "orderType": "limit", "side": fill.side,
        "priceAvg": number(fill.price), "size": number(fill.amount), "amount": number(fill.cost),
        "feeDetail": {"deduction": "no", "feeCoin": fill.fee_asset, "totalDeductionFee": "",
                      "totalFee": f"-{number(fill.fee)}"},
        "tradeScope": "maker" if fill.maker else "taker", "cTime": str(to_milliseconds(fill.at)),
        "uTime": str(to_milliseconds(fill.at)),
    }  # fmt: skip
