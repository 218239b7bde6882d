"""What an audit answers: all findings of all keys, gravest first, and keys that were not judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from jungletui.domain.accounts import KeyFailure
from jungletui.domain.capabilities import Access
from jungletui.domain.findings import Severity, Status
from jungletui.domain.keys import Environment


@dataclass(frozen=True, slots=True)
class AuditedKey:
    """One key that was judged, or could not be (`read` is false). `rule` says why this policy:
    `key`, `tag NAME` or `default`, `unknown` where there is none of its name."""

    name: str
    exchange: str
    environment: Environment
    fingerprint: str
    access: Access
    policy: str
    rule: str
    read: bool
    inspected_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """A finding and the key that it is about."""

    key: str
    exchange: str
    environment: Environment
    fingerprint: str
    id: str
    severity: Severity
    status: Status
    title: str
    evidence: str
    risk: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Audit:
    """All findings, failed ones first, then by severity; `counts` has every status and severity."""

    at: datetime
    keys: tuple[AuditedKey, ...]
    findings: tuple[AuditFinding, ...]
    counts: Mapping[Status, Mapping[Severity, int]]
    errors: tuple[KeyFailure, ...]
    schema: str = "jungletui.audit/1"
