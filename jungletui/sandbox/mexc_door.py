"""MEXC's door: the query signed as it is, a header with the key, and numeric codes.

https://www.mexc.com/api-docs/spot-v3 (signed endpoints, error codes)
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.desk import Desk, json_response, params_of
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.model import Refusal
from jungletui.sandbox.signatures import address_allowed, expired, hmac_digest, same
from jungletui.sandbox.world import World

KEY_HEADER = "X-MEXC-APIKEY"
WINDOW = 5000
"""Milliseconds, where `recvWindow` does not say another; 60000 at most."""
FORMAT = re.compile(r"mx0[A-Za-z0-9]{15,}")
ACCOUNT_READ, DEAL_READ, DEAL_WRITE = "SPOT_ACCOUNT_READ", "SPOT_DEAL_READ", "SPOT_DEAL_WRITE"
TRANSFER_WRITE, WITHDRAW_WRITE = "SPOT_TRANSFER_WRITE", "SPOT_WITHDRAW_WRITE"
PROBLEMS = {
    "400": "api key required",
    "10072": "invalid access key",
    "700001": "API-key format invalid",
    "700002": "Signature for this request is not valid.",
    "700003": "Timestamp for this request is outside of the recvWindow.",
    "700004": "Mandatory parameter '{detail}' was not sent, was empty/null, or malformed.",
    "700006": "IP [{detail}] not in the ip white list",
    "700007": "No permission to access the endpoint.",
    "730706": "API KEY information does not exist",
    "10101": "Insufficient balance",
    "30004": "Insufficient position",
    "30002": "The minimum transaction volume cannot be less than: 5USDT",
    "10007": "bad symbol",
    "-2011": "Unknown order sent.",
    "429": "Too Many Requests",
    "500": "Internal error",
}
REFUSALS = {
    Refusal.FUNDS: "30004",
    Refusal.MARKET: "10007",
    Refusal.SIZE: "30002",
    Refusal.PRICE: "30002",
    Refusal.UNKNOWN_ORDER: "-2011",
    Refusal.WALLET: "10101",
}


def reply(data: Any) -> web.Response:
    """A success: the data itself."""
    return json_response(data)


def problem(code: str, detail: str = "") -> dict[str, Any]:
    """The body of a refusal."""
    return {"code": int(code), "msg": PROBLEMS[code].format(detail=detail)}


def refusal(code: str, detail: str = "") -> web.Response:
    """A refusal; its HTTP status is 400."""
    return json_response(problem(code, detail), 429 if code == "429" else 400)


def refused(why: Refusal) -> web.Response:
    """What the refusal of the books is on MEXC."""
    return refusal(REFUSALS[why])


def door(world: World, request: web.Request, body: str) -> SandboxKey | web.Response:
    """The key, or the first thing that is wrong."""
    key_id = request.headers.get(KEY_HEADER, "")
    if not key_id:
        return refusal("400")
    query = request.raw_path.partition("?")[2]
    signed, _, signature = query.partition("&signature=")
    params = params_of(request, "")
    timestamp, window = params.get("timestamp", ""), params.get("recvWindow", "") or str(WINDOW)
    if not timestamp.isdecimal() or not window.isdecimal():
        return refusal("700004", "timestamp")
    away = abs(to_milliseconds(world.wall()) - int(timestamp))
    if away > min(int(window), 60_000):
        return refusal("700003")
    key = world.keys.get(key_id)
    if key is None or expired(key, world.now()):
        return refusal("10072" if FORMAT.fullmatch(key_id) else "700001")
    expected = hmac_digest(key.verifier, signed + body, hashlib.sha256).hex()
    if not same(expected, signature.lower()):
        return refusal("700002")
    if not address_allowed(key, request.remote):
        return refusal("700006", request.remote or "")
    return key


DESK = Desk(door, lambda _key, _right: refusal("700007"), lambda name: refusal("700004", name))
