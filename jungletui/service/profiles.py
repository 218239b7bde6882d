"""What a person may choose about a key: names, holders, tags, policy, endpoint, route."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from jungletui.domain.failures import UsageError
from jungletui.domain.keys import Key, KeyProfile
from jungletui.domain.routes import checked_route
from jungletui.service.inspecting import policy_of
from jungletui.service.state import State

LONGEST_NAME = 64


def require_sound(state: State, profile: KeyProfile) -> None:
    """UsageError for a name, holder, tag, endpoint or proxy that is none, or an unknown policy."""
    for text in (profile.name, *profile.holders, *profile.tags):
        _require_name(text)
    policy_of(state, profile.policy)
    _require_endpoint(profile.endpoint)
    checked_route(profile.proxy, profile.family)


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
    """The rule of whoever sends to it, so that nothing is stored that could never be used."""
    if endpoint is None:
        return
    from jungletui.exchanges.endpoints import check_endpoint  # noqa: PLC0415  few keys have one

    if not all(map(_is_printable, endpoint)):
        raise UsageError("An endpoint has printable characters only.", "Type it anew.")
    check_endpoint(endpoint)
