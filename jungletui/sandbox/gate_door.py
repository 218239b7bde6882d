"""Gate's door: three headers, five signed lines, and labels for what is wrong.

https://www.gate.io/docs/developers/apiv4/en/#authentication and …#label-list
"""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from jungletui.sandbox.desk import Desk, json_response
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.model import Refusal
from jungletui.sandbox.signatures import address_allowed, expired, hmac_digest, same
from jungletui.sandbox.world import World

KEY_HEADER = "KEY"
TOLERANCE = 60
"""Seconds."""
READ_ONLY = " read-only"
ACCOUNT, SPOT, WITHDRAWAL = "account", "spot", "withdrawal"
READ_ACCOUNT, READ_SPOT = ACCOUNT + READ_ONLY, SPOT + READ_ONLY
"""Groups of rights; one that only reads ends in `READ_ONLY`."""
PROBLEMS = {
    "INVALID_KEY": (401, "Invalid key provided"),
    "INVALID_SIGNATURE": (401, "Signature mismatch"),
    "MISSING_REQUIRED_HEADER": (400, "Missing required header: {detail}"),
    "REQUEST_EXPIRED": (403, "Request `Timestamp` is far from the server time"),
    "READ_ONLY": (403, "API key is read-only"),
    "INVALID_PARAM_VALUE": (400, "Invalid param value: {detail}"),
    "INVALID_CURRENCY_PAIR": (400, "Invalid currency pair"),
    "BALANCE_NOT_ENOUGH": (400, "Not enough balance"),
    "INVALID_PRECISION": (400, "Invalid precision or too small"),
    "ORDER_NOT_FOUND": (404, "Order not found"),
    "TOO_MANY_REQUESTS": (429, "Request Rate limit Exceeded"),
    "SERVER_ERROR": (500, "Internal server error"),
}
REFUSALS = {
    Refusal.FUNDS: "BALANCE_NOT_ENOUGH",
    Refusal.MARKET: "INVALID_CURRENCY_PAIR",
    Refusal.SIZE: "INVALID_PRECISION",
    Refusal.PRICE: "INVALID_PRECISION",
    Refusal.UNKNOWN_ORDER: "ORDER_NOT_FOUND",
    Refusal.WALLET: "BALANCE_NOT_ENOUGH",
}


def reply(data: Any, status: int = 200) -> web.Response:
    """A success: the data itself, without an envelope."""
    return json_response(data, status)


def refusal(label: str, detail: str = "") -> web.Response:
    """A refusal with its status and text."""
    status, text = PROBLEMS[label]
    return json_response({"label": label, "message": text.format(detail=detail)}, status)


def refused(why: Refusal) -> web.Response:
    """What the refusal of the books is on Gate."""
    return refusal(REFUSALS[why])


def door(world: World, request: web.Request, body: str) -> SandboxKey | web.Response:
    """The key, or the first thing that is wrong."""
    for name in (KEY_HEADER, "SIGN", "Timestamp"):
        if not request.headers.get(name):
            return refusal("MISSING_REQUIRED_HEADER", name)
    timestamp = request.headers["Timestamp"]
    if not timestamp.isdecimal():
        return refusal("INVALID_PARAM_VALUE", "Timestamp")
    if abs(world.wall().timestamp() - int(timestamp)) > TOLERANCE:
        return refusal("REQUEST_EXPIRED")
    key = world.keys.get(request.headers[KEY_HEADER])
    if key is None or expired(key, world.now()):
        return refusal("INVALID_KEY")
    path, _, query = request.raw_path.partition("?")
    digest = hashlib.sha512(body.encode()).hexdigest()
    message = "\n".join((request.method, path, unquote(query), digest, timestamp))
    signature = hmac_digest(key.verifier, message, hashlib.sha512).hex()
    if not same(signature, request.headers["SIGN"].lower()):
        return refusal("INVALID_SIGNATURE")
    if not address_allowed(key, request.remote):
        return _forbidden(f"Request IP not in whitelist: {request.remote}")
    return key


def _lacking(key: SandboxKey, right: str) -> web.Response:
    """A group that only reads is told apart from one that is not there."""
    if f"{right}{READ_ONLY}" in key.rights:
        return refusal("READ_ONLY")
    group = right.removesuffix(READ_ONLY)
    return _forbidden(f"Request API key does not have {group} permission")


def _forbidden(message: str) -> web.Response:
    return json_response({"label": "FORBIDDEN", "message": message}, 403)


DESK = Desk(door, _lacking, lambda name: refusal("INVALID_PARAM_VALUE", name))
