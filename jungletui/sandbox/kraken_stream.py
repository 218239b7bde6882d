"""kraken's private websocket, version 2: tokens, channels, pings, and what it pushes.

https://docs.kraken.com/exchange/api-reference/spot-websocket-v2/executions and …/balances
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aiohttp import web

from jungletui.sandbox.changes import Changes, OrderEvent
from jungletui.sandbox.desk import exact_text
from jungletui.sandbox.kraken_events import (
    entry_row,
    moment,
    sums_row,
    trade_row,
    wallet_rows,
    whole_row,
    with_fees,
)
from jungletui.sandbox.kraken_wire import TOKEN
from jungletui.sandbox.line import Line, Subscription
from jungletui.sandbox.model import Account, OrderStatus
from jungletui.sandbox.streams import Talk, connections, parsed

RIGHTS = {
    "executions": frozenset({"query-open-trades", "query-closed-trades"}),
    "balances": frozenset({"query-funds"}),
}
"""The private channels and the rights of which one is needed (support.kraken.com 360000919966)."""
PUBLIC_CHANNELS = frozenset({"ticker", "trade", "book", "ohlc", "instrument", "level3"})
SNAPSHOT_TRADES = 50
ENDINGS = {OrderStatus.CANCELLED: "canceled", OrderStatus.EXPIRED: "expired"}


def routes() -> Iterator[web.AbstractRouteDef]:
    """The path of ccxt 4.5.90 pro/kraken.py; ws.kraken.com has the public channels there."""
    yield web.get("/v2", connections(TALK))


def _greet(line: Line) -> None:
    row = {"version": "2.0.10", "system": "online", "api_version": "v2",
           "connection_id": line.number}  # fmt: skip
    line.say({"channel": "status", "type": "update", "data": [row]})


def _hear(line: Line, text: str) -> None:
    """One message of a client."""
    message = parsed(text)
    if message is None:
        line.say({"error": "Malformed request", "success": False, **_times(line)})
        return
    method, params = message.get("method"), message.get("params")
    params = params if isinstance(params, dict) else {}
    channel = str(params.get("channel", ""))
    if method == "ping":
        line.answer_ping({"method": "pong", **_head(message), **_times(line)})
    elif method == "subscribe":
        _subscribe(line, message, channel, params)
    elif method == "unsubscribe":
        line.subscriptions.pop(channel, None)
        line.say(_done(line, message, {"channel": channel}))
    else:
        line.streams.written(line, text)
        line.say(_wrong(line, message, "EGeneral:Permission denied"))


def _head(message: dict[str, Any]) -> dict[str, Any]:
    return {"req_id": message["req_id"]} if "req_id" in message else {}


def _times(line: Line) -> dict[str, str]:
    now = moment(line.world.wall())
    return {"time_in": now, "time_out": now}


def _done(line: Line, message: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    head = {"method": message["method"], "result": result, "success": True}
    return {**head, **_head(message), **_times(line)}


def _wrong(line: Line, message: dict[str, Any], error: str) -> dict[str, Any]:
    head = {"error": error, "method": message.get("method"), "success": False}
    return {**head, **_head(message), **_times(line)}


def _subscribe(line: Line, message: dict[str, Any], channel: str, params: dict[str, Any]) -> None:
    """A channel with the token of GetWebSocketsToken, then its snapshot. The token is only looked
    at now: the subscription outlives it (docs.kraken.com, "Websockets Authentication")."""
    if channel in PUBLIC_CHANNELS:
        for symbol in params.get("symbol") or [None]:
            line.say(_done(line, message, {"channel": channel, "symbol": symbol}))
        return
    if channel not in RIGHTS:
        line.say(_wrong(line, message, f"Unsupported channel: '{channel}'"))
        return
    token = line.streams.tokens.find(str(params.get("token", "")), TOKEN)
    if token is None:
        line.say(_wrong(line, message, "ESession:Invalid session"))
    elif not RIGHTS[channel] & token.key.rights:
        line.say(_wrong(line, message, "EGeneral:Permission denied"))
    elif channel in line.subscriptions:
        line.say(_wrong(line, message, "Already subscribed"))
    else:
        account = line.world.accounts[token.key.account]
        line.streams.watch(line, Subscription(channel, account, channel, params))
        line.say(_done(line, message, {"channel": channel, "snapshot": True}))
        _snapshot(line, account, channel, params)


def _snapshot(line: Line, account: Account, channel: str, params: dict[str, Any]) -> None:
    """The balances; or the open orders, and where asked for the last fills."""
    if channel == "balances":
        _push(line, channel, "snapshot", wallet_rows(account))
        return
    orders = [whole_row(order, "new") for order in account.open_orders()]
    if params.get("snap_orders", True):
        _push(line, channel, "snapshot", orders)
    if params.get("snap_trades", False):
        fills = account.fills[-SNAPSHOT_TRADES:]
        rows = [trade_row(line.world, account.orders[fill.order_id], fill) for fill in fills]
        _push(line, channel, "snapshot", rows)


def _tell(line: Line, subscription: Subscription, changes: Changes) -> None:
    """Each step of an order is a message of its own, as are the ledger's entries of one cause."""
    mine = changes.of_wallet("spot")
    if subscription.channel == "executions":
        for event in mine.orders:
            for row in _steps(line, event):
                _push(line, "executions", "update", [row])
        return
    entries = [entry_row(entry, paid) for entry, paid in with_fees(mine.entries)]
    if entries:
        _push(line, "balances", "update", entries)


def _push(line: Line, channel: str, kind: str, rows: list[dict[str, Any]]) -> None:
    number = line.seen[channel] = line.seen.get(channel, 0) + 1
    line.say(exact_text({"channel": channel, "type": kind, "data": rows, "sequence": number}))


def _steps(line: Line, event: OrderEvent) -> Iterator[dict[str, Any]]:
    """The messages of one step. Only the first of an order tells all of it; a fill says
    `partially_filled` also where it completes the order, which `filled` tells."""
    order = event.order
    if event.fill is not None:
        yield trade_row(line.world, order, event.fill)
        if order.status is OrderStatus.FILLED:
            yield sums_row(order, "filled")
    elif order.status is OrderStatus.OPEN:
        yield whole_row(order, "pending_new")
        yield {"timestamp": moment(event.at), "order_status": "new", "exec_type": "new",
               "order_userref": 0, "order_id": order.id}  # fmt: skip
    elif order.status in ENDINGS:
        reason = "User requested" if order.status is OrderStatus.CANCELLED else "Expired"
        yield sums_row(order, ENDINGS[order.status]) | {"cancel_reason": reason, "reason": reason}


def _beat(line: Line) -> None:
    """`heartbeat` about once a second, once something is subscribed."""
    if line.subscriptions:
        line.say({"channel": "heartbeat"})


TALK = Talk(_hear, _tell, _greet, _beat, every=1.0, patience=60.0)
