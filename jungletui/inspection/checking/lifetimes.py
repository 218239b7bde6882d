"""When the key ends, and how old it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from jungletui.domain.findings import Severity, Status
from jungletui.inspection.checking.case import Case, Outcome, day, days
from jungletui.inspection.lifetimes import estimated_end

WARN_DAYS = ((1, Severity.HIGH), (7, Severity.HIGH), (14, Severity.MEDIUM), (30, Severity.LOW))


def expiry(case: Case) -> Iterator[Outcome]:
    """Expired, or expiring within 30, 14, 7 or 1 days, or ended by a rule that is not dated."""
    report = case.report
    if report.expires_at is None:
        yield from _undated(case)
        return
    left = report.expires_at - case.now
    evidence = f"expires at {report.expires_at.isoformat(timespec='seconds')}"
    evidence = _joined(evidence, report.expires_note or "")
    if left <= timedelta(0):
        yield Outcome("JT-EX-001", Status.FAIL, evidence)
        return
    yield Outcome("JT-EX-001", Status.PASS, evidence)
    yield _countdown(left, evidence, Status.FAIL) or Outcome("JT-EX-002", Status.PASS, evidence)


def _undated(case: Case) -> Iterator[Outcome]:
    """A key whose end the exchange does not date. Days that it counts down are its own statement;
    what follows from its rule alone is an estimate, and wants a look."""
    report, end = case.report, estimated_end(case.report, case.now)
    rule = report.expires_note or ""
    if end is None:
        if rule:
            # The short rules are for keys without an IP restriction; the rest is dormancy.
            severity = Severity.MEDIUM if report.ip.restricted is False else Severity.INFO
            yield Outcome("JT-EX-002", Status.MANUAL, rule, (), severity)
        return
    stated = report.days_left is not None
    if end <= case.now and not stated:
        evidence = _joined(rule, f"it should have ended on {day(end)}, and still answers")
        yield Outcome("JT-EX-002", Status.MANUAL, evidence, (), Severity.MEDIUM)
        return
    evidence = _joined(rule, f"estimated end {day(end)}")
    soon = _countdown(end - case.now, evidence, Status.FAIL if stated else Status.MANUAL)
    calm = Outcome("JT-EX-002", Status.PASS if stated else Status.MANUAL, evidence)
    yield soon or calm


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _countdown(left: timedelta, evidence: str, status: Status) -> Outcome | None:
    """How soon, and how grave that is; None where it is far away."""
    for count, severity in WARN_DAYS:
        if left <= timedelta(days=count):
            return Outcome("JT-EX-002", status, f"{evidence}, within {days(count)}", (), severity)
    return None


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
