"""A key's proxy and address family as members of its entry, and back, strictly."""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.domain.failures import UsageError, VaultFault
from jungletui.domain.keys import KeyProfile
from jungletui.domain.routes import DIRECT, Family, Route, checked_route
from jungletui.vault.refusals import refuse
from jungletui.vault.strict import as_text, broken

PROXY, FAMILY = "proxy", "family"
MEMBERS = frozenset({PROXY, FAMILY})
"""Members of an entry that are there only where a person chose them."""


def route_members(profile: KeyProfile) -> dict[str, object]:
    """The members that `profile` adds to its entry; none where it leaves directly.
    Raises E_SCHEMA for a route that could not be read back."""
    try:
        checked_route(profile.proxy, profile.family)
    except UsageError as error:
        raise refuse(
            VaultFault.SCHEMA,
            f"the change cannot be saved: {error.message}",
            f"Nothing was written. {error.remedy}",
        ) from None
    members: dict[str, object] = {}
    if profile.proxy is not None:
        members[PROXY] = profile.proxy
    if profile.family is not Family.ANY:
        members[FAMILY] = profile.family.value
    return members


def read_route(entry: Mapping[str, object]) -> Route:
    """The route of an entry. Raises E_SCHEMA."""
    if MEMBERS.isdisjoint(entry):
        return DIRECT
    families = {family.value: family for family in Family}
    word = as_text(entry.get(FAMILY, Family.ANY.value))
    if word not in families:
        raise broken("a key has an address family that is unknown here")
    try:
        return checked_route(as_text(entry[PROXY]) if PROXY in entry else None, families[word])
    except UsageError:
        raise broken("a key has a proxy that is none") from None
