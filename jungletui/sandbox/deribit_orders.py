"""Deribit's spot orders and fills; there are no positions on this sandbox."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.deribit_account import WALLET
from jungletui.sandbox.deribit_door import refused, result
from jungletui.sandbox.deribit_market import instrument_of
from jungletui.sandbox.desk import Call, amount_of, ended_orders, needed, one_of, spot_market
from jungletui.sandbox.model import OrderStatus, Refusal, SandboxFill, SandboxOrder
from jungletui.sandbox.world import OrderRequest

STATES = {OrderStatus.OPEN: "open", OrderStatus.FILLED: "filled"}
"""The others are `cancelled`."""


def positions(_call: Call) -> web.Response:
    """None."""
    return result([])


def opened(call: Call) -> web.Response:
    """Newest first; of an instrument or a currency."""
    return result(_wanted(call, list(reversed(call.account.open_orders()))))


def history(call: Call) -> web.Response:
    """What can fill no more, newest first."""
    return result(_wanted(call, ended_orders(call.account)))


def trades(call: Call) -> web.Response:
    """Newest first."""
    since = int(call.params.get("start_timestamp", "0"))
    rows = [_fill(call, fill) for fill in reversed(call.account.fills) if _concerns(call, fill)]
    rows = [row for row in rows if row["timestamp"] >= since]
    count = int(call.params.get("count", "1000"))
    return result({"trades": rows[:count], "has_more": len(rows) > count})


def buy(call: Call) -> web.Response:
    """A limit or a market order."""
    return _place(call, "buy")


def sell(call: Call) -> web.Response:
    """A limit or a market order."""
    return _place(call, "sell")


def cancel(call: Call) -> web.Response:
    """One order by its id."""
    gone = call.world.cancel(call.account, needed(call.params, "order_id"))
    return refused(gone) if isinstance(gone, Refusal) else result(_order(call, gone))


def _place(call: Call, side: str) -> web.Response:
    params = call.params
    kind = one_of(params, "type", ("limit", "market"))
    market = spot_market(call.world, needed(params, "instrument_name"), instrument_of)
    if market is None:
        return refused(Refusal.MARKET)
    price = amount_of(params, "price") if kind == "limit" else None
    label = params.get("label", "")
    asked = OrderRequest(market.symbol, side, amount_of(params, "amount"), price, WALLET, label)
    order = call.world.place(call.account, asked)
    if isinstance(order, Refusal):
        return refused(order)
    fills = [_fill(call, fill) for fill in call.account.fills if fill.order_id == order.id]
    return result({"order": _order(call, order), "trades": fills})


def _concerns(call: Call, one: SandboxOrder | SandboxFill) -> bool:
    """Whether it is of the instrument or the currency that is asked for."""
    market = call.world.markets[one.symbol]
    name, currency = call.params.get("instrument_name"), call.params.get("currency", "any")
    if name is not None:
        return instrument_of(market) == name
    return currency in ("any", market.base, market.quote)


def _wanted(call: Call, found: list[SandboxOrder]) -> list[dict[str, Any]]:
    return [_order(call, one) for one in found if _concerns(call, one)]


def _order(call: Call, one: SandboxOrder) -> dict[str, Any]:
    return {
        "order_id": one.id, "instrument_name": instrument_of(call.world.markets[one.symbol]),
        "direction": one.side, "order_type": one.type, "order_state": STATES.get(
            one.status, "cancelled"),
        "price": one.price, "amount": one.amount, "filled_amount": one.filled,
        "average_price": one.cost / one.filled if one.filled else 0, "label": one.client_id,
        "creation_timestamp": to_milliseconds(one.created_at),
        "last_update_timestamp": to_milliseconds(one.updated_at), "api": True,
        "time_in_force": "good_til_cancelled", "post_only": False, "replaced": False,
        "max_show": one.amount, "web": False,
    }  # fmt: skip


def _fill(call: Call, fill: SandboxFill) -> dict[str, Any]:
    return {
        "trade_id": fill.id, "trade_seq": fill.number, "order_id": fill.order_id,
        "instrument_name": instrument_of(call.world.markets[fill.symbol]), "state": "filled",
        "direction": fill.side, "price": fill.price, "amount": fill.amount, "fee": fill.fee,
        "fee_currency": fill.fee_asset, "liquidity": "M" if fill.maker else "T",
        "order_type": "limit", "timestamp": to_milliseconds(fill.at), "mark_price": fill.price,
        "index_price": fill.price, "tick_direction": 0,
    }  # fmt: skip
