"""Findings: the outcome of one check of one key, and how grave it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How grave a failed check is."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 is the gravest."""
        return list(Severity).index(self)


class Status(StrEnum):
    """`manual` wants a person's look; `unknown` could not be decided."""

    FAIL = "fail"
    PASS = "pass"
    MANUAL = "manual"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of one key; `remedy` names the exchange's own menu and check box."""

    id: str
    severity: Severity
    status: Status
    title: str
    evidence: str
    risk: str
    remedy: str


_PLACES = {Status.FAIL: 0, Status.UNKNOWN: 1, Status.MANUAL: 1, Status.PASS: 2}


def gravity(status: Status, severity: Severity) -> tuple[int, int]:
    """What findings are sorted by: failed ones first, then what is open, then what passed; the
    gravest of each first."""
    return _PLACES[status], severity.rank
