"""Gemini's door: a payload in a header, signed with SHA-384, with a nonce that must grow.

https://developer.gemini.com/rest-api (private API invocation, error codes)
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import Any

from aiohttp import web

from jungletui.sandbox.desk import Desk, json_response
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.model import Refusal
from jungletui.sandbox.signatures import address_allowed, expired, hmac_digest, same
from jungletui.sandbox.world import World

KEY_HEADER = "X-GEMINI-APIKEY"
TOLERANCE = 30
"""Seconds that a nonce may be away from the time."""
AUDITOR, TRADER, MANAGER = "Auditor", "Trader", "FundManager"
STATUSES = {"MissingRole": 403, "RemoteAddressForbidden": 403, "InsufficientFunds": 406,
            "OrderNotFound": 404, "RateLimit": 429, "Maintenance": 503}  # fmt: skip
"""Other refusals have 400."""
REFUSALS = {
    Refusal.FUNDS: ("InsufficientFunds", "Failed to place order: insufficient funds"),
    Refusal.MARKET: ("InvalidSymbol", "Invalid symbol"),
    Refusal.SIZE: ("InvalidQuantity", "Invalid quantity"),
    Refusal.PRICE: ("InvalidPrice", "Invalid price"),
    Refusal.UNKNOWN_ORDER: ("OrderNotFound", "Order not found"),
    Refusal.WALLET: ("InsufficientFunds", "Insufficient funds"),
}


def problem(reason: str, message: str) -> dict[str, str]:
    """The body of a refusal."""
    return {"result": "error", "reason": reason, "message": message}


def refusal(reason: str, message: str) -> web.Response:
    """A refusal with its status."""
    return json_response(problem(reason, message), STATUSES.get(reason, 400))


def refused(why: Refusal) -> web.Response:
    """What the refusal of the books is on Gemini."""
    return refusal(*REFUSALS[why])


def payload_of(request: web.Request, _body: str) -> dict[str, str]:
    """The payload's fields as texts, with those of the path; empty where it cannot be read."""
    document = _payload(request)
    fields = {name: value if isinstance(value, str) else json.dumps(value)
              for name, value in document.items()}  # fmt: skip
    return {**fields, **request.query, **request.match_info}


def door(world: World, request: web.Request, _body: str) -> SandboxKey | web.Response:
    """The key, or the first thing that is wrong."""
    key = world.keys.get(request.headers.get(KEY_HEADER, ""))
    signature = request.headers.get("X-GEMINI-SIGNATURE", "")
    payload = request.headers.get("X-GEMINI-PAYLOAD", "")
    if key is None or expired(key, world.now()) or not same(_signed(key, payload), signature):
        return refusal("InvalidSignature", "InvalidSignature")
    if not address_allowed(key, request.remote):
        message = "Request received from an IP address that is not whitelisted under the group."
        return refusal("RemoteAddressForbidden", message)
    fields = _payload(request)
    if fields.get("request") != request.path:
        return refusal("EndpointMismatch", "The request does not match the endpoint")
    nonce = str(fields.get("nonce", ""))
    if not nonce.isdecimal() or int(nonce) <= key.nonce or _far(world, int(nonce)):
        return refusal("InvalidNonce", f"Nonce '{nonce}' is not within 30 seconds or not greater")
    key.nonce = int(nonce)
    return key


def _far(world: World, nonce: int) -> bool:
    """A nonce is seconds or milliseconds."""
    at = nonce / 1000 if nonce > 10**11 else nonce
    return abs(world.wall().timestamp() - at) > TOLERANCE


def _signed(key: SandboxKey, payload: str) -> str:
    return hmac_digest(key.verifier, payload, hashlib.sha384).hex()


def _payload(request: web.Request) -> dict[str, Any]:
    try:
        document = json.loads(base64.b64decode(request.headers.get("X-GEMINI-PAYLOAD", "")))
    except (binascii.Error, ValueError):
        return {}
    return document if isinstance(document, dict) else {}


def _lacking(key: SandboxKey, role: str) -> web.Response:
    """The text names the role that is needed and those that the key has."""
    message = (
        "To access this endpoint, you need to log in to the website and go to the settings page to "
        f"assign one of these roles [{role}] to API key {key.id} which currently has roles "
        f"[{', '.join(sorted(key.rights))}]"
    )
    return refusal("MissingRole", message)


DESK = Desk(
    door,
    _lacking,
    lambda name: refusal("InvalidParameter", f"{name} is missing or wrong"),
    payload_of,
)
