"""OKX's private websocket: login, channels, pings, and what it pushes.

https://www.okx.com/docs-v5/en/#overview-websocket
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from jungletui.sandbox.changes import Changes
from jungletui.sandbox.desk import number
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.line import Line, Subscription
from jungletui.sandbox.model import SandboxFill, SandboxOrder
from jungletui.sandbox.okx_account import TRADING, open_positions, position_row, trading_row
from jungletui.sandbox.okx_auth import READ, Call
from jungletui.sandbox.okx_market import market_id, type_of
from jungletui.sandbox.okx_orders import order_row
from jungletui.sandbox.okx_wire import moment
from jungletui.sandbox.signatures import address_allowed, expired, hmac_digest, same
from jungletui.sandbox.streams import Talk, connections, parsed

CHANNELS = frozenset({"account", "orders", "positions", "balance_and_position", "orders-algo"})
PUBLIC_CHANNELS = ("tickers", "books", "trades", "candle", "mark-price", "instruments", "bbo-tbt")
TOLERANCE = timedelta(seconds=30)
PATIENCE = 30.0
"""Without data for 30 seconds the connection ends (4004); clients send `ping` before that."""
PROBLEMS = {
    "60004": "Invalid timestamp",
    "60005": "Invalid apiKey",
    "60006": "Timestamp request expired",
    "60007": "Invalid sign",
    "60009": "Login failed.",
    "60011": "Please log in",
    "60012": "Illegal request: {detail}",
    "60018": "Wrong URL or {detail} doesn't exist. Please use the correct URL, channel and "
    "parameters referring to API document.",
    "60019": "Invalid op: {detail}",
    "60024": "Wrong passphrase",
    "60032": "API key doesn't exist",
}
"""okx.com/docs-v5/en, "Error Code", WebSocket."""


def routes() -> Iterable[web.AbstractRouteDef]:
    """The paths of ccxt 4.5.90 pro/okx.py."""
    yield web.get("/ws/v5/private", connections(PRIVATE))
    yield web.get("/ws/v5/business", connections(PRIVATE))
    yield web.get("/ws/v5/public", connections(PUBLIC))


def _hear(line: Line, text: str) -> None:
    """One message of a client."""
    if text == "ping":
        line.answer_ping("pong")
        return
    message = parsed(text)
    args = _args(message)
    if message is None or args is None:
        _refuse(line, "60012", text)
        return
    match message.get("op"):
        case "login":
            _login(line, args[0] if args else {})
        case "subscribe":
            for arg in args:
                _subscribe(line, arg)
        case "unsubscribe":
            for arg in args:
                line.subscriptions.pop(_name(arg), None)
                line.say({"event": "unsubscribe", "arg": arg, "connId": _connection(line)})
        case other:
            line.streams.written(line, text)
            _refuse(line, "60019", str(other))


def _hear_public(line: Line, text: str) -> None:
    """Public channels are taken; the sandbox sends none of them."""
    message = parsed(text)
    args = _args(message)
    if text == "ping":
        line.answer_ping("pong")
    elif message is None or args is None:
        _refuse(line, "60012", text)
    elif str(message.get("op")) not in {"subscribe", "unsubscribe"}:
        line.streams.written(line, text)
        _refuse(line, "60019", str(message.get("op")))
    else:
        for arg in args:
            if str(arg.get("channel", "")).startswith(PUBLIC_CHANNELS):
                line.say({"event": message["op"], "arg": arg, "connId": _connection(line)})
            else:
                _refuse(line, "60018", _words(arg))


def _args(message: dict[str, Any] | None) -> list[dict[str, Any]] | None:
    """The tables of `args`; None where there is anything else."""
    found = (message or {}).get("args", [])
    if not isinstance(found, list) or not all(isinstance(arg, dict) for arg in found):
        return None
    return found


def _refuse(line: Line, code: str, detail: str = "") -> None:
    text = PROBLEMS[code].format(detail=detail)
    line.say({"event": "error", "msg": text, "code": code, "connId": _connection(line)})


def _connection(line: Line) -> str:
    return f"{line.number:08x}"


def _login(line: Line, arg: dict[str, Any]) -> None:
    """One account a connection. After a refusal it stays open without an account."""
    found = _signer(line, {name: str(value) for name, value in arg.items()})
    if isinstance(found, str):
        _refuse(line, found)
        return
    found.last_used_at = line.world.now()
    line.key = found
    line.say({"event": "login", "msg": "", "code": "0", "connId": _connection(line)})


def _signer(line: Line, arg: dict[str, str]) -> SandboxKey | str:
    """The key that logs in, or the code of what is wrong. The documents name none for an address
    that is not on the list, nor for a missing right."""
    stamp = arg.get("timestamp", "")
    try:
        at = datetime.fromtimestamp(float(stamp), UTC)
    except (ValueError, OverflowError, OSError):
        return "60004"
    if abs(line.world.now() - at) > TOLERANCE:
        return "60006"
    key = line.world.keys.get(arg.get("apiKey", ""))
    if key is None or expired(key, line.world.now()):
        return "60005"
    if not same(key.passphrase or "", arg.get("passphrase", "")):
        return "60024"
    digest = hmac_digest(key.verifier, f"{stamp}GET/users/self/verify", hashlib.sha256)
    if not same(base64.b64encode(digest).decode(), arg.get("sign", "")):
        return "60007"
    if not address_allowed(key, line.remote) or READ not in key.rights:
        return "60009"
    return key


def _subscribe(line: Line, arg: dict[str, Any]) -> None:
    """One channel: its confirmation, how many connections have it, and its snapshot."""
    channel = str(arg.get("channel", ""))
    if channel not in CHANNELS:
        _refuse(line, "60018", _words(arg))
        return
    if line.key is None:
        _refuse(line, "60011")
        return
    account = line.world.accounts[line.key.account]
    subscription = Subscription(_name(arg), account, channel, arg)
    line.streams.watch(line, subscription)
    line.say({"event": "subscribe", "arg": arg, "connId": _connection(line)})
    line.say(
        {"event": "channel-conn-count", "channel": channel, "connCount": "1",
         "connId": _connection(line)}
    )  # fmt: skip
    call = _call(line, subscription)
    if channel == "account":
        held = {a: h for a, h in sorted(account.wallets.get(TRADING, {}).items()) if h.total}
        _push(line, subscription, [trading_row(call, held)], "snapshot")
    elif channel == "positions":
        rows = [position_row(call, p, m) for p, m in open_positions(call)]
        _push(line, subscription, rows, "snapshot")


def _call(line: Line, subscription: Subscription) -> Call:
    key = line.key
    if key is None:
        raise LookupError("nobody subscribes who is not logged in")
    return Call(line.world, key, subscription.account, {}, ())


def _tell(line: Line, subscription: Subscription, changes: Changes) -> None:
    """What moved in the trading wallet, as the channel tells it."""
    call, mine = _call(line, subscription), changes.of_wallet(TRADING)
    markets = line.world.markets
    match subscription.channel:
        case "account" if mine.holdings:
            wallet = subscription.account.wallets[TRADING]
            held = {row.asset: wallet[row.asset] for row in mine.holdings}
            _push(line, subscription, [trading_row(call, held)], "event_update")
        case "orders":
            kind, named = subscription.terms.get("instType"), subscription.terms.get("instId")
            for event in mine.orders:
                market = markets[event.order.symbol]
                if kind in {"ANY", type_of(market)} and named in {None, market_id(market)}:
                    _push(line, subscription, [_order(call, event.order, event.fill)])
        case "positions":
            rows = [position_row(call, p, markets[p.symbol]) for p in mine.positions]
            if rows:
                _push(line, subscription, rows, "event_update")
        case "balance_and_position" if mine.holdings:
            _push(line, subscription, [_balances(mine)])


def _order(call: Call, order: SandboxOrder, fill: SandboxFill | None) -> dict[str, Any]:
    """An order with the fill that this push is about, if it is about one."""
    row = order_row(call, order, fill)
    return row | {
        "fillTime": row["fillTime"], "fillFee": number(-fill.fee) if fill else "0",
        "fillFeeCcy": fill.fee_asset if fill else "", "fillPnl": "0", "fillNotionalUsd": "",
        "execType": ("M" if fill.maker else "T") if fill else "", "notionalUsd": "",
        "amendResult": "", "amendSource": "", "reqId": "", "code": "0", "msg": "",
        "lastPx": row["fillPx"],
    }  # fmt: skip


def _balances(changes: Changes) -> dict[str, Any]:
    return {
        "pTime": moment(changes.at), "eventType": "filled" if changes.fills else "transferred",
        "balData": [
            {"ccy": row.asset, "cashBal": number(row.total), "uTime": moment(changes.at)}
            for row in changes.holdings
        ],
        "posData": [], "trades": [],
    }  # fmt: skip


def _push(
    line: Line, subscription: Subscription, rows: list[dict[str, Any]], event: str = ""
) -> None:
    arg = {**subscription.terms, "uid": subscription.account.uid}
    paged = {"eventType": event, "curPage": 1, "lastPage": True} if event else {}
    line.say({"arg": arg, **paged, "data": rows})


def _name(arg: dict[str, Any]) -> str:
    return json.dumps(arg, sort_keys=True)


def _words(arg: dict[str, Any]) -> str:
    return ",".join(f"{name}:{value}" for name, value in arg.items())


PRIVATE = Talk(_hear, _tell, every=PATIENCE, patience=PATIENCE)
PUBLIC = Talk(_hear_public, every=PATIENCE, patience=PATIENCE)
