"""bitFlyer's door: time, verb, path and body signed with HMAC-SHA256 in three headers.

https://lightning.bitflyer.com/docs (authentication). Documented are -505 (the second factor) and
-700 with their texts; -500 `Invalid signature` with HTTP 401 is quoted in
https://github.com/ccxt/ccxt/issues/2125, and -110 in clients of others. No source was found for the
other codes and texts (an unknown key, a missing right, an address that is not allowed, all of
`REFUSALS` but -110): plausible ones stand here.
"""

from __future__ import annotations

import hashlib

from aiohttp import web

from jungletui.sandbox.desk import Desk, json_response
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.model import Refusal
from jungletui.sandbox.signatures import address_allowed, expired, hmac_digest, same
from jungletui.sandbox.world import World

KEY_HEADER = "ACCESS-KEY"
ME = "/v1/me/"
REFUSALS = {
    Refusal.FUNDS: (-200, "Insufficient funds"),
    Refusal.MARKET: (-155, "Invalid product"),
    Refusal.SIZE: (-110, "The minimum order size is 0.001"),
    Refusal.PRICE: (-106, "The price is too low."),
    Refusal.UNKNOWN_ORDER: (-111, "Order not found"),
    Refusal.WALLET: (-200, "Insufficient funds"),
}


def problem(status: int, message: str) -> dict[str, object]:
    """The body of a refusal."""
    return {"status": status, "error_message": message, "data": None}


def refusal(status: int, message: str, http: int = 400) -> web.Response:
    """A refusal with its HTTP status."""
    return json_response(problem(status, message), http)


def refused(why: Refusal) -> web.Response:
    """What the refusal of the books is on bitFlyer."""
    return refusal(*REFUSALS[why])


def door(world: World, request: web.Request, body: str) -> SandboxKey | web.Response:
    """The key, or the first thing that is wrong."""
    key = world.keys.get(request.headers.get(KEY_HEADER, ""))
    if key is None or expired(key, world.now()) or not address_allowed(key, request.remote):
        return refusal(-500, "Key not found", 401)
    text = f"{request.headers.get('ACCESS-TIMESTAMP', '')}{request.method}{request.raw_path}{body}"
    wanted = hmac_digest(key.verifier, text, hashlib.sha256).hex()
    if not same(wanted, request.headers.get("ACCESS-SIGN", "")):
        return refusal(-500, "Invalid signature", 401)
    return key


DESK = Desk(
    door,
    lambda _key, _right: refusal(-500, "Permission denied", 403),
    lambda name: refusal(-100, f"{name} is missing or wrong"),
)
