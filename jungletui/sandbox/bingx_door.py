"""BingX's door: the query signed before it is encoded, and numeric codes under HTTP 200.

https://bingx-api.github.io/docs-v3/ (authentication, error codes)
"""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import unquote_plus

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.desk import Desk, json_response, params_of
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.model import Refusal
from jungletui.sandbox.signatures import address_allowed, expired, hmac_digest, same
from jungletui.sandbox.world import World

KEY_HEADER = "X-BX-APIKEY"
WINDOW = 5000
"""Milliseconds."""
SPOT, READ, TRANSFER, WITHDRAW = "1", "2", "4", "5"
"""Rights are numbers there; 3 is perpetual futures, 7 transfers among sub-accounts."""
NAMES = {SPOT: "Spot Trading", READ: "Read", TRANSFER: "Universal Transfer", WITHDRAW: "Withdraw"}
PROBLEMS = {
    "100001": "signature verification failed",
    "100004": "Permission denied as the API key was created without the permission，this api need "
    "{detail} permission， please config it in https://bingx.com/en/account/api",
    "100202": "Insufficient balance",
    "100400": "{detail} is invalid",
    "100410": "rate limited",
    "100412": "Null signature",
    "100413": "Incorrect apiKey",
    "100419": "your current request IP is {detail} does not match IP whitelist , please go to "
    "https://bingx.com/en/account/api/ to verify the ip you have set",
    "100421": "timestamp mismatch",
    "100500": "Internal system error",
    "80014": "Invalid parameters",
    "80016": "Order does not exist",
}
REFUSALS = {
    Refusal.FUNDS: "100202",
    Refusal.MARKET: "80014",
    Refusal.SIZE: "80014",
    Refusal.PRICE: "80014",
    Refusal.UNKNOWN_ORDER: "80016",
    Refusal.WALLET: "100202",
}


def reply(data: Any) -> web.Response:
    """A success."""
    return json_response({"code": 0, "msg": "", "debugMsg": "", "data": data})


def problem(code: str, detail: str = "") -> dict[str, Any]:
    """The body of a refusal."""
    return {"code": int(code), "msg": PROBLEMS[code].format(detail=detail)}


def refusal(code: str, detail: str = "") -> web.Response:
    """A refusal; its HTTP status is 200, but for too many requests."""
    return json_response(problem(code, detail), 429 if code == "100410" else 200)


def refused(why: Refusal) -> web.Response:
    """What the refusal of the books is on BingX."""
    return refusal(REFUSALS[why])


def door(world: World, request: web.Request, _body: str) -> SandboxKey | web.Response:
    """The key, or the first thing that is wrong."""
    query = request.raw_path.partition("?")[2]
    signed, _, signature = query.rpartition("&signature=")
    if not signature:
        return refusal("100412")
    timestamp = params_of(request, "").get("timestamp", "")
    if not timestamp.isdecimal():
        return refusal("100421")
    if abs(to_milliseconds(world.wall()) - int(timestamp)) > WINDOW:
        return refusal("100421")
    key = world.keys.get(request.headers.get(KEY_HEADER, ""))
    if key is None or expired(key, world.now()):
        return refusal("100413")
    expected = hmac_digest(key.verifier, unquote_plus(signed), hashlib.sha256).hex()
    if not same(expected, signature.lower()):
        return refusal("100001")
    if not address_allowed(key, request.remote):
        return refusal("100419", request.remote or "")
    return key


DESK = Desk(
    door,
    lambda _key, right: refusal("100004", NAMES[right]),
    lambda name: refusal("100400", name),
)
