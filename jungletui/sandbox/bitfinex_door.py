"""Bitfinex's door: path, nonce and body signed with SHA-384; errors are lists under HTTP 500.

https://docs.bitfinex.com/docs/rest-auth and …/docs/abbreviations-glossary
"""

from __future__ import annotations

import hashlib
from typing import Any

from aiohttp import web

from jungletui.sandbox.desk import Desk, json_response
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.model import Refusal
from jungletui.sandbox.signatures import address_allowed, expired, hmac_digest, same
from jungletui.sandbox.world import World

KEY_HEADER = "bfx-apikey"
READ, WRITE = " read", " write"
"""A right is a scope and one of these."""
REFUSALS = {
    Refusal.FUNDS: "Invalid order: not enough exchange balance",
    Refusal.MARKET: "symbol: invalid",
    Refusal.SIZE: "Invalid order: minimum size",
    Refusal.PRICE: "price: invalid",
    Refusal.UNKNOWN_ORDER: "Order not found.",
    Refusal.WALLET: "Not enough balance",
}


def problem(code: int, text: str) -> list[Any]:
    """The body of a refusal."""
    return ["error", code, text]


def refusal(code: int, text: str) -> web.Response:
    """A refusal; its HTTP status is 500."""
    return json_response(problem(code, text), 500)


def refused(why: Refusal) -> web.Response:
    """What the refusal of the books is on Bitfinex."""
    return refusal(10001, REFUSALS[why])


def door(world: World, request: web.Request, body: str) -> SandboxKey | web.Response:
    """The key, or the first thing that is wrong. An address that is not allowed is told as an
    unknown key."""
    key = world.keys.get(request.headers.get(KEY_HEADER, ""))
    if key is None or expired(key, world.now()) or not address_allowed(key, request.remote):
        return refusal(10100, "apikey: invalid")
    nonce = request.headers.get("bfx-nonce", "")
    message = f"/api{request.path}{nonce}{body}"
    expected = hmac_digest(key.verifier, message, hashlib.sha384).hex()
    if not same(expected, request.headers.get("bfx-signature", "")):
        return refusal(10100, "apikey: digest invalid")
    if not nonce.isdecimal() or int(nonce) <= key.nonce:
        return refusal(10114, "nonce: small")
    key.nonce = int(nonce)
    return key


DESK = Desk(
    door,
    lambda _key, _right: refusal(10001, "api_key: permission invalid"),
    lambda name: refusal(10020, f"{name}: invalid"),
)
