"""Bybit's private websocket: login, topics, pings, and what it pushes.

https://bybit-exchange.github.io/docs/v5/ws/connect
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.bybit_account import UNIFIED, position_row, wallet_row
from jungletui.sandbox.bybit_market import category_of
from jungletui.sandbox.bybit_orders import execution_row, order_row
from jungletui.sandbox.bybit_wire import MESSAGES
from jungletui.sandbox.changes import Changes
from jungletui.sandbox.desk import Call
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.line import Line, Subscription
from jungletui.sandbox.rules import Market
from jungletui.sandbox.signatures import address_allowed, expired, verified
from jungletui.sandbox.streams import Talk, connections, parsed

TOPICS = frozenset({"order", "execution", "execution.fast", "wallet", "position", "greeks", "dcp"})
PATIENCE = 600.0
"""`max_active_time`: who says nothing for ten minutes is cut (docs/v5/ws/connect)."""


def routes() -> Iterable[web.AbstractRouteDef]:
    """The paths of ccxt 4.5.90 pro/bybit.py."""
    yield web.get("/v5/private", connections(PRIVATE))
    yield web.get("/v5/trade", connections(PRIVATE))
    for kind in ("spot", "linear", "inverse", "option"):
        yield web.get(f"/v5/public/{kind}", connections(PUBLIC))


def _hear(line: Line, text: str) -> None:
    """One message of a client."""
    message = parsed(text)
    if message is None:
        line.say(_reply(line, {}, "", "error:invalid request"))
        return
    op = str(message.get("op"))
    listed = message.get("args")
    args = [str(one) for one in listed] if isinstance(listed, list) else []
    if op == "ping":
        _pong(line, message)
    elif op == "auth":
        line.say(_login(line, message, args))
    elif op == "subscribe":
        line.say(_subscribe(line, message, args))
    elif op == "unsubscribe":
        for topic in args:
            line.subscriptions.pop(topic, None)
        line.say(_reply(line, message, "unsubscribe"))
    else:
        line.streams.written(line, text)
        line.say(_reply(line, message, op, f"error:invalid op {op}"))


def _hear_public(line: Line, text: str) -> None:
    """Public topics are taken; the sandbox sends none of them."""
    message = parsed(text) or {}
    op = str(message.get("op"))
    if op == "ping":
        _pong(line, message)
    elif op in {"subscribe", "unsubscribe"}:
        line.say(_reply(line, message, op))
    else:
        line.streams.written(line, text)
        line.say(_reply(line, message, op, f"error:invalid op {op}"))


def _pong(line: Line, message: dict[str, Any]) -> None:
    now = str(to_milliseconds(line.world.now()))
    head = {"req_id": message["req_id"]} if "req_id" in message else {}
    line.answer_ping({**head, "op": "pong", "args": [now], "conn_id": _name(line)})


def _reply(line: Line, message: dict[str, Any], op: str, wrong: str = "") -> dict[str, Any]:
    """The reply to a request; `wrong` says what is."""
    head = {"req_id": str(message["req_id"])} if "req_id" in message else {}
    return {"success": not wrong, "ret_msg": wrong, **head, "op": op, "conn_id": _name(line)}


def _name(line: Line) -> str:
    return f"sandbox-{line.number:04}"


def _login(line: Line, message: dict[str, Any], args: list[str]) -> dict[str, Any]:
    """args: key id, `expires` in milliseconds, HMAC-SHA256 of `GET/realtime<expires>`."""
    found = _signer(line, args)
    if isinstance(found, SandboxKey):
        found.last_used_at = line.world.now()
        line.key = found
        return _reply(line, message, "auth")
    return _reply(line, message, "auth", MESSAGES[found])


def _signer(line: Line, args: list[str]) -> SandboxKey | int:
    """The key that logs in, or the code of what is wrong."""
    if len(args) != 3 or not args[1].isdecimal():
        return 10001
    name, until, signature = args
    key = line.world.keys.get(name)
    if key is None or key.environment != "live":
        return 10003
    if int(until) <= to_milliseconds(line.world.now()):
        return 10002
    if not verified(key, f"GET/realtime{until}", signature):
        return 10004
    if not address_allowed(key, line.remote):
        return 10010
    return 33004 if expired(key, line.world.now()) else key


def _subscribe(line: Line, message: dict[str, Any], topics: list[str]) -> dict[str, Any]:
    """All topics or none: an unknown one refuses the whole request."""
    if line.key is None:
        return _reply(line, message, "subscribe", "error:request is not authorized")
    for topic in topics:
        if topic.partition(".")[0] not in TOPICS:
            wrong = f"error:handler not found,topic:{topic}"
            return _reply(line, message, "subscribe", wrong)
    account = line.world.accounts[line.key.account]
    for topic in topics:
        line.streams.watch(line, Subscription(topic, account))
    return _reply(line, message, "subscribe")


def _tell(line: Line, subscription: Subscription, changes: Changes) -> None:
    """What moved, as the topic tells it; a topic may be narrowed to a category (`order.spot`)."""
    if line.key is None:
        return
    call = Call(line.world, line.key, subscription.account, {})
    topic, _, category = subscription.name.partition(".")
    mine = changes.of_wallet(UNIFIED)
    if topic == "order":
        rows = [
            {"category": _category(call, event.order.symbol), **order_row(call, event.order)}
            for event in mine.orders
        ]
    elif topic == "execution":
        rows = [
            {"category": _category(call, event.fill.symbol),
             **execution_row(call, event.fill, event.order)}
            for event in mine.orders
            if event.fill is not None
        ]  # fmt: skip
    elif topic == "position":
        rows = [_position(call, line.world.markets[p.symbol], p.symbol) for p in mine.positions]
    else:
        rows = [_wallet(call, mine)] if topic == "wallet" and mine.holdings else []
    if category in {"spot", "linear", "inverse", "option"}:
        rows = [row for row in rows if row["category"] == category]
    if rows:
        now = to_milliseconds(changes.at)
        name = f"{line.number}-{now}"
        line.say({"id": name, "topic": subscription.name, "creationTime": now, "data": rows})


def _category(call: Call, symbol: str) -> str:
    return category_of(call.world.markets[symbol])


def _position(call: Call, market: Market, symbol: str) -> dict[str, Any]:
    row = position_row(call, call.account.positions[symbol], market)
    return {"category": category_of(market), "entryPrice": row["avgPrice"], **row}


def _wallet(call: Call, changes: Changes) -> dict[str, Any]:
    """The whole unified wallet, with the coins that just became empty."""
    wallet = call.account.wallets[UNIFIED]
    moved = {row.asset for row in changes.holdings}
    held = {name: h for name, h in sorted(wallet.items()) if h.total or name in moved}
    return wallet_row(call, held)


PRIVATE = Talk(_hear, _tell, every=PATIENCE, patience=PATIENCE)
PUBLIC = Talk(_hear_public, every=PATIENCE, patience=PATIENCE)
