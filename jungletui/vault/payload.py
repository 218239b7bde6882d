"""Content to JSON and back, strictly: one spelling out, nothing unexpected in.

Every refusal is E_SCHEMA raised `from None`: the decoder's own errors hold the whole text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC
from typing import NoReturn

from jungletui.domain.failures import VaultError, VaultFault
from jungletui.domain.keys import Environment, Key, KeyProfile
from jungletui.domain.routes import Family
from jungletui.domain.secret import Secret
from jungletui.vault.content import Anchor, Content
from jungletui.vault.quick_payload import Later, document_of, key_of, keys_of, rest_of
from jungletui.vault.refusals import refuse
from jungletui.vault.strict import as_moment, as_text, as_texts, broken

SCHEMA = 1
FINGERPRINT_KEY_LENGTH = 32

_HEX_KEY = re.compile(r"[0-9a-f]{64}")
_HEX_ID = re.compile(r"[0-9a-f]{32}")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_TOP_FIELDS = {"schema", "entries", "fingerprint_key", "activity"}
_ANCHOR_FIELDS = {"place", "log", "position", "mac"}
_ENTRY_FIELDS = {
    "name",
    "exchange",
    "environment",
    "endpoint",
    "policy",
    "holders",
    "tags",
    "credential",
    "added_at",
}
_STATED = {"attested", "baseline"}
"""Members of an entry that are there only where a person stated or accepted something."""
_ROUTE = {"proxy", "family"}
"""Members of an entry that are there only where its requests leave by another way."""


def encode(content: Content) -> bytearray:
    """The JSON of `content`; the caller wipes it. Raises E_SCHEMA for what could not be read
    back: a name twice, half of a surrogate pair."""
    document: dict[str, object] = {
        "entries": [_entry(key) for key in content.keys],
        "fingerprint_key": content.fingerprint_key.hex(),
        "schema": SCHEMA,
    }
    if content.activity:
        document["activity"] = [_anchor_row(anchor) for anchor in content.activity]
    if not _distinct(key.name for key in content.keys):
        raise _unwritable("two keys would have one name")
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if _SURROGATE.search(text):
        raise _unwritable("a text of a key is not valid Unicode")
    return bytearray(text.encode("utf-8"))


def read(plaintext: bytearray, first_fingerprint_key: Callable[[], bytes]) -> Later:
    """The content of a decrypted payload, all of it checked; its keys are made when they are
    wanted. Raises as `decode` does."""
    found = document_of(plaintext)
    if found is None:
        content = decode(plaintext, first_fingerprint_key)
        return Later(lambda: content)
    document, unusual = found
    rest = {name: _load(bytearray(raw)) for name, raw in rest_of(document).items()}
    fingerprint_key = _fingerprint_key(rest, first_fingerprint_key)
    anchors = _anchors(rest.get("activity", []))
    special: dict[int, Key] = {}
    for place, seldom in unusual.items():
        members = {name: _load(bytearray(raw)) for name, raw in seldom.items()}
        special[place] = _with_seldom(key_of(document.entries[place]), members)
    return Later(lambda: Content(fingerprint_key, keys_of(document, special), anchors))


def decode(plaintext: bytearray, first_fingerprint_key: Callable[[], bytes]) -> Content:
    """The content of a decrypted payload. Raises E_SCHEMA, never with a byte of it.

    `first_fingerprint_key` supplies the fingerprint key of a vault that names none yet.
    """
    document = _load(plaintext)
    if not isinstance(document, dict) or not {"schema", "entries"} <= set(document):
        raise broken("it is no document of a vault")
    if type(document["schema"]) is not int or document["schema"] != SCHEMA:
        raise broken("it has a schema that is unknown here")
    if not set(document) <= _TOP_FIELDS or not isinstance(document["entries"], list):
        raise broken("it has fields that are unknown here")
    keys = tuple(_key(entry) for entry in document["entries"])
    if not _distinct(key.name for key in keys):
        raise broken("two keys have one name")
    anchors = _anchors(document.get("activity", []))
    return Content(_fingerprint_key(document, first_fingerprint_key), keys, anchors)


def _load(plaintext: bytearray) -> object:
    try:
        document = json.loads(
            plaintext.decode("utf-8"),
            object_pairs_hook=_without_duplicates,
            parse_constant=_no_constant,
        )
    except VaultError:
        raise
    except RecursionError:
        reason = "it is nested too deeply"
    except ValueError:
        # UnicodeDecodeError, JSONDecodeError, and int() beyond 4300 digits.
        reason = "it is not the JSON of a vault"
    else:
        # UTF-8 cannot hold half a surrogate pair; an escape of JSON can.
        if b"\\u" in plaintext and _SURROGATE.search(json.dumps(document, ensure_ascii=False)):
            raise broken("a text is not valid Unicode")
        return document
    # Raised out here so that the decoder's error, which holds the text, is not even its context.
    raise broken(reason) from None


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    table = dict(pairs)
    if len(table) != len(pairs):
        raise broken("a field is there twice")
    return table


def _no_constant(_: str) -> NoReturn:
    raise broken("it holds a number that is none")


def _entry(key: Key) -> dict[str, object]:
    profile = key.profile
    stated: dict[str, object] = {}
    if profile.proxy is not None or profile.family is not Family.ANY:
        from jungletui.vault.route_members import route_members  # noqa: PLC0415  seldom there

        stated = route_members(profile)
    if key.attested is not None or key.baseline is not None:
        from jungletui.vault.statements import statement_members  # noqa: PLC0415  seldom there

        stated |= statement_members(key)
    return stated | {
        "name": profile.name,
        "exchange": profile.exchange,
        "environment": profile.environment.value,
        "endpoint": profile.endpoint,
        "policy": profile.policy,
        "holders": list(profile.holders),
        "tags": list(profile.tags),
        "credential": {name: secret.reveal() for name, secret in key.credential.items()},
        "added_at": key.added_at.astimezone(UTC).isoformat(),
    }


def _key(entry: object) -> Key:
    if not isinstance(entry, dict) or set(entry) - _STATED - _ROUTE != _ENTRY_FIELDS:
        raise broken("an entry has other fields than a key")
    endpoint = entry["endpoint"]
    profile = KeyProfile(
        name=as_text(entry["name"]),
        exchange=as_text(entry["exchange"]),
        environment=_environment(entry["environment"]),
        endpoint=None if endpoint is None else as_text(endpoint),
        policy=as_text(entry["policy"]),
        holders=as_texts(entry["holders"]),
        tags=as_texts(entry["tags"]),
    )
    key = Key(profile, _credential(entry["credential"]), as_moment(entry["added_at"]))
    return _with_seldom(key, entry)


def _with_seldom(key: Key, entry: Mapping[str, object]) -> Key:
    """`key` with what only few entries say of it."""
    if not _ROUTE.isdisjoint(entry):
        from jungletui.vault.route_members import read_route  # noqa: PLC0415

        route = read_route(entry)
        key = replace(key, profile=replace(key.profile, proxy=route.proxy, family=route.family))
    if _STATED.isdisjoint(entry):
        return key
    from jungletui.vault.statements import read_attested, read_baseline  # noqa: PLC0415

    return replace(key, attested=read_attested(entry), baseline=read_baseline(entry))


def _credential(value: object) -> Mapping[str, Secret]:
    if not isinstance(value, dict):
        raise broken("a credential is no table")
    return {as_text(name): Secret(as_text(held)) for name, held in value.items()}


def _environment(value: object) -> Environment:
    for environment in Environment:
        if environment.value == value:
            return environment
    raise broken("a key has an environment that is unknown here")


def _anchor_row(anchor: Anchor) -> dict[str, object]:
    return {
        "place": anchor.place,
        "log": anchor.log_id.hex(),
        "position": anchor.position,
        "mac": anchor.mac.hex(),
    }


def _anchors(value: object) -> tuple[Anchor, ...]:
    if not isinstance(value, list):
        raise broken("what it knows of its activity logs is no list")
    return tuple(_anchor(row) for row in value)


def _anchor(row: object) -> Anchor:
    if not isinstance(row, dict) or set(row) != _ANCHOR_FIELDS:
        raise broken("what it knows of an activity log has other fields")
    place, log_id, position, mac = row["place"], row["log"], row["position"], row["mac"]
    if (
        type(position) is int
        and 0 < position < 1 << 63
        and isinstance(log_id, str)
        and _HEX_ID.fullmatch(log_id)
        and isinstance(mac, str)
        and _HEX_KEY.fullmatch(mac)
    ):
        return Anchor(as_text(place), bytes.fromhex(log_id), position, bytes.fromhex(mac))
    raise broken("what it knows of an activity log is damaged")


def _fingerprint_key(document: Mapping[str, object], first: Callable[[], bytes]) -> bytes:
    if "fingerprint_key" not in document:
        return first()
    value = document["fingerprint_key"]
    if not isinstance(value, str) or not _HEX_KEY.fullmatch(value):
        raise broken("its fingerprint key is none")
    return bytes.fromhex(value)


def _distinct(names: Iterable[str]) -> bool:
    listed = list(names)
    return len(set(listed)) == len(listed)


def _unwritable(what: str) -> VaultError:
    return refuse(
        VaultFault.SCHEMA,
        f"the change cannot be saved: {what}",
        "Nothing was written: correct that key, then save again.",
    )
