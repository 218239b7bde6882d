"""Bybit's door: who asks, when, from where, signed how, and with which right."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.bybit_wire import refusal
from jungletui.sandbox.desk import Call, Params
from jungletui.sandbox.exchange import WORLD
from jungletui.sandbox.signatures import address_allowed, expired, verified
from jungletui.sandbox.world import World

KEY_HEADER = "X-BAPI-API-KEY"
READ_ONLY = "readOnly"
"""The word among a key's rights that makes its scopes read only (`readOnly: 1` of the reply)."""
DEFAULT_WINDOW = 5000
AHEAD = 1000
"""server_time - recv_window <= timestamp < server_time + 1000
(bybit-exchange.github.io/docs/v5/guide)."""


Answer = Callable[[Call], web.Response]
Handler = Callable[[web.Request], Awaitable[web.Response]]


def private(answer: Answer, *scopes: str, writes: bool = False) -> Handler:
    """A handler that admits keys with one of `scopes` (none: every key) and lets `answer` reply.

    `writes` refuses keys that are read only. A ValueError of `answer` is a wrong parameter.
    """

    async def handle(request: web.Request) -> web.Response:
        world = request.app[WORLD]
        body = await request.text()
        code = _refused(world, request, body)
        if code is not None:
            return refusal(world, code)
        key = world.keys[request.headers[KEY_HEADER]]
        key.last_used_at = world.now()
        if (writes and READ_ONLY in key.rights) or (scopes and key.rights.isdisjoint(scopes)):
            return refusal(world, 10005)
        try:
            params = _params(request, body)
            return answer(Call(world, key, world.account_of(key.id), params))
        except (ValueError, OverflowError) as error:
            return refusal(world, 10001, str(error))

    return handle


def _refused(world: World, request: web.Request, body: str) -> int | None:
    """The code of the first thing that is wrong with this request, None where all is well."""
    headers = request.headers
    if not headers.get(KEY_HEADER) or not headers.get("X-BAPI-SIGN"):
        return 10007
    key = world.keys.get(headers[KEY_HEADER])
    if key is None or key.environment != "live":
        return 10003
    if not _in_time(world, headers.get("X-BAPI-TIMESTAMP", ""), _window(request)):
        return 10002
    payload = body if request.method == "POST" else request.raw_path.partition("?")[2]
    signed = f"{headers['X-BAPI-TIMESTAMP']}{key.id}{_window(request)}{payload}"
    if not verified(key, signed, headers["X-BAPI-SIGN"]):
        return 10004
    if not address_allowed(key, request.remote):
        return 10010
    return 33004 if expired(key, world.now()) else None


def _window(request: web.Request) -> str:
    return request.headers.get("X-BAPI-RECV-WINDOW", str(DEFAULT_WINDOW))


def _in_time(world: World, timestamp: str, window: str) -> bool:
    if not (timestamp.isdecimal() and window.isdecimal()):
        return False
    now = to_milliseconds(world.now())
    return now - int(window) <= int(timestamp) < now + AHEAD


def _params(request: web.Request, body: str) -> Params:
    """Query or JSON body; what is no text in the body becomes its JSON text."""
    if request.method == "GET":
        return dict(parse_qsl(request.raw_path.partition("?")[2], keep_blank_values=True))
    fields = json.loads(body or "{}")
    if not isinstance(fields, dict):
        raise ValueError("params error: the body is no object")
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in fields.items()
    }
