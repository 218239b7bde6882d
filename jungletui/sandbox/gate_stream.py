"""Gate's websockets: every private subscription is signed by itself; pings; what spot pushes.

https://www.gate.com/docs/developers/apiv4/ws/en/ and …/docs/developers/futures/ws/en/
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.changes import Changes, HoldingChange, OrderEvent
from jungletui.sandbox.desk import number
from jungletui.sandbox.gate_door import PROBLEMS, READ_SPOT, SPOT, TOLERANCE
from jungletui.sandbox.gate_market import pair_of
from jungletui.sandbox.gate_orders import order_row, trade_row
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.line import Line, Subscription
from jungletui.sandbox.model import OrderStatus
from jungletui.sandbox.signatures import address_allowed, expired, hmac_digest, same
from jungletui.sandbox.streams import Talk, connections, parsed
from jungletui.sandbox.world import World

ORDERS, TRADES, BALANCES = "spot.orders", "spot.usertrades", "spot.balances"
SILENT = frozenset(
    {"spot.priceorders", "spot.margin_balances", "spot.funding_balances", "spot.cross_balances"}
)
"""Private channels that are taken, of which nothing ever comes here."""
PUBLIC = frozenset(
    {"spot.tickers", "spot.trades", "spot.candlesticks", "spot.book_ticker", "spot.order_book",
     "spot.order_book_update", "spot.obu"}
)  # fmt: skip
FUTURES = frozenset(
    {"futures.orders", "futures.usertrades", "futures.balances", "futures.positions"}
)
"""Private channels of contracts. Their payload begins with the account's number; of themselves they
push nothing here, where no contracts are traded."""
ALL = "!all"
BAD_STRUCTURE, BAD_ARGUMENT, NOT_AUTHENTIC = 1, 2, 4
"""…/apiv4/ws/en/#error"""


def routes() -> Iterable[web.AbstractRouteDef]:
    """The path of ccxt 4.5.90 pro/gate.py."""
    for path in ("/ws/v4/", "/ws/v4", "/v4/ws/usdt", "/v4/ws/btc", "/v4/ws/delivery/usdt"):
        yield web.get(path, connections(TALK))


def _hear(line: Line, text: str) -> None:
    """One message of a client."""
    message = parsed(text)
    if message is None:
        line.say(_head(line, {}) | _wrong(BAD_STRUCTURE, "invalid json"))
        return
    channel, event = str(message.get("channel", "")), message.get("event")
    if channel in {"spot.ping", "futures.ping"}:
        pong = channel.replace("ping", "pong")
        rest = {"channel": pong, "event": "", "error": None, "result": None}
        line.answer_ping(_head(line, message) | rest)
    elif event == "subscribe":
        problem = _subscribe(line, message, channel)
        done = {"result": {"status": "success"}} if problem is None else _wrong(*problem)
        line.say(_head(line, message) | done)
    elif event == "unsubscribe":
        for name in _pairs(message):
            line.subscriptions.pop(f"{channel} {name}", None)
        line.say(_head(line, message) | {"result": {"status": "success"}})
    else:
        line.streams.written(line, text)
        errors = {"label": "AUTHENTICATION_FAILED", "message": "Not login"}
        now = str(to_milliseconds(line.world.wall()))
        header = {"response_time": now, "status": "401", "channel": channel, "event": event,
                  "conn_id": _connection(line)}  # fmt: skip
        payload = message.get("payload")
        name = payload.get("req_id", "") if isinstance(payload, dict) else ""
        line.say({"header": header, "data": {"errs": errors}, "request_id": name})


def _connection(line: Line) -> str:
    return f"{line.number:016x}"


