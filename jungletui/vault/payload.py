"""Content to JSON and back, strictly: one spelling out, nothing unexpected in.

Every refusal is E_SCHEMA raised `from None`: the decoder's own errors hold the whole text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import NoReturn

from jungletui.domain.failures import VaultError, VaultFault
from jungletui.domain.keys import Environment, Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.vault.content import Anchor, Content
from jungletui.vault.refusals import refuse

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


def decode(plaintext: bytearray, first_fingerprint_key: Callable[[], bytes]) -> Content:
    """The content of a decrypted payload. Raises E_SCHEMA, never with a byte of it.

    `first_fingerprint_key` supplies the fingerprint key of a vault that names none yet.
    """
    document = _load(plaintext)
    if not isinstance(document, dict) or not {"schema", "entries"} <= set(document):
        raise _broken("it is no document of a vault")
    if type(document["schema"]) is not int or document["schema"] != SCHEMA:
        raise _broken("it has a schema that is unknown here")
    if not set(document) <= _TOP_FIELDS or not isinstance(document["entries"], list):
        raise _broken("it has fields that are unknown here")
    keys = tuple(_key(entry) for entry in document["entries"])
    if not _distinct(key.name for key in keys):
        raise _broken("two keys have one name")
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
            raise _broken("a text is not valid Unicode")
        return document
    # Raised out here so that the decoder's error, which holds the text, is not even its context.
    raise _broken(reason) from None


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    table = dict(pairs)
    if len(table) != len(pairs):
        raise _broken("a field is there twice")
    return table


def _no_constant(_: str) -> NoReturn:
    raise _broken("it holds a number that is none")


def _entry(key: Key) -> dict[str, object]:
    profile = key.profile
    return {
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
    if not isinstance(entry, dict) or set(entry) != _ENTRY_FIELDS:
        raise _broken("an entry has other fields than a key")
    endpoint = entry["endpoint"]
    profile = KeyProfile(
        name=_text(entry["name"]),
        exchange=_text(entry["exchange"]),
        environment=_environment(entry["environment"]),
        endpoint=None if endpoint is None else _text(endpoint),
        policy=_text(entry["policy"]),
        holders=_texts(entry["holders"]),
        tags=_texts(entry["tags"]),
    )
    return Key(profile, _credential(entry["credential"]), _time(entry["added_at"]))


def _credential(value: object) -> Mapping[str, Secret]:
    if not isinstance(value, dict):
        raise _broken("a credential is no table")
    return {_text(name): Secret(_text(text)) for name, text in value.items()}


def _environment(value: object) -> Environment:
    for environment in Environment:
        if environment.value == value:
            return environment
    raise _broken("a key has an environment that is unknown here")


def _time(value: object) -> datetime:
    text = _text(value)
    with suppress(ValueError, OverflowError):
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    raise _broken("a key has a time that is none, or without its zone")


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _broken("a list of a key is none")
    return tuple(_text(item) for item in value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _broken("a text of a key is none")
    return value


def _anchor_row(anchor: Anchor) -> dict[str, object]:
    return {
        "place": anchor.place,
        "log": anchor.log_id.hex(),
        "position": anchor.position,
        "mac": anchor.mac.hex(),
    }


def _anchors(value: object) -> tuple[Anchor, ...]:
    if not isinstance(value, list):
        raise _broken("what it knows of its activity logs is no list")
    return tuple(_anchor(row) for row in value)


def _anchor(row: object) -> Anchor:
    if not isinstance(row, dict) or set(row) != _ANCHOR_FIELDS:
        raise _broken("what it knows of an activity log has other fields")
    place, log_id, position, mac = row["place"], row["log"], row["position"], row["mac"]
    if (
        type(position) is int
        and 0 < position < 1 << 63
        and isinstance(log_id, str)
        and _HEX_ID.fullmatch(log_id)
        and isinstance(mac, str)
        and _HEX_KEY.fullmatch(mac)
    ):
        return Anchor(_text(place), bytes.fromhex(log_id), position, bytes.fromhex(mac))
    raise _broken("what it knows of an activity log is damaged")


def _fingerprint_key(document: Mapping[str, object], first: Callable[[], bytes]) -> bytes:
    if "fingerprint_key" not in document:
        return first()
    value = document["fingerprint_key"]
    if not isinstance(value, str) or not _HEX_KEY.fullmatch(value):
        raise _broken("its fingerprint key is none")
    return bytes.fromhex(value)


def _distinct(names: Iterable[str]) -> bool:
    listed = list(names)
    return len(set(listed)) == len(listed)


def _broken(what: str) -> VaultError:
    return refuse(VaultFault.SCHEMA, f"the contents cannot be read: {what}")


def _unwritable(what: str) -> VaultError:
    return refuse(
        VaultFault.SCHEMA,
        f"the change cannot be saved: {what}",
        "Nothing was written: correct that key, then save again.",
    )
