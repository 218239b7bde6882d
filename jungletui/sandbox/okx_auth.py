"""OKX's door: who asks, when, in which environment, from where, signed how, with which right."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

from aiohttp import web

from jungletui.sandbox.desk import Params
from jungletui.sandbox.exchange import WORLD
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.model import Account
from jungletui.sandbox.okx_wire import refusal
from jungletui.sandbox.signatures import address_allowed, expired, hmac_digest, same
from jungletui.sandbox.world import World

KEY_HEADER = "OK-ACCESS-KEY"
SIMULATED = "x-simulated-trading"
HEADERS = {
    KEY_HEADER: "50103",
    "OK-ACCESS-PASSPHRASE": "50104",
    "OK-ACCESS-SIGN": "50106",
    "OK-ACCESS-TIMESTAMP": "50107",
}
"""Each must be there; the code that says which is not."""
TOLERANCE = timedelta(seconds=30)
"""okx.com/docs-v5/en, 50102: a timestamp may be 30 seconds away from the server's."""
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
READ, TRADE, WITHDRAW = "read_only", "trade", "withdraw"
"""The words of `perm` (GET /api/v5/account/config)."""
Problem = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Call:
    """An admitted request. A body that is a list has its objects in `batch`; else `batch` is
    `params` alone."""

    world: World
    key: SandboxKey
    account: Account
    params: Params
    batch: tuple[Params, ...]


Answer = Callable[[Call], web.Response]
Handler = Callable[[web.Request], Awaitable[web.Response]]


def private(answer: Answer, right: str) -> Handler:
    """A handler that admits keys with `right` and lets `answer` reply. A ValueError of `answer`
    names the wrong parameter."""

    async def handle(request: web.Request) -> web.Response:
        world = request.app[WORLD]
        body = await request.text()
        problem = _problem(world, request, body)
        if problem is not None:
            return refusal(*problem)
        key = world.keys[request.headers[KEY_HEADER]]
        key.last_used_at = world.now()
        if right not in key.rights:
            return refusal("50120")
        batch = _params(request, body)
        if batch is None:
            return refusal("50002")
        params = batch[0] if batch else {}
        try:
            return answer(Call(world, key, world.account_of(key.id), params, batch))
        except ValueError as error:
            return refusal("51000", str(error))

    return handle


def _problem(world: World, request: web.Request, body: str) -> Problem | None:
    """Code and detail of the first thing that is wrong, None where all is well."""
    headers = request.headers
    for name, code in HEADERS.items():
        if not headers.get(name):
            return code, ""
    late = _late(world, headers["OK-ACCESS-TIMESTAMP"])
    if late is not None:
        return late, ""
    key = world.keys.get(headers[KEY_HEADER])
    if key is None or expired(key, world.now()):
        return ("50119" if UUID.fullmatch(headers[KEY_HEADER]) else "50111"), ""
    if (key.environment == "demo") != (headers.get(SIMULATED) == "1"):
        return "50101", ""
    if not address_allowed(key, request.remote):
        return "50110", request.remote or ""
    if not same(key.passphrase or "", headers["OK-ACCESS-PASSPHRASE"]):
        return "50105", ""
    signed = headers["OK-ACCESS-TIMESTAMP"] + request.method + request.raw_path + body
    digest = hmac_digest(key.verifier, signed, hashlib.sha256)
    if not same(base64.b64encode(digest).decode(), headers["OK-ACCESS-SIGN"]):
        return "50113", ""
    return None


def _late(world: World, timestamp: str) -> str | None:
    """The code for a timestamp that is malformed or too far away."""
    try:
        at = datetime.fromisoformat(timestamp)
    except ValueError:
        return "50112"
    if at.tzinfo is None:
        return "50112"
    return "50102" if abs(world.now() - at) > TOLERANCE else None


def _params(request: web.Request, body: str) -> tuple[Params, ...] | None:
    """Query or JSON body as texts; None where the body cannot be read."""
    if request.method == "GET":
        query = request.raw_path.partition("?")[2]
        return (dict(parse_qsl(query, keep_blank_values=True)),)
    try:
        document = json.loads(body or "{}")
    except json.JSONDecodeError:
        return None
    objects = document if isinstance(document, list) else [document]
    if not all(isinstance(entry, dict) for entry in objects):
        return None
    return tuple({name: _text(value) for name, value in entry.items()} for entry in objects)


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
