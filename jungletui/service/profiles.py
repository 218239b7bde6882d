"""What a person may choose about a key: names, holders, tags, policy, endpoint."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit

from jungletui.domain.failures import UsageError
from jungletui.domain.keys import Key, KeyProfile
from jungletui.service.inspecting import policy_of
from jungletui.service.state import State

LONGEST_NAME = 64


def require_sound(state: State, profile: KeyProfile) -> None:
    """UsageError for a name, holder, tag or endpoint that is none, or an unknown policy."""
    for text in (profile.name, *profile.holders, *profile.tags):
        _require_name(text)
    policy_of(state, profile.policy)
    _require_endpoint(profile.endpoint)


def require_new(keys: Iterable[Key], name: str) -> None:
    """UsageError where a key has this name already, whatever its capitals."""
    if any(key.name.casefold() == name.casefold() for key in keys):
        raise UsageError(f"There is a key named {name!r} already.", "Choose another name.")


def _require_name(name: str) -> None:
    if not name or len(name) > LONGEST_NAME or name != name.strip() or name.startswith("-"):
        raise UsageError(
            "A name has 1 to 64 characters, no space at its ends and no '-' in front.",
            "Choose another name.",
        )
    if not all(_is_printable(character) for character in name):
        raise UsageError("A name has printable characters only.", "Choose another name.")


def _is_printable(character: str) -> bool:
    return character.isprintable() and unicodedata.category(character) not in {"Cf", "Zl", "Zp"}


def _require_endpoint(endpoint: str | None) -> None:
    if endpoint is None:
        return
    try:
        parts = urlsplit(endpoint)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    else:
        usable = usable and not (parts.username or parts.query or parts.fragment)
    if not usable or not all(map(_is_printable, endpoint)):
        raise UsageError(
            "The endpoint is no web address.",
            "It looks like https://api.example.com or http://host:port.",
        )