def _head(line: Line, message: dict[str, Any]) -> dict[str, Any]:
    """What begins every reply: when, and what was asked."""
    now = to_milliseconds(line.world.wall())
    asked = {n: message[n] for n in ("id", "channel", "event", "payload") if n in message}
    return {"time": now // 1000, "time_ms": now, "conn_id": _connection(line)} | asked


def _wrong(code: int, text: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": text}, "result": {"status": "fail"}}


def _pairs(message: dict[str, Any]) -> list[str]:
    """The pairs of a payload; a channel without pairs has one subscription."""
    payload = message.get("payload")
    return [str(one) for one in payload] if isinstance(payload, list) and payload else [ALL]


def _subscribe(line: Line, message: dict[str, Any], channel: str) -> tuple[int, str] | None:
    """Code and text of what is wrong; None where all pairs are subscribed now."""
    if channel in PUBLIC:
        return None
    if channel in FUTURES:
        return _subscribe_contracts(line, message, channel)
    if channel not in SILENT | {ORDERS, TRADES, BALANCES}:
        return BAD_ARGUMENT, f"unknown channel {channel}"
    known = {pair_of(market) for market in line.world.markets.values() if market.spot} | {ALL}
    for name in _pairs(message):
        if name not in known:
            return BAD_ARGUMENT, f"unknown currency pair: {name}"
    key = _signer(line, message, channel)
    if isinstance(key, str):
        refusal = {"label": key, "message": PROBLEMS[key][1].format(detail="")}
        return NOT_AUTHENTIC, json.dumps(refusal, separators=(",", ":")) + "\n"
    key.last_used_at = line.world.now()
    account = line.world.accounts[key.account]
    for name in _pairs(message):
        line.streams.watch(line, Subscription(f"{channel} {name}", account, channel, name))
    return None


def _subscribe_contracts(
    line: Line, message: dict[str, Any], channel: str
) -> tuple[int, str] | None:
    """Who signs must be the account that the payload begins with."""
    key = _signer(line, message, channel)
    if isinstance(key, str):
        return NOT_AUTHENTIC, PROBLEMS[key][1].format(detail="")
    account = line.world.accounts[key.account]
    if _pairs(message)[0] != account.uid:
        return BAD_ARGUMENT, "invalid argument: user id"
    line.streams.watch(line, Subscription(f"{channel} {ALL}", account, channel, ALL))
    return None


def _signer(line: Line, message: dict[str, Any], channel: str) -> SandboxKey | str:
    """The key of a subscription, or the label of what is wrong with its `auth`."""
    auth, at = message.get("auth"), message.get("time")
    if not isinstance(auth, dict) or not isinstance(at, int):
        return "INVALID_KEY"
    if abs(line.world.wall().timestamp() - at) > TOLERANCE:
        return "REQUEST_EXPIRED"
    key = line.world.keys.get(str(auth.get("KEY", "")))
    if key is None or expired(key, line.world.now()):
        return "INVALID_KEY"
    signed = f"channel={channel}&event={message['event']}&time={at}"
    wanted = hmac_digest(key.verifier, signed, hashlib.sha512).hex()
    if not same(wanted, str(auth.get("SIGN", "")).lower()):
        return "INVALID_SIGNATURE"
    allowed = address_allowed(key, line.remote) and key.rights & {SPOT, READ_SPOT}
    return key if allowed else "READ_ONLY"


def _tell(line: Line, subscription: Subscription, changes: Changes) -> None:
    """Each step of an order and each fill is a message of its own; the assets come together."""
    mine, user = changes.of_wallet("spot"), subscription.account.uid
    if subscription.channel == BALANCES and mine.holdings:
        _push(line, subscription, [_balance(row, user, mine) for row in mine.holdings])
    for event in mine.orders:
        if subscription.terms not in {ALL, pair_of(line.world.markets[event.order.symbol])}:
            continue
        if subscription.channel == ORDERS:
            _push(line, subscription, [_order(line.world, event, user)])
        elif subscription.channel == TRADES and event.fill is not None:
            _push(line, subscription, [_trade(line.world, event, user)])


def _push(line: Line, subscription: Subscription, rows: list[dict[str, Any]]) -> None:
    now = to_milliseconds(line.world.now())
    line.say(
        {"time": now // 1000, "time_ms": now, "channel": subscription.channel, "event": "update",
         "result": rows}
    )  # fmt: skip


def _order(world: World, event: OrderEvent, user: str) -> dict[str, Any]:
    """An order: `put` on the book, an `update` by a fill, or its `finish`."""
    order = event.order
    row = order_row(world, order)
    del row["status"], row["fill_price"], row["iceberg"], row["gt_discount"]
    kind = "finish"
    if order.status is OrderStatus.OPEN:
        kind = "put" if event.fill is None else "update"
    return row | {
        "create_time_ms": str(row["create_time_ms"]), "update_time_ms": str(row["update_time_ms"]),
        "user": int(user), "event": kind, "stp_id": 0, "stp_act": "-", "biz_info": "-",
    }  # fmt: skip


def _trade(world: World, event: OrderEvent, user: str) -> dict[str, Any]:
    fill = event.fill
    if fill is None:
        raise LookupError("no fill in this step")
    row = trade_row(world, fill)
    return row | {
        "id": int(fill.id), "user_id": int(user), "create_time": int(row["create_time"]),
        "text": event.order.client_id,
    }  # fmt: skip


def _balance(row: HoldingChange, user: str, changes: Changes) -> dict[str, Any]:
    at = to_milliseconds(changes.at)
    kinds = {entry.kind for entry in changes.entries if entry.asset == row.asset}
    why = "order-create"
    if kinds:
        why = "order-match" if kinds & {"trade", "fee"} else "withdraw"
    return {
        "timestamp": str(at // 1000), "timestamp_ms": str(at), "user": user,
        "currency": row.asset, "change": number(row.change), "total": number(row.total),
        "available": number(row.free), "freeze": number(row.used),
        "freeze_change": number(row.used - row.used_before), "change_type": why,
    }  # fmt: skip


def _ping(line: Line) -> None:
    line.ping()


TALK = Talk(_hear, _tell, beat=_ping, every=20.0, patience=60.0)
"""Ping frames from the server; clients may send frames, or `spot.ping`."""
