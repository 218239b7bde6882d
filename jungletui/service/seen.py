"""What this process has inspected: enough to accept it and to tell keys of one account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from jungletui.domain.capabilities import Capability, Grant
from jungletui.domain.keys import Key
from jungletui.domain.reports import PermissionReport

Place = tuple[str, str, str | None]
"""Exchange, environment and endpoint: where an account's number means something."""
Account = tuple[tuple[Place, str], int]
"""An account, and how many days of it were looked at."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest inspection of one key, as the exchange told it: what a person stated is not in
    it. `inspected` tells it from the others of that key."""

    inspected: datetime
    grants: Mapping[Capability, Grant]
    ip_restricted: bool | None
    ip_allowed: tuple[str, ...] | None
    account: str | None


def seen_of(report: PermissionReport, at: datetime) -> Seen:
    """What is kept of a report."""
    return Seen(
        inspected=at,
        grants={c: grant.grant for c, grant in report.capabilities.items()},
        ip_restricted=report.ip.restricted,
        ip_allowed=report.ip.allowed,
        account=report.account_id or None,
    )


def place_of(key: Key) -> Place:
    """Where `key` belongs."""
    profile = key.profile
    return profile.exchange, profile.environment.value, profile.endpoint
