"""Bitget's door and envelope: headers, one signed line, and numeric codes.

https://www.bitget.com/api-doc/common/signature and …/common/error-code
"""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.desk import Desk, json_response
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.model import Refusal
from jungletui.sandbox.signatures import address_allowed, expired, hmac_digest, same
from jungletui.sandbox.world import World

KEY_HEADER = "ACCESS-KEY"
TOLERANCE = timedelta(seconds=30)
READ, TRADE, TRANSFER, WITHDRAW = "stor", "stow", "wtow", "wwow"
"""Codes of the classic rights: spot read, spot write, wallet write, withdraw write."""
NAMES = {READ: "spot order read", TRADE: "spot order write", TRANSFER: "transfer",
         WITHDRAW: "withdraw"}  # fmt: skip
PROBLEMS = {
    "40001": "ACCESS_KEY cannot be empty",
    "40005": "Invalid ACCESS_TIMESTAMP",
    "40006": "Invalid ACCESS_KEY",
    "40008": "Request timestamp expired",
    "40009": "sign signature error",
    "40012": "apikey/password is incorrect",
    "40014": "Incorrect permissions, need {detail} permissions",
    "40017": "Parameter verification failed {detail}",
    "40018": "Invalid IP",
    "40037": "Apikey does not exist",
    "40084": "You are in Classic Account mode, and the Unified Account API is not supported",
    "40034": "Parameter {detail} does not exist",
    "43001": "The order does not exist",
    "43012": "Insufficient balance",
    "45110": "less than the minimum amount",
    "40304": "client_oid or order_id error",
    "40015": "System is abnormal, please try again later",
    "429": "Too many requests",
}
REFUSALS = {
    Refusal.FUNDS: "43012",
    Refusal.MARKET: "40034",
    Refusal.SIZE: "45110",
    Refusal.PRICE: "45110",
    Refusal.UNKNOWN_ORDER: "43001",
    Refusal.WALLET: "43012",
}


def reply(data: Any) -> web.Response:
    """A success."""
    told = to_milliseconds(datetime.now(UTC))
    return json_response({"code": "00000", "msg": "success", "requestTime": told, "data": data})


def problem(code: str, detail: str = "") -> dict[str, Any]:
    """The body of a refusal."""
    text = PROBLEMS[code].format(detail=detail)
    return {"code": code, "msg": text, "requestTime": 0, "data": None}


def refusal(code: str, detail: str = "") -> web.Response:
    """A refusal; its HTTP status is 400."""
    return json_response(problem(code, detail), 429 if code == "429" else 400)


def refused(why: Refusal) -> web.Response:
    """What the refusal of the books is on Bitget."""
    return refusal(REFUSALS[why])


def door(world: World, request: web.Request, body: str) -> SandboxKey | web.Response:
    """The key, or the first thing that is wrong."""
    headers = request.headers
    key_id, timestamp = headers.get(KEY_HEADER, ""), headers.get("ACCESS-TIMESTAMP", "")
    if not key_id:
        return refusal("40001")
    if not timestamp.isdecimal():
        return refusal("40005")
    away = abs(to_milliseconds(world.wall()) - int(timestamp))
    if away > TOLERANCE.total_seconds() * 1000:
        return refusal("40008")
    key = world.keys.get(key_id)
    if key is None or expired(key, world.now()):
        return refusal("40037" if key_id.startswith("bg_") else "40006")
    if not same(key.passphrase or "", headers.get("ACCESS-PASSPHRASE", "")):
        return refusal("40012")
    message = timestamp + request.method + unquote(request.raw_path) + body
    digest = hmac_digest(key.verifier, message, hashlib.sha256)
    if not same(base64.b64encode(digest).decode(), headers.get("ACCESS-SIGN", "")):
        return refusal("40009")
    return key if address_allowed(key, request.remote) else refusal("40018")


DESK = Desk(
    door,
    lambda _key, right: refusal("40014", NAMES[right]),
    lambda name: refusal("40017", name),
)
