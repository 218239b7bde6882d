"""MEXC's spot orders and trades."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.desk import (
    Call,
    amount_of,
    ended_orders,
    needed,
    number,
    one_of,
    spot_market,
)
from jungletui.sandbox.mexc_door import refused, reply
from jungletui.sandbox.mexc_market import symbol_of
from jungletui.sandbox.model import OrderStatus, Refusal, SandboxFill, SandboxOrder
from jungletui.sandbox.sizing import amount_or_cost
from jungletui.sandbox.world import OrderRequest


def open_orders(call: Call) -> web.Response:
    """Newest first."""
    return reply(_rows(call, reversed(call.account.open_orders()), call.params.get("symbol", "")))


def all_orders(call: Call) -> web.Response:
    """Open and ended ones of a symbol."""
    symbol = needed(call.params, "symbol")
    orders = (*reversed(call.account.open_orders()), *ended_orders(call.account))
    return reply(_rows(call, orders, symbol))


def one_order(call: Call) -> web.Response:
    """By its id."""
    order = call.account.orders.get(needed(call.params, "orderId"))
    return refused(Refusal.UNKNOWN_ORDER) if order is None else reply(_order(call, order))


def my_trades(call: Call) -> web.Response:
    """Of a symbol, newest first."""
    symbol = needed(call.params, "symbol")
    rows = [_trade(call, fill) for fill in reversed(call.account.fills)]
    return reply([row for row in rows if row["symbol"] == symbol][:100])


def place(call: Call) -> web.Response:
    """A limit or market order; a market order to buy may tell what to spend."""
    params = call.params
    side = one_of(params, "side", ("buy", "sell"))
    kind = one_of(params, "type", ("limit", "market", "limit_maker"))
    market = spot_market(call.world, needed(params, "symbol"), symbol_of)
    if market is None:
        return refused(Refusal.MARKET)
    price = None if kind == "market" else amount_of(params, "price")
    cost = "quoteOrderQty" if kind == "market" and "quoteOrderQty" in params else None
    amount = amount_or_cost(call, market, "quantity", cost)
    client_id = params.get("newClientOrderId", "")
    asked = OrderRequest(market.symbol, side, amount, price, "spot", client_id)
    order = call.world.place(call.account, asked)
    return refused(order) if isinstance(order, Refusal) else reply(_order(call, order))


def cancel(call: Call) -> web.Response:
    """One order by its id."""
    order = call.world.cancel(call.account, needed(call.params, "orderId"))
    return refused(order) if isinstance(order, Refusal) else reply(_order(call, order))


def _rows(call: Call, orders: Iterable[SandboxOrder], symbol: str) -> list[dict[str, Any]]:
    rows = [_order(call, order) for order in orders]
    return [row for row in rows if symbol in ("", row["symbol"])][:500]


def _status(order: SandboxOrder) -> str:
    if order.status is OrderStatus.OPEN:
        return "PARTIALLY_FILLED" if order.filled else "NEW"
    if order.status is OrderStatus.FILLED:
        return "FILLED"
    return "PARTIALLY_CANCELED" if order.filled else "CANCELED"


def _order(call: Call, order: SandboxOrder) -> dict[str, Any]:
    return {
        "symbol": symbol_of(call.world.markets[order.symbol]), "orderId": order.id,
        "orderListId": -1, "clientOrderId": order.client_id, "price": number(order.price),
        "origQty": number(order.amount), "executedQty": number(order.filled),
        "cummulativeQuoteQty": number(order.cost), "status": _status(order),
        "timeInForce": "GTC", "type": order.type.upper(), "side": order.side.upper(),
        "stopPrice": "0", "icebergQty": "0", "time": to_milliseconds(order.created_at),
        "updateTime": to_milliseconds(order.updated_at),
        "isWorking": order.status is OrderStatus.OPEN, "origQuoteOrderQty": "0",
    }  # fmt: skip


def _trade(call: Call, fill: SandboxFill) -> dict[str, Any]:
    return {
        "symbol": symbol_of(call.world.markets[fill.symbol]), "id": fill.id,
        "orderId": fill.order_id, "orderListId": -1, "price": number(fill.price),
        "qty": number(fill.amount), "quoteQty": number(fill.cost), "commission": number(fill.fee),
        "commissionAsset": fill.fee_asset, "time": to_milliseconds(fill.at),
        "isBuyer": fill.side == "buy", "isMaker": fill.maker, "isBestMatch": True,
        "isSelfTrade": False, "clientOrderId": None,
    }  # fmt: skip
