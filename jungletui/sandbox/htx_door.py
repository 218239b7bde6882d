"""HTX's door: the sorted query signed with the host's name; v1 answers with words, v2 with numbers.

https://huobiapi.github.io/docs/spot/v1/en/#authentication and …#error-code
"""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from jungletui.sandbox.desk import Desk, json_response, params_of
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.model import Refusal
from jungletui.sandbox.signatures import address_allowed, expired, hmac_digest, same
from jungletui.sandbox.world import World

HOSTS = ("api.huobi.pro", "api-aws.huobi.pro")
"""Names that clients sign, whatever the address that they really ask."""
TOLERANCE = timedelta(minutes=5)
READ, TRADE, WITHDRAW = "readOnly", "trade", "withdraw"
V2 = "/v2/"
INVALID = "api-signature-not-valid"
PROBLEMS = {
    "signature": (INVALID, "Signature not valid: Verification failure [校验失败]", 1003,
                  "invalid signature"),
    "key": (INVALID, "Signature not valid: Incorrect Access key [Access key错误]", 1003,
            "invalid signature"),
    "expired": (INVALID, "APIkey has expired", 1003, "invalid signature"),
    "clock": (INVALID, "Signature not valid: Timestamp is out of range", 1003,
              "invalid signature: timestamp"),
    "address": ("invalid-ip", "invalid ip", 2000, "invalid ip"),
    "permission": (INVALID, "Signature not valid: API key has no permission", 1002, "forbidden"),
    "parameter": ("invalid-parameter", "invalid parameter", 2002, "invalid field value"),
    "login": ("login-required", "login required", 1001, "Unauthorized"),
    "limit": ("base-request-exceed-frequency-limit", "Exceeded the rate limit", 1006,
              "too many requests"),
}  # fmt: skip
"""Word and text of v1, number and text of v2."""
REFUSALS = {
    Refusal.FUNDS: "account-frozen-balance-insufficient-error",
    Refusal.MARKET: "base-symbol-error",
    Refusal.SIZE: "order-limitorder-amount-min-error",
    Refusal.PRICE: "order-orderprice-precision-error",
    Refusal.UNKNOWN_ORDER: "order-orderstate-error",
    Refusal.WALLET: "dw-insufficient-balance",
}


def reply(data: Any) -> web.Response:
    """A success of v1."""
    return json_response({"status": "ok", "data": data})


def reply_v2(data: Any) -> web.Response:
    """A success of v2."""
    return json_response({"code": 200, "message": "success", "data": data})


def problem(word: str, text: str) -> dict[str, Any]:
    """The body of a refusal of v1."""
    return {"status": "error", "err-code": word, "err-msg": text, "data": None}


def refusal(name: str, path: str = "") -> web.Response:
    """A refusal in the words of the path's version; its HTTP status is 200."""
    word, text, number, message = PROBLEMS[name]
    status = 429 if name == "limit" else 200
    if path.startswith(V2):
        return json_response({"code": number, "message": message}, status)
    return json_response(problem(word, text), status)


def refused(why: Refusal) -> web.Response:
    """What the refusal of the books is on HTX."""
    return json_response(problem(REFUSALS[why], why.value))


def door(world: World, request: web.Request, _body: str) -> SandboxKey | web.Response:
    """The key, or the first thing that is wrong."""
    found = _door(world, request)
    return refusal(found, request.path) if isinstance(found, str) else found


def _door(world: World, request: web.Request) -> SandboxKey | str:
    params = params_of(request, "")
    if not params.get("AccessKeyId") or not params.get("Signature"):
        return "login"
    key = world.keys.get(params["AccessKeyId"])
    if key is None:
        return "key"
    if expired(key, world.now()):
        return "expired"
    if _late(world, params.get("Timestamp", "")):
        return "clock"
    if not _signed(key, request, params["Signature"]):
        return "signature"
    return key if address_allowed(key, request.remote) else "address"


def _late(world: World, timestamp: str) -> bool:
    try:
        at = datetime.strptime(timestamp, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return True
    return abs(world.wall() - at) > TOLERANCE


def _signed(key: SandboxKey, request: web.Request, signature: str) -> bool:
    """Version 2: method, host, path and the sorted query, on four lines."""
    path, _, query = request.raw_path.partition("?")
    parts = [part for part in query.split("&") if not part.startswith("Signature=")]
    names = sorted(parts, key=lambda part: part.partition("=")[0])
    for host in (*HOSTS, request.host):
        message = "\n".join((request.method, host, path, "&".join(names)))
        digest = hmac_digest(key.verifier, message, hashlib.sha256)
        if same(base64.b64encode(digest).decode(), signature):
            return True
    return False


DESK = Desk(
    door,
    lambda _key, _right: refusal("permission"),
    lambda name: json_response(problem("invalid-parameter", f"invalid parameter: {name}")),
)
