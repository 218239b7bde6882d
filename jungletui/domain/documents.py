"""The documents that the service answers with: exactly what `--json` prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from jungletui.domain.accounts import BalanceRow, FillRow, KeyFailure, NotRead, OrderRow
from jungletui.domain.activity import ActivityLog
from jungletui.domain.capabilities import Access, Capability, CapabilityGrant, Source
from jungletui.domain.credentials import CredentialCheck, CredentialField
from jungletui.domain.failures import ErrorInfo
from jungletui.domain.findings import Finding
from jungletui.domain.keys import Environment
from jungletui.domain.reading_documents import Positions
from jungletui.domain.reports import IpRestriction, RawReply
from jungletui.domain.surroundings import AccountKey, Attestation, Drift, LastUse
from jungletui.domain.vault_documents import (
    Created,
    Edited,
    KeyList,
    KeyShown,
    Removed,
    Revealed,
    VaultState,
)
from jungletui.domain.worth import Account

__all__ = [
    "Account",
    "AccountEvent",
    "ActivityLog",
    "Balances",
    "Created",
    "Diagnostics",
    "DoctorRow",
    "Edited",
    "ExchangeInfo",
    "Exchanges",
    "Feed",
    "FeedState",
    "Fills",
    "Guide",
    "InspectedKey",
    "Inspection",
    "KeyList",
    "KeyShown",
    "Orders",
    "Removed",
    "Revealed",
    "VaultState",
    "Verdict",
]


@dataclass(frozen=True, slots=True)
class InspectedKey:
    """The permission report of one key, judged by its policy; `error` where it could not be had.

    `baseline_at` is when a person accepted rights as right, `drift` what differs from these.
    `same_key` and `same_account` name other keys of the vault; `account_keys` are keys of the
    account that the vault does not hold, None where nothing lists them, and `account_keys_more`
    counts those beyond the first thousand. `expires_estimate` is when it ends by the days that the
    exchange counts down, or by the rule of `expires_note`, where it tells no date.
    """

    name: str
    exchange: str
    environment: Environment
    fingerprint: str
    access: Access
    capabilities: Mapping[Capability, CapabilityGrant]
    ip: IpRestriction
    created_at: datetime | None
    expires_at: datetime | None
    expires_note: str | None
    last_used_at: datetime | None
    label: str | None
    source: Source
    inspected_at: datetime
    findings: tuple[Finding, ...]
    unrecognised: tuple[str, ...]
    raw: tuple[RawReply, ...]
    error: ErrorInfo | None
    attested: Attestation | None = None
    baseline_at: datetime | None = None
    drift: tuple[Drift, ...] = ()
    last_use: LastUse | None = None
    same_key: tuple[str, ...] = ()
    same_account: tuple[str, ...] = ()
    account_keys: tuple[AccountKey, ...] | None = None
    account_keys_more: int = 0
    expires_estimate: datetime | None = None


@dataclass(frozen=True, slots=True)
class Inspection:
    """Permission reports of the keys asked for."""

    at: datetime
    keys: tuple[InspectedKey, ...]
    schema: str = "jungletui.inspect/1"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an unsaved key turned out to be. `acceptable` is false where it was refused by the
    exchange or breaks its policy; `reasons` says why."""

    key: InspectedKey
    check: CredentialCheck
    acceptable: bool
    reasons: tuple[str, ...]
    saved: bool
    schema: str = "jungletui.keys.add/1"


@dataclass(frozen=True, slots=True)
class Balances:
    """Balances of the keys asked for; `total` is in `quote`, of the rows that have a value, each
    account once. `accounts` says which of the keys that answered share one account."""

    at: datetime
    quote: str
    total: Decimal | None
    rows: tuple[BalanceRow, ...]
    errors: tuple[KeyFailure, ...]
    not_read: tuple[NotRead, ...]
    accounts: tuple[Account, ...] = ()
    schema: str = "jungletui.balances/1"


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders of the keys asked for, newest first."""

    at: datetime
    rows: tuple[OrderRow, ...]
    errors: tuple[KeyFailure, ...]
    not_read: tuple[NotRead, ...]
    schema: str = "jungletui.orders/1"


@dataclass(frozen=True, slots=True)
class Fills:
    """Fills of the keys asked for, newest first."""

    at: datetime
    rows: tuple[FillRow, ...]
    errors: tuple[KeyFailure, ...]
    not_read: tuple[NotRead, ...]
    schema: str = "jungletui.fills/1"


@dataclass(frozen=True, slots=True)
class ExchangeInfo:
    """What can be known and read on one exchange, and how its key form looks.

    `rights` are the exchange's own words for what can be chosen; with `full_access` nothing can,
    and every key has all of it. `ip_list`: whether keys can be bound to addresses, None where that
    is not known. `lifetimes` are the rules by which it ends keys, each with its source and day.
    """

    id: str
    name: str
    environments: tuple[Environment, ...]
    inspects: bool
    reads: tuple[str, ...]
    fields: tuple[CredentialField, ...]
    shows_ip: bool
    shows_expiry: bool
    shows_last_use: bool
    fact_source: str
    verified_on: str
    page: str | None
    has_guide: bool
    rights: tuple[str, ...] = ()
    full_access: bool = False
    ip_list: bool | None = None
    lifetimes: tuple[str, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Exchanges:
    """All exchanges, or the one asked for."""

    exchanges: tuple[ExchangeInfo, ...]
    schema: str = "jungletui.exchanges/1"


@dataclass(frozen=True, slots=True)
class Guide:
    """How to create, restrict and delete a key on one exchange, as Markdown."""

    exchange: str
    markdown: str
    schema: str = "jungletui.guide/1"


@dataclass(frozen=True, slots=True)
class DoctorRow:
    """One check of this machine; `status` is `ok`, `warning`, `error` or `unknown`."""

    check: str
    status: str
    detail: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """Clock, files, terminal, keyring, network: one row a check."""

    at: datetime
    rows: tuple[DoctorRow, ...]
    schema: str = "jungletui.doctor/1"


class FeedState(StrEnum):
    """How the figures of one key are kept up to date."""

    LIVE = "live"
    POLLED = "polled"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Feed:
    """How one key is followed `since` then: `live`, the exchange tells every change; `polled`, it
    is asked from time to time; `stale`, nobody knows whether the figures still hold. `checked_at`
    is when all of them were read the last time, `reason` why they are not live. `polled` are the
    wallets and lists of a live key of which its stream tells nothing: they are read once a
    minute."""

    state: FeedState
    since: datetime
    checked_at: datetime | None = None
    reason: str = ""
    polled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountEvent:
    """Something new about one key: one document, or the feed alone where only that changed."""

    key: str
    at: datetime
    balances: Balances | None = None
    orders: Orders | None = None
    error: ErrorInfo | None = None
    fills: Fills | None = None
    feed: Feed | None = None
    positions: Positions | None = None
    schema: str = "jungletui.watch/1"
