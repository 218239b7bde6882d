"""HTX's spot orders and match results."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.desk import Call, ended_orders, needed, number, spot_market
from jungletui.sandbox.htx_door import refused, reply
from jungletui.sandbox.htx_market import symbol_of
from jungletui.sandbox.model import OrderStatus, Refusal, SandboxFill, SandboxOrder
from jungletui.sandbox.sizing import amount_and_price
from jungletui.sandbox.world import OrderRequest

PAGE = 100
SIDES, KINDS = ("buy", "sell"), ("limit", "market")


def open_orders(call: Call) -> web.Response:
    """Newest first."""
    symbol = call.params.get("symbol", "")
    rows = [_order(call, order) for order in reversed(call.account.open_orders())]
    return reply([row for row in rows if symbol in ("", row["symbol"])][:PAGE])


def orders(call: Call) -> web.Response:
    """Of a symbol, in the states that are asked for, newest first."""
    symbol, states = needed(call.params, "symbol"), needed(call.params, "states").split(",")
    found = (*reversed(call.account.open_orders()), *ended_orders(call.account))
    rows = [_order(call, order) for order in found]
    return reply([r for r in rows if r["symbol"] == symbol and r["state"] in states][:PAGE])


def one_order(call: Call) -> web.Response:
    """By its id."""
    order = call.account.orders.get(needed(call.params, "order_id"))
    return refused(Refusal.UNKNOWN_ORDER) if order is None else reply(_order(call, order))


def match_results(call: Call) -> web.Response:
    """Fills, newest first."""
    symbol = call.params.get("symbol", "")
    rows = [_fill(call, fill) for fill in reversed(call.account.fills)]
    return reply([row for row in rows if symbol in ("", row["symbol"])][:PAGE])


def place(call: Call) -> web.Response:
    """A limit or market order; a market order to buy tells what to spend."""
    params = call.params
    side, _, kind = needed(params, "type").partition("-")
    if side not in SIDES or kind not in KINDS:
        raise ValueError("type")
    if needed(params, "account-id") != call.account.uid:
        raise ValueError("account-id")
    market = spot_market(call.world, needed(params, "symbol"), symbol_of)
    if market is None:
        return refused(Refusal.MARKET)
    amount, price = amount_and_price(call, market, kind, side, "amount")
    client_id = params.get("client-order-id", "")
    asked = OrderRequest(market.symbol, side, amount, price, "spot", client_id)
    order = call.world.place(call.account, asked)
    return refused(order) if isinstance(order, Refusal) else reply(order.id)


def cancel(call: Call) -> web.Response:
    """One order by its id."""
    order = call.world.cancel(call.account, needed(call.params, "order_id"))
    return refused(order) if isinstance(order, Refusal) else reply(order.id)


def _state(order: SandboxOrder) -> str:
    if order.status is OrderStatus.OPEN:
        return "partial-filled" if order.filled else "submitted"
    if order.status is OrderStatus.FILLED:
        return "filled"
    return "partial-canceled" if order.filled else "canceled"


def _order(call: Call, order: SandboxOrder) -> dict[str, Any]:
    is_open = order.status is OrderStatus.OPEN
    return {
        "id": int(order.id), "symbol": symbol_of(call.world.markets[order.symbol]),
        "account-id": int(call.account.uid), "client-order-id": order.client_id,
        "amount": number(order.amount), "price": number(order.price),
        "created-at": to_milliseconds(order.created_at), "type": f"{order.side}-{order.type}",
        "field-amount": number(order.filled), "field-cash-amount": number(order.cost),
        "field-fees": number(order.fee),
        "finished-at": 0 if is_open else to_milliseconds(order.updated_at),
        "canceled-at": 0, "source": "api", "state": _state(order),
    }  # fmt: skip


def _fill(call: Call, fill: SandboxFill) -> dict[str, Any]:
    return {
        "id": fill.number, "symbol": symbol_of(call.world.markets[fill.symbol]),
        "order-id": int(fill.order_id), "match-id": fill.number, "trade-id": int(fill.id),
        "type": f"{fill.side}-limit", "price": number(fill.price),
        "filled-amount": number(fill.amount), "filled-fees": number(fill.fee),
        "fee-currency": fill.fee_asset.lower(), "filled-points": "0.0", "fee-deduct-currency": "",
        "fee-deduct-state": "done", "created-at": to_milliseconds(fill.at), "source": "api",
        "role": "maker" if fill.maker else "taker",
    }  # fmt: skip
