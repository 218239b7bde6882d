"""Upbit's orders: open ones, ended ones, placing and cancelling. It lists no fills of its own."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from jungletui.sandbox.desk import (
    Call,
    amount_of,
    ended_orders,
    json_response,
    needed,
    number,
    one_of,
    spot_market,
)
from jungletui.sandbox.model import ZERO, OrderStatus, Refusal, SandboxOrder
from jungletui.sandbox.sizing import amount_or_cost
from jungletui.sandbox.upbit_account import WALLET, moment
from jungletui.sandbox.upbit_door import refused
from jungletui.sandbox.upbit_market import market_of
from jungletui.sandbox.world import OrderRequest

STATES = {OrderStatus.OPEN: "wait", OrderStatus.FILLED: "done"}
"""The others are `cancel`."""


def opened(call: Call) -> web.Response:
    """Newest first; of a market where asked."""
    return json_response(_wanted(call, list(reversed(call.account.open_orders()))))


def closed(call: Call) -> web.Response:
    """Done or cancelled, newest first; of a market where asked."""
    state = call.params.get("state", "")
    rows = [row for row in _wanted(call, ended_orders(call.account)) if state in ("", row["state"])]
    return json_response(rows)


def order(call: Call) -> web.Response:
    """One order with its fills."""
    found = call.account.orders.get(needed(call.params, "uuid"))
    if found is None:
        return refused(Refusal.UNKNOWN_ORDER)
    fills = [
        {
            "market": market_of(call.world.markets[fill.symbol]), "uuid": fill.id,
            "price": number(fill.price), "volume": number(fill.amount), "funds": number(fill.cost),
            "trend": "up", "created_at": moment(fill.at), "side": _side(fill.side),
        }
        for fill in call.account.fills
        if fill.order_id == found.id
    ]  # fmt: skip
    return json_response({**_order(call, found), "trades": fills})


def place(call: Call) -> web.Response:
    """A limit order (`limit`), a sale at the market (`market`), or what to spend (`price`)."""
    params = call.params
    side = {"bid": "buy", "ask": "sell"}[one_of(params, "side", ("bid", "ask"))]
    kind = one_of(params, "ord_type", ("limit", "market", "price"))
    market = spot_market(call.world, needed(params, "market"), market_of)
    if market is None:
        return refused(Refusal.MARKET)
    price = amount_of(params, "price") if kind == "limit" else None
    amount = amount_or_cost(call, market, "volume", "price" if kind == "price" else None)
    client_id = params.get("identifier", "")
    asked = OrderRequest(market.symbol, side, amount, price, WALLET, client_id)
    return _outcome(call, call.world.place(call.account, asked), 201)


def cancel(call: Call) -> web.Response:
    """One order by its id."""
    return _outcome(call, call.world.cancel(call.account, needed(call.params, "uuid")))


def _outcome(call: Call, found: SandboxOrder | Refusal, status: int = 200) -> web.Response:
    if isinstance(found, Refusal):
        return refused(found)
    return json_response(_order(call, found), status)


def _wanted(call: Call, found: list[SandboxOrder]) -> list[dict[str, Any]]:
    market = call.params.get("market", "")
    return [row for row in (_order(call, one) for one in found) if market in ("", row["market"])]


def _order(call: Call, one: SandboxOrder) -> dict[str, Any]:
    is_open = one.status is OrderStatus.OPEN
    return {
        "uuid": one.id, "side": _side(one.side), "ord_type": one.type, "price": number(one.price),
        "state": STATES.get(one.status, "cancel"),
        "market": market_of(call.world.markets[one.symbol]), "created_at": moment(one.created_at),
        "volume": number(one.amount), "remaining_volume": number(one.remaining),
        "executed_volume": number(one.filled), "executed_funds": number(one.cost),
        "reserved_fee": "0", "remaining_fee": "0", "paid_fee": number(one.fee),
        "locked": number(one.held if is_open else ZERO), "identifier": one.client_id,
        "trades_count": sum(fill.order_id == one.id for fill in call.account.fills),
    }  # fmt: skip


def _side(side: str) -> str:
    return "bid" if side == "buy" else "ask"
