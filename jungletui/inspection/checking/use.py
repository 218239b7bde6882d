"""Whether anybody uses the key."""

from __future__ import annotations

from collections.abc import Iterator

from jungletui.domain.findings import Severity, Status
from jungletui.domain.surroundings import LastUse, UseSource
from jungletui.inspection.checking.case import Case, Outcome, day, days, named


def use(case: Case) -> Iterator[Outcome]:
    """Unused for longer than the policy wants, or never used, each with its evidence."""
    limit = case.policy.unused_age
    if limit is None:
        return
    sign = _newest(case)
    if sign is not None:
        yield from _judged(case, sign, limit)
    elif case.in_vault:
        evidence = "neither the exchange nor the account's history tells"
        yield Outcome("JT-US-001", Status.UNKNOWN, evidence, (), Severity.INFO)


def _newest(case: Case) -> LastUse | None:
    """What is known of the last use: the later of what the report says and what is around it."""
    told, around = case.report.last_used_at, case.around.last_use
    if told is None and around is None and case.report.never_used:
        return LastUse(None, UseSource.EXCHANGE, case.report.never_used)
    if told is None or (around is not None and around.at is not None and around.at >= told):
        return around
    return LastUse(told, UseSource.EXCHANGE, "the exchange tells when it was last used")


def _judged(case: Case, sign: LastUse, limit: int) -> Iterator[Outcome]:
    seen = named((sign.evidence,))
    if sign.at is not None:
        idle = case.days_since(sign.at)
        status = Status.FAIL if idle > limit else Status.PASS
        evidence = f"last used on {day(sign.at)}, {days(idle)} ago: {seen}"
        if status is Status.FAIL and sign.source is UseSource.ACTIVITY:
            # The own log proves use and never disuse: others hold copies of the key.
            yield Outcome("JT-US-001", Status.UNKNOWN, evidence, (), Severity.INFO)
        else:
            yield Outcome("JT-US-001", status, evidence)
    elif sign.since is not None:
        quiet = case.days_since(sign.since)
        evidence = f"no sign of use since {day(sign.since)}, {days(quiet)} ago: {seen}"
        if quiet > limit:
            yield Outcome("JT-US-001", Status.FAIL, evidence)
        else:
            yield Outcome("JT-US-001", Status.UNKNOWN, evidence, (), Severity.INFO)
    else:
        yield from _never(case, seen, limit)


def _never(case: Case, seen: str, limit: int) -> Iterator[Outcome]:
    """A key that is new may well be unused."""
    born = case.report.created_at or case.around.added_at
    if born is not None and case.days_since(born) > limit:
        evidence = f"never used in {days(case.days_since(born))}: {seen}"
        yield Outcome("JT-US-002", Status.FAIL, evidence)
