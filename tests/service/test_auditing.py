"""The audit's document: every finding in one order, counted, with the policy that judged."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from jungletui.domain.capabilities import Access, Source, unknown_capabilities
from jungletui.domain.documents import InspectedKey, Inspection
from jungletui.domain.failures import ErrorInfo
from jungletui.domain.findings import Finding, Severity, Status
from jungletui.domain.keys import Environment, KeyProfile
from jungletui.domain.reports import UNKNOWN_IP
from jungletui.service.auditing import audited
from jungletui.service.config import Config
from jungletui.service.files import find_files
from jungletui.service.state import State

NOW = datetime(2026, 3, 1, tzinfo=UTC)
S = Severity


def inspected(name: str, *findings: Finding, error: ErrorInfo | None = None) -> InspectedKey:
    return InspectedKey(
        name=name,
        exchange="okx",
        environment=Environment.LIVE,
        fingerprint="0123456789ab",
        access=Access.UNKNOWN,
        capabilities=unknown_capabilities("not told"),
        ip=UNKNOWN_IP,
        created_at=None,
        expires_at=None,
        expires_note=None,
        last_used_at=None,
        label=None,
        source=Source.NONE,
        inspected_at=NOW,
        findings=findings,
        unrecognised=(),
        raw=(),
        error=error,
    )


def finding(id: str, status: Status, severity: Severity) -> Finding:
    return Finding(id, severity, status, "title", "seen", "risk", "remedy")


ONE = (
    finding("JT-B-001", Status.PASS, S.CRITICAL),
    finding("JT-C-001", Status.UNKNOWN, S.HIGH),
    finding("JT-A-001", Status.FAIL, S.LOW),
    finding("JT-D-001", Status.MANUAL, S.CRITICAL),
)
TWO = (finding("JT-B-001", Status.FAIL, S.CRITICAL), finding("JT-A-001", Status.FAIL, S.LOW))
REFUSED = ErrorInfo("ip-not-allowed", "not from here", "add the address")
INSPECTION = Inspection(
    NOW, (inspected("Zed", *ONE), inspected("ann", *TWO), inspected("bob", error=REFUSED))
)
CHOICES = {
    "Zed": ("bot", "default"), "ann": ("grid", "tag grid"), "bob": ("gone", "unknown"),
}  # fmt: skip


def test_failed_ones_come_first_then_by_severity_then_by_key() -> None:
    rows = [(f.status, f.severity, f.key, f.id) for f in audited(INSPECTION, CHOICES).findings]
    assert rows == [
        (Status.FAIL, S.CRITICAL, "ann", "JT-B-001"),
        (Status.FAIL, S.LOW, "ann", "JT-A-001"),
        (Status.FAIL, S.LOW, "Zed", "JT-A-001"),
        (Status.MANUAL, S.CRITICAL, "Zed", "JT-D-001"),
        (Status.UNKNOWN, S.HIGH, "Zed", "JT-C-001"),
        (Status.PASS, S.CRITICAL, "Zed", "JT-B-001"),
    ]


def test_the_order_of_the_keys_makes_no_difference() -> None:
    turned = Inspection(NOW, INSPECTION.keys[::-1])
    assert audited(turned, CHOICES) == audited(INSPECTION, CHOICES)


def test_counts_have_every_status_and_severity() -> None:
    counts = audited(INSPECTION, CHOICES).counts
    assert {status: set(found) for status, found in counts.items()} == {
        status: set(Severity) for status in Status
    }
    assert counts[Status.FAIL][S.LOW] == 2
    assert sum(sum(found.values()) for found in counts.values()) == 6


def test_a_key_that_was_not_read_is_named_and_not_judged() -> None:
    audit = audited(INSPECTION, CHOICES)
    assert [(e.key, e.kind) for e in audit.errors] == [("bob", "ip-not-allowed")]
    rows = [(key.name, key.read, key.policy, key.rule) for key in audit.keys]
    assert rows == [
        ("ann", True, "grid", "tag grid"),
        ("bob", False, "gone", "unknown"),
        ("Zed", True, "bot", "default"),
    ]


def test_a_policy_that_was_taken_away_leaves_the_other_keys(tmp_path: Path) -> None:
    from jungletui.service.auditing import _choice

    state = State(find_files(tmp_path, {}), None, Config())
    assert _choice(state, KeyProfile("k", "okx", policy="gone")) == ("gone", "unknown")
    assert _choice(state, KeyProfile("k", "okx")) == ("bot", "default")
