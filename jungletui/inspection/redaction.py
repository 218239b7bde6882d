"""Raw replies without anything secret, before they reach a report, a log or a screen."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from jungletui.domain.json import Json
from jungletui.domain.keys import shortened
from jungletui.domain.reports import RawReply
from jungletui.domain.secret import MASK
from jungletui.inspection.cleaning import CUT, clean

TEXT_LIMIT = 2_000
ITEM_LIMIT = 200
DEPTH_LIMIT = 12
BODY_LIMIT = 20_000

# Names are compared in lower case without separators: `secret_key`, `secretKey`, `X-SECRET-KEY`.
_SECRET_PARTS = (
    "secret", "passphrase", "passwd", "password", "privatekey", "privkey", "token", "cookie",
    "mnemonic", "seedphrase", "listenkey", "signature", "authorization", "jwt", "otpauth",
)  # fmt: skip
_PUBLIC_ID_NAMES = frozenset({
    "apikey", "accesskey", "apikeyid", "accesskeyid", "key", "iban", "clientid", "orderlykey",
    "agentaddress", "publicsessionkey", "publickey", "proxy",
})  # fmt: skip
# Balances that come along with rights (zaif): nobody needs them to judge a key.
_BALANCE_NAMES = frozenset({"funds", "deposit"})
_SEPARATORS = re.compile(r"[^a-z0-9]")


def raw_reply(call: str, reply: Json, hide: Mapping[str, str]) -> RawReply:
    """The reply to `call` as bounded JSON text. `hide` maps texts (the own key's id, its secrets)
    to what is shown in their place, wherever they occur."""
    body = json.dumps(redacted(reply, hide), ensure_ascii=False, indent=2)
    if len(body) > BODY_LIMIT:
        body = f"{body[:BODY_LIMIT]}\n{CUT} cut after {BODY_LIMIT} characters"
    return RawReply(call, body)


def redacted(value: Json, hide: Mapping[str, str] | None = None) -> Json:
    """A copy of `value` with secrets masked, ids of keys shortened, texts cleaned, size bounded."""
    return _redacted(value, hide or {}, DEPTH_LIMIT)


def redacted_field(name: str, value: Json) -> Json:
    """The value of the field `name`, redacted as inside an object."""
    return _field(name, value, {}, DEPTH_LIMIT)


def _redacted(value: Json, hide: Mapping[str, str], depth: int) -> Json:
    if isinstance(value, str):
        return _text(value, hide)
    if isinstance(value, dict | list) and depth == 0:
        return CUT
    if isinstance(value, list):
        kept: list[Json] = [_redacted(item, hide, depth - 1) for item in value[:ITEM_LIMIT]]
        return (
            kept if len(value) <= ITEM_LIMIT else [*kept, f"{CUT} {len(value) - ITEM_LIMIT} more"]
        )
    if isinstance(value, dict):
        return {
            _text(name, hide): _field(name, item, hide, depth)
            for name, item in list(value.items())[:ITEM_LIMIT]
        }
    return value


def _field(name: str, value: Json, hide: Mapping[str, str], depth: int) -> Json:
    if len(name) > TEXT_LIMIT:  # nobody's name for anything, and long to look at
        return MASK
    plain = _SEPARATORS.sub("", name.lower())
    if any(part in plain for part in _SECRET_PARTS):
        # An empty one says something (bybit's `secret` is always ""), so it stays.
        return value if value is None or value == "" or isinstance(value, bool) else MASK
    if plain in _PUBLIC_ID_NAMES and isinstance(value, str):
        return shortened(clean(value))
    if plain in _BALANCE_NAMES and isinstance(value, dict):
        return CUT
    return _redacted(value, hide, depth - 1)


def _text(text: str, hide: Mapping[str, str]) -> str:
    if "PRIVATE KEY" in text:
        return MASK
    for hidden, shown in hide.items():
        text = text.replace(hidden, shown)
    return clean(text, TEXT_LIMIT)
