"""BingX's spot orders and trades."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.bingx_door import refused, reply
from jungletui.sandbox.bingx_market import symbol_of
from jungletui.sandbox.desk import (
    Call,
    amount_of,
    ended_orders,
    needed,
    number,
    one_of,
    spot_market,
)
from jungletui.sandbox.model import OrderStatus, Refusal, SandboxFill, SandboxOrder
from jungletui.sandbox.sizing import amount_or_cost
from jungletui.sandbox.world import OrderRequest

PAGE = 100


def open_orders(call: Call) -> web.Response:
    """Newest first."""
    return reply({"orders": _rows(call, reversed(call.account.open_orders()))})


def history(call: Call) -> web.Response:
    """Ended ones, newest first."""
    return reply({"orders": _rows(call, ended_orders(call.account))})


def one_order(call: Call) -> web.Response:
    """By its id."""
    order = call.account.orders.get(needed(call.params, "orderId"))
    return refused(Refusal.UNKNOWN_ORDER) if order is None else reply(_order(call, order))


def my_trades(call: Call) -> web.Response:
    """Of a symbol, newest first."""
    symbol = needed(call.params, "symbol")
    rows = [_trade(call, fill) for fill in reversed(call.account.fills)]
    return reply({"fills": [row for row in rows if row["symbol"] == symbol][:PAGE]})


def place(call: Call) -> web.Response:
    """A limit or market order; a market order to buy may tell what to spend."""
    params = call.params
    side = one_of(params, "side", ("buy", "sell"))
    kind = one_of(params, "type", ("limit", "market"))
    market = spot_market(call.world, needed(params, "symbol"), symbol_of)
    if market is None:
        return refused(Refusal.MARKET)
    price = amount_of(params, "price") if kind == "limit" else None
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


def _rows(call: Call, orders: Iterable[SandboxOrder]) -> list[dict[str, Any]]:
    symbol = call.params.get("symbol", "")
    rows = [_order(call, order) for order in orders]
    return [row for row in rows if symbol in ("", row["symbol"])][:PAGE]


def _status(order: SandboxOrder) -> str:
    if order.status is OrderStatus.OPEN:
        return "PARTIALLY_FILLED" if order.filled else "PENDING"
    return "FILLED" if order.status is OrderStatus.FILLED else "CANCELED"


def _order(call: Call, order: SandboxOrder) -> dict[str, Any]:
    average = order.cost / order.filled if order.filled else order.filled
    return {
        "symbol": symbol_of(call.world.markets[order.symbol]), "orderId": int(order.id),
        "transactTime": to_milliseconds(order.created_at), "price": number(order.price),
        "StopPrice": "0", "origQty": number(order.amount), "executedQty": number(order.filled),
        "cummulativeQuoteQty": number(order.cost), "status": _status(order),
        "type": order.type.upper(), "side": order.side.upper(),
        "time": to_milliseconds(order.created_at), "updateTime": to_milliseconds(order.updated_at),
        "origQuoteOrderQty": "0", "fee": f"-{number(order.fee)}", "feeAsset": order.fee_asset,
        "clientOrderID": order.client_id, "avgPrice": number(average),
    }  # fmt: skip


def _trade(call: Call, fill: SandboxFill) -> dict[str, Any]:
    return {
        "symbol": symbol_of(call.world.markets[fill.symbol]), "id": int(fill.id),
        "orderId": int(fill.order_id), "price": number(fill.price), "qty": number(fill.amount),
        "quoteQty": number(fill.cost), "commission": -float(fill.fee),
        "commissionAsset": fill.fee_asset, "time": to_milliseconds(fill.at),
        "isBuyer": fill.side == "buy", "isMaker": fill.maker,
    }  # fmt: skip
