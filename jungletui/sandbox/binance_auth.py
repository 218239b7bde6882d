"""Who may call what on binance: key, address, timestamp, signature and right, in that order.

https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md (request security)
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl, unquote

from aiohttp import web

from jungletui.sandbox.binance_wire import Call, error, integer_of, millis, missing
from jungletui.sandbox.exchange import WORLD
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.rules import Product
from jungletui.sandbox.signatures import address_allowed, expired, verified
from jungletui.sandbox.world import World

KEY_HEADER = "X-MBX-APIKEY"
KEY_SHAPE = re.compile(r"[A-Za-z0-9]{64}")
LONGEST_WINDOW = 60_000
AHEAD = 1000

Answer = Callable[[Call], web.Response]
Handler = Callable[[web.Request], Awaitable[web.Response]]


def public(answer: Answer) -> Handler:
    """A route that anyone may call."""

    async def handler(request: web.Request) -> web.Response:
        call = Call(request.app[WORLD], dict(request.query), product_of(request.path))
        return answer(call)

    return handler


def signed(answer: Answer, right: str) -> Handler:
    """A route for keys that have `right`; futures routes need `enableFutures` as well."""

    async def handler(request: web.Request) -> web.Response:
        world = request.app[WORLD]
        query, body = request.raw_path.partition("?")[2], await request.text()
        params = dict(parse_qsl(query) + parse_qsl(body))
        found = authenticate(world, request, query + body, params)
        if isinstance(found, web.Response):
            return found
        product = product_of(request.path)
        needed = {right} if product is Product.SPOT else {right, "enableFutures"}
        if not needed <= found.rights:
            return _denied(request)
        if found.environment != "live" and request.path.startswith("/sapi"):
            return web.Response(status=404, text="404: Not Found")
        found.last_used_at = world.now()
        return answer(Call(world, params, product, found, world.accounts[found.account]))

    return handler


def product_of(path: str) -> Product:
    """Which part of the exchange a path belongs to."""
    if path.startswith("/fapi"):
        return Product.LINEAR
    return Product.INVERSE if path.startswith("/dapi") else Product.SPOT


def known_key(world: World, request: web.Request, name: str) -> SandboxKey | web.Response:
    """The key of that id, used from an address that it allows, or the refusal."""
    if not KEY_SHAPE.fullmatch(name):
        return error(-2014, "API-key format invalid.", 401)
    key = world.keys.get(name)
    if key is None and name in world.deleted:
        return error(-2008, "Invalid Api-Key ID.", 401)
    if key is None or not address_allowed(key, request.remote) or expired(key, world.now()):
        return _denied(request)
    return key


def signed_by(
    world: World, key: SandboxKey, message: str, params: Mapping[str, str], signature: str
) -> SandboxKey | web.Response:
    """`key` where its signature over `message` and the timestamp are good, or the refusal."""
    stale = _stale(world, params)
    if stale is not None:
        return stale
    if "signature" not in params:
        return missing("signature")
    if verified(key, message, signature):
        return key
    return error(-1022, "Signature for this request is not valid.")


def authenticate(
    world: World, request: web.Request, payload: str, params: Mapping[str, str]
) -> SandboxKey | web.Response:
    """The key that signed a request, or the refusal."""
    key = known_key(world, request, request.headers.get(KEY_HEADER, ""))
    if isinstance(key, web.Response):
        return key
    message, _, signature = payload.rpartition("&signature=")
    return signed_by(world, key, message, params, unquote(signature))


def _denied(request: web.Request) -> web.Response:
    """One answer for an unknown key, a foreign address and a missing right, as binance gives;
    the futures hosts add the address that they saw (seen in the wild, not documented)."""
    tail = "." if product_of(request.path) is Product.SPOT else f", request ip: {request.remote}"
    return error(-2015, f"Invalid API-key, IP, or permissions for action{tail}", 401)


def _stale(world: World, params: Mapping[str, str]) -> web.Response | None:
    """The error for a timestamp that is missing, ahead or too old; None where it is good."""
    timestamp = integer_of(params, "timestamp", -1)
    if timestamp < 0:
        return missing("timestamp")
    window = integer_of(params, "recvWindow", 5000)
    if window > LONGEST_WINDOW:
        return error(-1131, "recvWindow must be less than 60000")
    now = millis(world.wall())
    if timestamp >= now + AHEAD:
        return error(-1021, "Timestamp for this request was 1000ms ahead of the server's time.")
    if now - timestamp > window:
        return error(-1021, "Timestamp for this request is outside of the recvWindow.")
    return None
