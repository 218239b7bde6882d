"""When the key ends, and how old it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from jungletui.domain.findings import Severity, Status
from jungletui.inspection.checking.case import Case, Outcome, day, days

WARN_DAYS = ((1, Severity.HIGH), (7, Severity.HIGH), (14, Severity.MEDIUM), (30, Severity.LOW))


def expiry(case: Case) -> Iterator[Outcome]:
    """Expired, or expiring within 30, 14, 7 or 1 days, or ended by a rule that is not dated."""
    report = case.report
    if report.expires_at is None:
        if report.expires_note:
            # The short rules are for keys without an IP restriction; the rest is dormancy.
            severity = Severity.MEDIUM if report.ip.restricted is False else Severity.INFO
            yield Outcome("JT-EX-002", Status.MANUAL, report.expires_note, (), severity)
        return
    left = report.expires_at - case.now
    evidence = f"expires at {report.expires_at.isoformat(timespec='seconds')}"
    if report.expires_note:
        evidence = f"{evidence}; {report.expires_note}"
    if left <= timedelta(0):
        yield Outcome("JT-EX-001", Status.FAIL, evidence)
        return
    yield Outcome("JT-EX-001", Status.PASS, evidence)
    for count, severity in WARN_DAYS:
        if left <= timedelta(days=count):
            soon = f"{evidence}, within {days(count)}"
            yield Outcome("JT-EX-002", Status.FAIL, soon, (), severity)
            return
    yield Outcome("JT-EX-002", Status.PASS, evidence)


def age(case: Case) -> Iterator[Outcome]:
    """Older than the policy allows. Where the exchange does not tell when the key was created, it
    is at least as old as its place in the vault."""
    limit, created, added = case.policy.max_age, case.report.created_at, case.around.added_at
    if limit is None:
        return
    rule = f"{case.policy.name} allows {days(limit)}"
    if created is not None:
        old = case.days_since(created)
        status = Status.FAIL if old > limit else Status.PASS
        evidence = f"created on {day(created)}, {days(old)} ago; {rule}"
        yield Outcome("JT-AG-001", status, evidence)
    elif added is not None:
        held = case.days_since(added)
        evidence = f"the exchange does not tell; in this vault for {days(held)}; {rule}"
        if held > limit:
            yield Outcome("JT-AG-001", Status.FAIL, evidence)
        else:
            yield Outcome("JT-AG-001", Status.UNKNOWN, evidence, (), Severity.INFO)
