"""The permission report: what one inspection of one key found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from jungletui.domain.capabilities import Capability, CapabilityGrant, Source
from jungletui.domain.surroundings import AccountKey


@dataclass(frozen=True, slots=True)
class IpRestriction:
    """From where a key works. `restricted` is None where it cannot be known; `allowed` is None
    where the exchange does not list the addresses."""

    restricted: bool | None
    allowed: tuple[str, ...] | None
    evidence: str


MOST_LISTED = 1_000
"""Keys of an account's list that are kept beside the own one."""
UNKNOWN_IP = IpRestriction(None, None, "the exchange does not say")


@dataclass(frozen=True, slots=True)
class RawReply:
    """One reply behind the report: the call, and its JSON text with secrets redacted."""

    call: str
    body: str


@dataclass(frozen=True, slots=True)
class PermissionReport:
    """All nine capabilities with evidence, the IP restriction and the times of one key.

    `expires_note` says the rule where `expires_at` is not the exchange's own statement. `days_left`
    are the days until the end where the exchange counts them down and tells no date, and
    `ends_by_rule` is when its rule for such keys ends one of this age: an estimate.
    `unrecognised` names what the reply held that nobody has seen before, as `path = value`.
    `never_used` quotes the exchange where it states that the key was not used yet. `account_keys`
    are the other keys that the exchange listed, with their ids as listed, at most `MOST_LISTED` of
    them; None where it has no such list. `account_keys_more` counts those beyond.
    """

    capabilities: Mapping[Capability, CapabilityGrant]
    ip: IpRestriction
    source: Source
    created_at: datetime | None = None
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    expires_note: str | None = None
    label: str | None = None
    account_id: str | None = None
    symbols: tuple[str, ...] | None = None
    unrecognised: tuple[str, ...] = ()
    never_used: str | None = None
    account_keys: tuple[AccountKey, ...] | None = field(default=None, repr=False)
    account_keys_more: int = 0
    days_left: int | None = None
    ends_by_rule: datetime | None = None
    raw: tuple[RawReply, ...] = field(default=(), repr=False)
