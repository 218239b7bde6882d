"""Coinbase's door: a JWT signed with ES256 for one call; one answer for all that is wrong.

https://docs.cdp.coinbase.com/get-started/authentication/jwt-authentication; the 401 is plain text
(https://github.com/ccxt/ccxt/issues/22182).
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from aiohttp import web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from jungletui.sandbox.desk import Desk, json_response
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.model import Refusal
from jungletui.sandbox.signatures import address_allowed, expired
from jungletui.sandbox.world import World

HOST = "api.coinbase.com"
"""The name that clients sign, whatever the address that they really ask."""
VIEW, TRADE, TRANSFER = "can_view", "can_trade", "can_transfer"
REFUSALS = {
    Refusal.FUNDS: "INSUFFICIENT_FUND",
    Refusal.MARKET: "INVALID_PRODUCT_ID",
    Refusal.SIZE: "INVALID_SIZE_PRECISION",
    Refusal.PRICE: "INVALID_PRICE_PRECISION",
    Refusal.UNKNOWN_ORDER: "UNKNOWN_CANCEL_ORDER",
    Refusal.WALLET: "INSUFFICIENT_FUND",
}


def problem(error: str, message: str) -> dict[str, str]:
    """The body of a refusal of v3."""
    return {"error": error, "error_details": message, "message": message}


def errors(name: str, message: str, status: int) -> web.Response:
    """A refusal of v2."""
    return json_response({"errors": [{"id": name, "message": message}]}, status)


def not_placed(why: Refusal) -> web.Response:
    """What the refusal of an order is; its HTTP status is 200."""
    name = REFUSALS[why]
    error = {"error": name, "message": why.value, "error_details": "",
             "preview_failure_reason": f"PREVIEW_{name}"}  # fmt: skip
    return json_response({"success": False, "failure_reason": name, "error_response": error})


def door(world: World, request: web.Request, _body: str) -> SandboxKey | web.Response:
    """The key, or the one refusal."""
    key = _signer(world, request)
    if key is None or expired(key, world.now()) or not address_allowed(key, request.remote):
        return web.Response(text="Unauthorized\n", status=401, content_type="text/plain")
    return key


def _signer(world: World, request: web.Request) -> SandboxKey | None:
    """The key of the token, where it is good for this very call at this time."""
    word, _, token = request.headers.get("Authorization", "").partition(" ")
    parts = token.split(".")
    if word != "Bearer" or len(parts) != 3:
        return None
    header, claims = _decoded(parts[0]), _decoded(parts[1])
    key = world.keys.get(str(header.get("kid", "")))
    if key is None or header.get("alg") != "ES256" or claims.get("sub") != key.id:
        return None
    now = world.wall().timestamp()
    after, before = claims.get("nbf"), claims.get("exp")
    if not isinstance(after, int) or not isinstance(before, int) or not after - 30 <= now < before:
        return None
    hosts = (HOST, request.host, f"http://{request.host}")
    if claims.get("uri") not in {f"{request.method} {host}{request.path}" for host in hosts}:
        return None
    return key if _verified(key, f"{parts[0]}.{parts[1]}", parts[2]) else None


def _verified(key: SandboxKey, message: str, signature: str) -> bool:
    """ES256: two numbers of 32 bytes each."""
    raw = _bytes(signature)
    public = serialization.load_pem_public_key(key.verifier.encode())
    if len(raw) != 64 or not isinstance(public, ec.EllipticCurvePublicKey):
        return False
    numbers = (int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    try:
        public.verify(encode_dss_signature(*numbers), message.encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _decoded(part: str) -> dict[str, Any]:
    try:
        document = json.loads(_bytes(part))
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _bytes(part: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (binascii.Error, ValueError):
        return b""


DESK = Desk(
    door,
    lambda _key, _right: json_response(
        problem("PERMISSION_DENIED", "Missing required scopes"), 403
    ),
    lambda name: json_response(problem("INVALID_ARGUMENT", f"{name} is missing or wrong"), 400),
)
