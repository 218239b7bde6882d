"""What is known of the key, what is not, and whose word it is."""

from __future__ import annotations

from collections.abc import Iterator

from jungletui.domain.capabilities import Capability, Grant, Source
from jungletui.domain.findings import Severity, Status
from jungletui.domain.surroundings import Attestation
from jungletui.inspection.attesting import counts
from jungletui.inspection.checking.case import Case, Outcome, by_evidence, day, days, named


def unreadable(case: Case) -> Iterator[Outcome]:
    """The rights that the policy is about and that nobody could read: a person has to look."""
    policy, report = case.policy, case.report
    about = {*policy.forbidden, *(c for group in policy.required for c in group)}
    unknown = tuple(
        c for c in Capability if c in about and report.capabilities[c].grant is Grant.UNKNOWN
    )
    if not unknown:
        yield Outcome("JT-UK-001", Status.PASS, "every right was told", tuple(policy.forbidden))
        return
    severity = Severity.HIGH if Capability.WITHDRAW in unknown else None
    evidence = by_evidence(report, unknown)
    yield Outcome("JT-UK-001", Status.MANUAL, evidence, unknown, severity)


def novelty(case: Case) -> Iterator[Outcome]:
    """Fields and words that nobody has seen before."""
    if not case.report.unrecognised:
        yield Outcome("JT-NEW-001", Status.PASS, "no field that is not known")
        return
    yield Outcome("JT-NEW-001", Status.MANUAL, "; ".join(case.report.unrecognised))


def statements(case: Case) -> Iterator[Outcome]:
    """Whether a person's statement still counts, what rests on it, and what contradicts it."""
    attested = case.around.attested
    if attested is None:
        return
    needed = _needed(case, attested)
    if counts(attested, case.policy, case.now):
        if needed:
            yield Outcome("JT-AT-001", Status.PASS, _stated(case, attested))
        yield from _resting(case)
        yield from _contradicted(case, attested)
    elif needed:
        severity = Severity.HIGH if Capability.WITHDRAW in needed else None
        evidence = _stated(case, attested)
        yield Outcome("JT-AT-001", Status.MANUAL, evidence, needed, severity)


def _needed(case: Case, attested: Attestation) -> tuple[Capability, ...]:
    """The rights of which nothing but the statement tells."""
    return tuple(
        c
        for c in Capability
        if attested.grants.get(c, Grant.UNKNOWN) is not Grant.UNKNOWN
        and case.report.capabilities[c].source in (Source.ATTESTED, Source.NONE)
    )


def _stated(case: Case, attested: Attestation) -> str:
    age = f"stated on {day(attested.at)} by {named((attested.by,))}"
    limit = case.policy.attestation_age
    rule = "" if limit is None else f"; {case.policy.name} takes it for {days(limit)}"
    return f"{age}, {days(case.days_since(attested.at))} ago{rule}"


def _resting(case: Case) -> Iterator[Outcome]:
    """Forbidden rights that are denied by the statement alone."""
    denied = case.are(Grant.DENIED, case.policy.forbidden)
    resting = tuple(c for c in denied if case.report.capabilities[c].source is Source.ATTESTED)
    if resting:
        evidence = by_evidence(case.report, resting)
        yield Outcome("JT-AT-002", Status.MANUAL, evidence, resting)


def _contradicted(case: Case, attested: Attestation) -> Iterator[Outcome]:
    told = {c: g for c, g in case.report.capabilities.items() if g.grant is not Grant.UNKNOWN}
    wrong = tuple(
        c
        for c, grant in told.items()
        if attested.grants.get(c, Grant.UNKNOWN) not in (Grant.UNKNOWN, grant.grant)
    )
    if wrong:
        stated = ", ".join(f"{c.value} {attested.grants[c].value}" for c in wrong)
        evidence = f"stated on {day(attested.at)}: {stated}; {by_evidence(case.report, wrong)}"
        yield Outcome("JT-AT-003", Status.FAIL, evidence, wrong)
