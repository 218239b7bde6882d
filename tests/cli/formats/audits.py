"""Made-up audits: a plain one, and one whose every text is hostile."""

from __future__ import annotations

from datetime import UTC, datetime

from jungletui.domain.accounts import KeyFailure
from jungletui.domain.audit import Audit, AuditedKey, AuditFinding
from jungletui.domain.capabilities import Access
from jungletui.domain.catalogue import CATALOGUE
from jungletui.domain.findings import Severity, Status
from jungletui.domain.keys import Environment

AT = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
HOSTILE = (
    'x`y | <img src=x onerror=alert(1)> [a](http://evil.test) @all #1 !(x) "q" \\ \x1b[31m\u202e\n'
    "# heading\n| a | b |\n"
)


def finding(key: str, id: str, status: Status, severity: Severity, text: str = "") -> AuditFinding:
    check = CATALOGUE[id]
    return AuditFinding(
        key=key,
        exchange="okx",
        environment=Environment.LIVE,
        fingerprint="0123456789ab",
        id=id,
        severity=severity,
        status=status,
        title=check.failed,
        evidence=text or f"seen of {key}",
        risk=check.risk,
        remedy="OKX, profile icon → API: untick “Withdraw”, then `jungletui keys remove NAME`.",
    )


def key(name: str, read: bool = True, expires_at: datetime | None = None) -> AuditedKey:
    return AuditedKey(
        name, "okx", Environment.LIVE, "0123456789ab", Access.TRADE, "bot", "default", read, AT,
        expires_at,
    )  # fmt: skip


def audit(keys: tuple[AuditedKey, ...], *findings: AuditFinding, errors: int = 0) -> Audit:
    counts = {
        status: {
            severity: sum(f.status is status and f.severity is severity for f in findings)
            for severity in Severity
        }
        for status in Status
    }
    failures = tuple(
        KeyFailure(keys[n].name, "unreachable", HOSTILE if n else "no route", "Look.")
        for n in range(errors)
    )
    return Audit(AT, keys, findings, counts, failures)


F, M, U, P = Status.FAIL, Status.MANUAL, Status.UNKNOWN, Status.PASS
PLAIN = audit(
    (key("ann", expires_at=datetime(2026, 4, 1, tzinfo=UTC)), key("bob")),
    finding("ann", "JT-WD-001", F, Severity.CRITICAL),
    finding("bob", "JT-WD-001", F, Severity.CRITICAL),
    finding("ann", "JT-IP-001", F, Severity.HIGH),
    finding("ann", "JT-UK-001", M, Severity.LOW),
    finding("bob", "JT-UK-001", M, Severity.LOW),
    finding("bob", "JT-AD-001", U, Severity.LOW),
    finding("bob", "JT-RD-001", P, Severity.HIGH),
    errors=1,
)
NASTY = audit(
    (key(HOSTILE), key(HOSTILE)),
    finding(HOSTILE, "JT-WD-001", F, Severity.CRITICAL, HOSTILE),
    finding(HOSTILE, "JT-UK-001", M, Severity.LOW, HOSTILE),
    errors=2,
)
CLEAN = audit((key("ann"),), finding("ann", "JT-RD-001", P, Severity.HIGH))
EMPTY = audit(())
ALL = (PLAIN, NASTY, CLEAN, EMPTY)
