"""Upbit's door: a JWT signed with the secret, a nonce that is new, and a hash of the parameters.

https://docs.upbit.com/kr/reference/auth; names of errors: https://docs.upbit.com/docs (main error
codes). There is no time in the token.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from jungletui.sandbox.desk import Desk, json_response
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.model import Refusal
from jungletui.sandbox.signatures import address_allowed, expired, hmac_digest, same
from jungletui.sandbox.world import World

ALGORITHMS = {"HS256": hashlib.sha256, "HS512": hashlib.sha512}
REFUSALS = {
    Refusal.FUNDS: ("insufficient_funds_bid", "주문가능한 금액이 부족합니다."),
    Refusal.MARKET: ("notfoundmarket", "마켓 정보를 찾지 못했습니다."),
    Refusal.SIZE: ("under_min_total_bid", "최소주문금액 이상으로 주문해주세요."),
    Refusal.PRICE: ("invalid_price_bid", "주문가격 단위를 잘못 입력하셨습니다."),
    Refusal.UNKNOWN_ORDER: ("order_not_found", "주문을 찾지 못했습니다."),
    Refusal.WALLET: ("insufficient_funds_withdraw", "출금가능한 금액이 부족합니다."),
}


def problem(name: str, message: str) -> dict[str, dict[str, str]]:
    """The body of a refusal."""
    return {"error": {"name": name, "message": message}}


def refusal(name: str, message: str, status: int = 400) -> web.Response:
    """A refusal with its status."""
    return json_response(problem(name, message), status)


def refused(why: Refusal) -> web.Response:
    """What the refusal of the books is on Upbit."""
    name, message = REFUSALS[why]
    return refusal(name, message, 404 if why is Refusal.UNKNOWN_ORDER else 400)


def door(world: World, request: web.Request, body: str) -> SandboxKey | web.Response:
    """The key, or the first thing that is wrong."""
    word, _, token = request.headers.get("Authorization", "").partition(" ")
    parts = token.split(".")
    if word != "Bearer" or len(parts) != 3:
        return refusal("no_authorization_token", "인증 토큰이 없습니다.", 401)
    header, claims = _decoded(parts[0]), _decoded(parts[1])
    key = world.keys.get(str(claims.get("access_key", "")))
    if key is None:
        return refusal("invalid_access_key", "잘못된 엑세스 키입니다.", 401)
    algorithm = ALGORITHMS.get(str(header.get("alg", "")))
    if algorithm is None or not _signed(key, parts, algorithm):
        return refusal("jwt_verification", "Jwt 토큰 검증에 실패했습니다.", 401)
    if expired(key, world.now()):
        return refusal("expired_access_key", "This key has expired.", 401)
    if not address_allowed(key, request.remote):
        return refusal("no_authorization_i_p", "This is not a verified IP.", 401)
    nonce = str(claims.get("nonce", ""))
    if not nonce or nonce in key.nonces:
        return refusal("nonce_used", "이미 요청한 nonce값이 다시 사용되었습니다.", 401)
    if not _parameters_match(request, body, claims):
        return refusal("invalid_query_payload", "Jwt의 query를 검증하는데 실패하였습니다.", 401)
    key.nonces.add(nonce)
    return key


def _parameters_match(request: web.Request, body: str, claims: dict[str, Any]) -> bool:
    """The hash is that of the parameters as they stand, not escaped; none without parameters."""
    query = unquote(request.raw_path.partition("?")[2]) if not body else _as_query(body)
    if not query:
        return "query_hash" not in claims
    told = str(claims.get("query_hash", ""))
    known = claims.get("query_hash_alg") == "SHA512"
    return known and same(hashlib.sha512(query.encode()).hexdigest(), told)


def _as_query(body: str) -> str:
    """A JSON body as the query that it stands for."""
    try:
        document = json.loads(body, parse_float=str, parse_int=str)
    except ValueError:
        return ""
    pairs = document.items() if isinstance(document, dict) else ()
    return "&".join(f"{name}={value}" for name, value in pairs)


def _signed(key: SandboxKey, parts: list[str], algorithm: Any) -> bool:
    wanted = hmac_digest(key.verifier, f"{parts[0]}.{parts[1]}", algorithm)
    return same(base64.urlsafe_b64encode(wanted).decode().rstrip("="), parts[2])


def _decoded(part: str) -> dict[str, Any]:
    try:
        document = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (binascii.Error, ValueError):
        return {}
    return document if isinstance(document, dict) else {}


DESK = Desk(
    door,
    lambda _key, _right: refusal("out_of_scope", "권한이 부족합니다.", 403),
    lambda name: refusal("invalid_parameter", f"{name} is missing or wrong"),
)
