"""KuCoin's door and envelope: four headers, a signed passphrase, and codes for what is wrong.

https://www.kucoin.com/docs-new/introduction (authentication, error codes)
"""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.desk import Desk, json_response
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.model import Refusal
from jungletui.sandbox.signatures import address_allowed, expired, hmac_digest, same
from jungletui.sandbox.world import World

KEY_HEADER = "KC-API-KEY"
TOLERANCE = timedelta(seconds=5)
GENERAL, SPOT, TRANSFER, INNER_TRANSFER = "General", "Spot", "Transfer", "InnerTransfer"
PROBLEMS = {
    "400001": (401, "Any of KC-API-KEY, KC-API-SIGN, KC-API-TIMESTAMP, KC-API-PASSPHRASE is "
               "missing in your request header."),
    "400002": (401, "KC-API-TIMESTAMP Invalid"),
    "400003": (401, "KC-API-KEY not exists"),
    "400004": (401, "KC-API-PASSPHRASE error"),
    "400005": (401, "Signature error"),
    "400006": (401, "Invalid request ip, the current clientIp is:{detail}"),
    "400007": (401, "Access denied, require more permission"),
    "400100": (400, "Parameter Error: {detail}"),
    "200004": (200, "Balance insufficient!"),
    "900001": (200, "symbol not exists"),
    "300000": (200, "Order size or price increment invalid."),
    "400250": (200, "order_not_exist_or_not_allow_to_cancel"),
    "429000": (429, "Too Many Requests"),
    "500000": (500, "Internal Server Error"),
}  # fmt: skip
REFUSALS = {
    Refusal.FUNDS: "200004",
    Refusal.MARKET: "900001",
    Refusal.SIZE: "300000",
    Refusal.PRICE: "300000",
    Refusal.UNKNOWN_ORDER: "400250",
    Refusal.WALLET: "200004",
}


def reply(data: Any) -> web.Response:
    """A success."""
    return json_response({"code": "200000", "data": data})


def refusal(code: str, detail: str = "") -> web.Response:
    """A refusal with its status and text."""
    status, text = PROBLEMS[code]
    return json_response({"code": code, "msg": text.format(detail=detail)}, status)


def refused(why: Refusal) -> web.Response:
    """What the refusal of the books is on KuCoin."""
    return refusal(REFUSALS[why])


def door(world: World, request: web.Request, body: str) -> SandboxKey | web.Response:
    """The key, or the first thing that is wrong."""
    headers = request.headers
    names = (KEY_HEADER, "KC-API-SIGN", "KC-API-TIMESTAMP", "KC-API-PASSPHRASE")
    key_id, signature, timestamp, phrase = (headers.get(name, "") for name in names)
    if not (key_id and signature and timestamp and phrase):
        return refusal("400001")
    if not timestamp.isdecimal() or _far(world, int(timestamp)):
        return refusal("400002")
    key = world.keys.get(key_id)
    if key is None or expired(key, world.now()):
        return refusal("400003")
    if not same(_signed(key, timestamp + request.method + request.raw_path + body), signature):
        return refusal("400005")
    if not same(_signed(key, key.passphrase or ""), phrase):
        return refusal("400004")
    if not address_allowed(key, request.remote):
        return refusal("400006", request.remote or "")
    return key


def _far(world: World, timestamp: int) -> bool:
    away = abs(to_milliseconds(world.wall()) - timestamp)
    return away > TOLERANCE.total_seconds() * 1000


def _signed(key: SandboxKey, text: str) -> str:
    """Version 2 and 3 of the keys sign the passphrase too."""
    return base64.b64encode(hmac_digest(key.verifier, text, hashlib.sha256)).decode()


DESK = Desk(door, lambda _key, _right: refusal("400007"), lambda name: refusal("400100", name))
