"""Gate's spot orders and trades."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.desk import (
    Call,
    ended_orders,
    needed,
    number,
    one_of,
    spot_market,
)
from jungletui.sandbox.gate_door import refused, reply
from jungletui.sandbox.gate_market import pair_of
from jungletui.sandbox.model import OrderStatus, Refusal, SandboxFill, SandboxOrder
from jungletui.sandbox.sizing import amount_and_price
from jungletui.sandbox.world import OrderRequest, World

PAGE = 100


def open_orders(call: Call) -> web.Response:
    """By pair."""
    pairs: dict[str, list[dict[str, Any]]] = {}
    for order in reversed(call.account.open_orders()):
        row = order_row(call.world, order)
        pairs.setdefault(row["currency_pair"], []).append(row)
    return reply(
        [{"currency_pair": p, "total": len(rows), "orders": rows} for p, rows in pairs.items()]
    )


def orders(call: Call) -> web.Response:
    """`open` or `finished` ones, newest first, of one pair or of all."""
    is_open = one_of(call.params, "status", ("open", "finished")) == "open"
    pair = needed(call.params, "currency_pair") if is_open else call.params.get("currency_pair", "")
    found = reversed(call.account.open_orders()) if is_open else ended_orders(call.account)
    rows = [order_row(call.world, order) for order in found]
    return reply([row for row in rows if pair in ("", row["currency_pair"])][:PAGE])


def one_order(call: Call) -> web.Response:
    """By its id."""
    order = call.account.orders.get(needed(call.params, "order_id"))
    return refused(Refusal.UNKNOWN_ORDER) if order is None else reply(order_row(call.world, order))


def my_trades(call: Call) -> web.Response:
    """Newest first."""
    pair = call.params.get("currency_pair", "")
    rows = [trade_row(call.world, fill) for fill in reversed(call.account.fills)]
    return reply([row for row in rows if pair in ("", row["currency_pair"])][:PAGE])


def place(call: Call) -> web.Response:
    """A limit or market order; a market order to buy tells what to spend."""
    params = call.params
    side = one_of(params, "side", ("buy", "sell"))
    kind = one_of({"type": "limit", **params}, "type", ("limit", "market"))
    market = spot_market(call.world, needed(params, "currency_pair"), pair_of)
    if market is None:
        return refused(Refusal.MARKET)
    amount, price = amount_and_price(call, market, kind, side, "amount")
    client_id = params.get("text", "")
    asked = OrderRequest(market.symbol, side, amount, price, "spot", client_id)
    order = call.world.place(call.account, asked)
    return (
        refused(order) if isinstance(order, Refusal) else reply(order_row(call.world, order), 201)
    )


def cancel(call: Call) -> web.Response:
    """One order by its id."""
    needed(call.params, "currency_pair")
    order = call.world.cancel(call.account, needed(call.params, "order_id"))
    return refused(order) if isinstance(order, Refusal) else reply(order_row(call.world, order))


def order_row(world: World, order: SandboxOrder) -> dict[str, Any]:
    """An order as the lists tell it; the amount of a market order to buy is what was spent
    (https://www.gate.com/docs/developers/apiv4/en/#create-an-order, `amount`)."""
    market = world.markets[order.symbol]
    created, updated = to_milliseconds(order.created_at), to_milliseconds(order.updated_at)
    status = {OrderStatus.OPEN: "open", OrderStatus.FILLED: "closed"}.get(order.status, "cancelled")
    average = order.cost / order.filled if order.filled else order.filled
    spends = order.type == "market" and order.side == "buy"
    return {
        "id": order.id, "text": order.client_id, "amend_text": "-",
        "create_time": str(created // 1000), "update_time": str(updated // 1000),
        "create_time_ms": created, "update_time_ms": updated, "status": status,
        "currency_pair": pair_of(market), "type": order.type, "account": "spot",
        "side": order.side, "amount": number(order.cost if spends else order.amount),
        "price": number(order.price), "time_in_force": "gtc", "iceberg": "0",
        "left": number(order.remaining),
        "filled_amount": number(order.filled), "fill_price": number(order.cost),
        "filled_total": number(order.cost), "avg_deal_price": number(average),
        "fee": number(order.fee), "fee_currency": order.fee_asset or market.base,
        "point_fee": "0", "gt_fee": "0", "gt_discount": False, "rebated_fee": "0",
        "rebated_fee_currency": market.quote,
        "finish_as": "filled" if status == "closed" else status,
    }  # fmt: skip


def trade_row(world: World, fill: SandboxFill) -> dict[str, Any]:
    """A fill as the lists tell it."""
    at = to_milliseconds(fill.at)
    return {
        "id": fill.id, "create_time": str(at // 1000), "create_time_ms": f"{at}.000000",
        "currency_pair": pair_of(world.markets[fill.symbol]), "side": fill.side,
        "role": "maker" if fill.maker else "taker", "amount": number(fill.amount),
        "price": number(fill.price), "order_id": fill.order_id, "fee": number(fill.fee),
        "fee_currency": fill.fee_asset, "point_fee": "0", "gt_fee": "0", "amend_text": "-",
        "sequence_id": fill.id, "text": "-",
    }  # fmt: skip
