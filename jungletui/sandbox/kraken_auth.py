"""Who may call what on kraken: key, address, signature, nonce and right, in that order.

https://docs.kraken.com/api/docs/guides/spot-rest-auth
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from aiohttp import web

from jungletui.sandbox.exchange import WORLD
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.kraken_wire import Call, error
from jungletui.sandbox.signatures import address_allowed, expired, hmac_digest, same
from jungletui.sandbox.streams import STREAMS

KEY_HEADER = "API-Key"
WRITES = frozenset({"modify-trades", "close-trades", "withdraw-funds"})
"""Only calls that need one of these, and nothing less, count as a use of the key: reads of the demo
do not, so that its forgotten key stays forgotten."""

Answer = Callable[[Call], web.Response]
Handler = Callable[[web.Request], Awaitable[web.Response]]


@dataclass(frozen=True, slots=True)
class Sent:
    """What a signed request carried."""

    path: str
    nonce: str
    body: str
    signature: str


def public(answer: Answer) -> Handler:
    """A route that anyone may call."""

    async def handler(request: web.Request) -> web.Response:
        return answer(Call(request.app[WORLD], dict(request.query)))

    return handler


def signed(answer: Answer, rights: frozenset[str]) -> Handler:
    """A route for keys that have one of `rights`; for every key where there are none."""

    async def handler(request: web.Request) -> web.Response:
        world = request.app[WORLD]
        body = await request.text()
        params = _parameters(request, body)
        key = world.keys.get(request.headers.get(KEY_HEADER, ""))
        if key is None or not address_allowed(key, request.remote) or expired(key, world.now()):
            return error("EAPI:Invalid key")
        signature = request.headers.get("API-Sign", "")
        sent = Sent(request.path, params.get("nonce", ""), body, signature)
        refusal = _refusal(key, sent)
        if refusal is not None:
            return error(refusal)
        key.nonce = int(sent.nonce)
        if rights and not rights & key.rights:
            return error("EGeneral:Permission denied")
        if rights and rights <= WRITES:
            key.last_used_at = world.now()
        account, streams = world.accounts[key.account], request.app[STREAMS]
        return answer(Call(world, params, key, account, streams))

    return handler


def _refusal(key: SandboxKey, sent: Sent) -> str | None:
    """What is wrong with the signature or the nonce; None where both are good."""
    if not sent.nonce.isdigit():
        return "EAPI:Invalid nonce"
    digest = hashlib.sha256((sent.nonce + sent.body).encode()).digest()
    message = sent.path.encode() + digest
    wanted = hmac_digest(base64.b64decode(key.verifier), message, hashlib.sha512)
    if not same(base64.b64encode(wanted).decode(), sent.signature):
        return "EAPI:Invalid signature"
    return None if int(sent.nonce) > key.nonce else "EAPI:Invalid nonce"


def _parameters(request: web.Request, body: str) -> dict[str, str]:
    """The form's or the JSON object's fields, as text."""
    if request.content_type == "application/json":
        try:
            found = json.loads(body)
        except ValueError:
            return {}
        return {k: str(v) for k, v in found.items()} if isinstance(found, dict) else {}
    return dict(parse_qsl(body, keep_blank_values=True))
