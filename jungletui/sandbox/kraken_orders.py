"""Orders and trades of kraken: reading them, placing and cancelling them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from aiohttp import web

from jungletui.sandbox.kraken_account import PAGE
from jungletui.sandbox.kraken_wire import (
    STATUSES,
    Call,
    decimal_of,
    error,
    pair_altname,
    pair_id,
    refused,
    reply,
    seconds,
    text,
)
from jungletui.sandbox.model import ZERO, OrderStatus, Refusal, SandboxFill, SandboxOrder
from jungletui.sandbox.sizing import amount_for
from jungletui.sandbox.world import OrderRequest


def open_orders(call: Call) -> web.Response:
    """POST /0/private/OpenOrders."""
    found = {order.id: _document(call, order) for order in reversed(call.account.open_orders())}
    return reply({"open": found})


def closed_orders(call: Call) -> web.Response:
    """POST /0/private/ClosedOrders, newest first, fifty a page (`ofs`)."""
    done = [
        order
        for order in call.account.orders.values()
        if order.status is not OrderStatus.OPEN
        and order.status in STATUSES
        and _within(call, Decimal(order.updated_at.timestamp()))
    ]
    done.sort(key=lambda order: (order.updated_at, order.number), reverse=True)
    found = {order.id: _document(call, order) for order in _page(call, done)}
    return reply({"closed": found, "count": len(done)})


def query_orders(call: Call) -> web.Response:
    """POST /0/private/QueryOrders by `txid`, a comma list."""
    found = {}
    for name in call.params.get("txid", "").split(","):
        order = call.account.orders.get(name)
        if order is None or order.status not in STATUSES:
            return error("EOrder:Unknown order")
        found[name] = _document(call, order)
    return reply(found)


def trades_history(call: Call) -> web.Response:
    """POST /0/private/TradesHistory, newest first, fifty a page (`ofs`)."""
    fills = [f for f in call.account.fills if _within(call, Decimal(f.at.timestamp()))]
    fills.sort(key=lambda fill: (fill.at, fill.number), reverse=True)
    found = {fill.id: _trade(call, fill) for fill in _page(call, fills)}
    return reply({"trades": found, "count": len(fills)})


def query_trades(call: Call) -> web.Response:
    """POST /0/private/QueryTrades by `txid`, a comma list."""
    known = {fill.id: fill for fill in call.account.fills}
    names = call.params.get("txid", "").split(",")
    if not known.keys() >= set(names):
        return error("EQuery:Invalid asset pair" if not names else "EGeneral:Invalid arguments")
    return reply({name: _trade(call, known[name]) for name in names})


def add_order(call: Call) -> web.Response:
    """POST /0/private/AddOrder: limit and market. It really acts on the books."""
    market = call.market(call.params.get("pair", ""))
    kind, side = call.params.get("ordertype", ""), call.params.get("type", "")
    amount = decimal_of(call.params, "volume")
    if market is None:
        return refused(Refusal.MARKET)
    if kind not in {"limit", "market"} or side not in {"buy", "sell"} or amount is None:
        return error("EGeneral:Invalid arguments")
    price = decimal_of(call.params, "price") if kind == "limit" else None
    if kind == "limit" and price is None:
        return error("EGeneral:Invalid arguments:price")
    if "viqc" in call.params.get("oflags", ""):
        amount = amount_for(call.world, market, amount)
    described = f"{side} {text(amount)} {pair_altname(market)} @ {kind}"
    described += f" {text(price)}" if price is not None else ""
    if call.params.get("validate", "").lower() == "true":
        return reply({"descr": {"order": described}})
    client_id = call.params.get("cl_ord_id", "")
    asked = OrderRequest(market.symbol, side, amount, price, "spot", client_id)
    placed = call.world.place(call.account, asked)
    if isinstance(placed, Refusal):
        return refused(placed)
    return reply({"descr": {"order": described}, "txid": [placed.id]})


def cancel_order(call: Call) -> web.Response:
    """POST /0/private/CancelOrder by `txid` or `cl_ord_id`."""
    name, client_id = call.params.get("txid", ""), call.params.get("cl_ord_id")
    for order in call.account.open_orders():
        if client_id and order.client_id == client_id:
            name = order.id
    done = call.world.cancel(call.account, name)
    return refused(done) if isinstance(done, Refusal) else reply({"count": 1})


def cancel_all(call: Call) -> web.Response:
    """POST /0/private/CancelAll."""
    mine = call.account.open_orders()
    for order in mine:
        call.world.cancel(call.account, order.id)
    return reply({"count": len(mine)})


def _document(call: Call, order: SandboxOrder) -> dict[str, Any]:
    market = call.world.markets[order.symbol]
    shown = order.price if order.type == "limit" else ZERO
    described = f"{order.side} {text(order.amount)} {pair_altname(market)} @ {order.type}"
    document: dict[str, Any] = {
        "refid": None,
        "userref": None,
        "cl_ord_id": order.client_id,
        "status": STATUSES[order.status],
        "opentm": seconds(order.created_at),
        "starttm": 0,
        "expiretm": 0,
        "descr": {
            "pair": pair_altname(market),
            "type": order.side,
            "ordertype": order.type,
            "price": text(shown),
            "price2": "0",
            "leverage": "none",
            "order": f"{described} {text(shown)}" if shown else described,
            "close": "",
        },
        "vol": text(order.amount),
        "vol_exec": text(order.filled),
        "cost": text(order.cost),
        "fee": text(order.fee),
        "price": text(order.cost / order.filled if order.filled else ZERO),
        "stopprice": "0.00000",
        "limitprice": "0.00000",
        "misc": "",
        "oflags": "fciq",
    }
    if order.status is not OrderStatus.OPEN:
        document["closetm"] = seconds(order.updated_at)
        cancelled = order.status is OrderStatus.CANCELLED
        document["reason"] = "User requested" if cancelled else None
    if call.params.get("trades", "").lower() == "true":
        document["trades"] = [f.id for f in call.account.fills if f.order_id == order.id]
    return document


def _trade(call: Call, fill: SandboxFill) -> dict[str, Any]:
    market = call.world.markets[fill.symbol]
    order = call.account.orders[fill.order_id]
    return {
        "ordertxid": fill.order_id,
        "postxid": fill.id,
        "pair": pair_id(market),
        "time": seconds(fill.at),
        "type": fill.side,
        "ordertype": order.type,
        "price": text(fill.price),
        "cost": text(fill.cost),
        "fee": text(fill.fee),
        "vol": text(fill.amount),
        "margin": "0.00000",
        "leverage": "0",
        "misc": "",
        "trade_id": fill.number,
        "maker": fill.maker,
    }


def _within(call: Call, moment: Decimal) -> bool:
    """Whether a time lies after `start` (exclusive) and not after `end`, in seconds."""
    since, until = decimal_of(call.params, "start"), decimal_of(call.params, "end")
    return (since is None or moment > since) and (until is None or moment <= until)


def _page(call: Call, rows: list[Any]) -> list[Any]:
    first = int(decimal_of(call.params, "ofs") or 0)
    return rows[first : first + PAGE]
