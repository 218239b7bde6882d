"""Deribit's door: `deri-hmac-sha256` over time, nonce, verb and address, or a bearer token.

https://docs.deribit.com/articles/authentication; errors: https://docs.deribit.com/articles/errors.
How an address that is not on the list is refused is not documented: as wrong credentials here.
"""

from __future__ import annotations

import hashlib
import re
import time
from typing import Any

from aiohttp import web

from jungletui.sandbox.desk import Desk, exact_response
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.model import Refusal
from jungletui.sandbox.signatures import address_allowed, expired, hmac_digest, same
from jungletui.sandbox.world import World

TOLERANCE = 60
"""Seconds that the time of a request may be off."""
REFUSALS = {
    Refusal.FUNDS: (10009, "not_enough_funds"),
    Refusal.MARKET: (13020, "not_found"),
    Refusal.SIZE: (10043, "invalid_amount"),
    Refusal.PRICE: (10007, "price_wrong_tick"),
    Refusal.UNKNOWN_ORDER: (11044, "not_open_order"),
    Refusal.WALLET: (10009, "not_enough_funds"),
}
_HEADER = re.compile(r"deri-hmac-sha256 id=([^,]+),ts=(\d+),sig=([0-9a-f]+),nonce=(\S+)")


def rights_to(kind: str, level: str) -> tuple[str, ...]:
    """The scopes that open a call; `read_write` is `read` too."""
    return (f"{kind}:read", f"{kind}:read_write") if level == "read" else (f"{kind}:read_write",)


def result(value: Any) -> web.Response:
    """An answer over HTTP."""
    now = time.time_ns() // 1000
    return exact_response(
        {"jsonrpc": "2.0", "result": value, "usIn": now, "usOut": now, "usDiff": 0,
         "testnet": False}
    )  # fmt: skip


def error_document(code: int, message: str) -> dict[str, Any]:
    """The body of a refusal."""
    return {"jsonrpc": "2.0", "error": {"message": message, "code": code}, "testnet": False}


def failure(code: int, message: str, status: int = 400) -> web.Response:
    """A refusal with its status."""
    return exact_response(error_document(code, message), status)


def refused(why: Refusal) -> web.Response:
    """What the refusal of the books is on Deribit."""
    return failure(*REFUSALS[why])


def token_of(key: SandboxKey) -> str:
    """The access token that stands for `key`; a real one ends after a while."""
    return f"{key.id}.{hmac_digest(key.verifier, 'access token', hashlib.sha256).hex()}"


def door(world: World, request: web.Request, _body: str) -> SandboxKey | web.Response:
    """The key, or the first thing that is wrong."""
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        key = world.keys.get(header[7:].partition(".")[0])
        if key is None or not same(token_of(key), header[7:]):
            return failure(13009, "unauthorized", 401)
    else:
        found = _signer(world, request, header)
        if isinstance(found, web.Response):
            return found
        key = found
    if expired(key, world.now()) or not address_allowed(key, request.remote):
        return failure(13004, "invalid_credentials")
    return key


def _signer(world: World, request: web.Request, header: str) -> SandboxKey | web.Response:
    parts = _HEADER.fullmatch(header)
    if parts is None:
        return failure(10000, "authorization_required", 401)
    name, stamp, signature, nonce = parts.groups()
    key = world.keys.get(name)
    if key is None:
        return failure(13004, "invalid_credentials")
    text = f"{stamp}\n{nonce}\n{request.method}\n{request.raw_path}\n\n"
    wanted = hmac_digest(key.verifier, text, hashlib.sha256).hex()
    late = abs(world.wall().timestamp() - int(stamp) / 1000) > TOLERANCE
    if late or not same(wanted, signature):
        return failure(13009, "unauthorized", 401)
    return key


DESK = Desk(
    door,
    lambda _key, _right: failure(13021, "forbidden", 403),
    lambda name: failure(-32602, f"Invalid params: {name}"),
)
