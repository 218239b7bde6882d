"""What is known around a key besides its report: what the checks compare it with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from jungletui.domain.capabilities import Capability, Grant


class UseSource(StrEnum):
    """Who told when a key was last used. The exchange speaks of the key, though JungleTUI's own
    requests count there; the account's orders and fills may be another key's; this program's own
    log proves use and never disuse."""

    EXCHANGE = "exchange"
    ACCOUNT = "account"
    ACTIVITY = "activity"


@dataclass(frozen=True, slots=True)
class LastUse:
    """The newest sign of use; `at` is None where there was none at all, `since` is the earliest
    moment that was looked at (None: the key's whole life)."""

    at: datetime | None
    source: UseSource
    evidence: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attestation:
    """What a person looked up on the website and stated, by day. `withdraw: denied` settles what
    no endpoint tells; `ip_restricted` is None where nothing was said about addresses."""

    at: datetime
    by: str
    grants: Mapping[Capability, Grant]
    ip_restricted: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The rights and addresses of one key that a person accepted as right, and when."""

    accepted_at: datetime
    by: str
    grants: Mapping[Capability, Grant]
    ip_restricted: bool | None
    ip_allowed: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference from the baseline: `what` is a capability, `ip` or `ip.allowed`."""

    what: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class AccountKey:
    """One key of the account's own list, as the exchange shows it. `public_id` is shortened, but in
    a report, which does not leave the service: there it is as listed, to be compared."""

    public_id: str
    label: str | None
    created_at: datetime | None
    last_used_at: datetime | None
    rights: str


@dataclass(frozen=True, slots=True)
class Egress:
    """The addresses that requests leave by. None: that family was not found out, with the reason;
    an empty text: this host has none of that family."""

    v4: str | None
    v6: str | None
    source: str
    at: datetime
    evidence: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything beside the report. `same_key` and `same_account` are names of other keys of this
    vault; `account_keys` are keys of the account that this vault does not hold, None where the
    exchange has no such list; `account_keys_more` counts those that were too many to be kept and
    that nobody compared."""

    added_at: datetime | None = None
    last_use: LastUse | None = None
    attested: Attestation | None = None
    baseline: Baseline | None = None
    same_key: tuple[str, ...] = ()
    same_account: tuple[str, ...] = ()
    account_keys: tuple[AccountKey, ...] | None = None
    account_keys_more: int = 0
    egress: Egress | None = None


NOTHING_AROUND = Surroundings()
