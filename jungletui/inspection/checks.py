"""A report judged by a policy: one finding a check, never a guess."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from jungletui.domain.catalogue import CATALOGUE
from jungletui.domain.findings import Finding, Severity, Status, gravity
from jungletui.domain.keys import Environment, KeyProfile
from jungletui.domain.policies import Policy
from jungletui.domain.reports import PermissionReport
from jungletui.domain.surroundings import NOTHING_AROUND, Surroundings
from jungletui.inspection.attesting import with_attestation
from jungletui.inspection.checking import (
    addresses,
    company,
    drift,
    egress,
    knowledge,
    lifetimes,
    rights,
    use,
)
from jungletui.inspection.checking.case import Case, Outcome
from jungletui.inspection.remedies import remedy_for

CHECKS: tuple[Callable[[Case], Iterator[Outcome]], ...] = (
    rights.required_rights,
    rights.forbidden_rights,
    rights.markets,
    addresses.bound,
    addresses.listed,
    egress.egress,
    lifetimes.expiry,
    lifetimes.age,
    use.use,
    drift.drift,
    knowledge.unreadable,
    knowledge.novelty,
    knowledge.statements,
    company.company,
    company.holders,
)


def check_report(
    report: PermissionReport,
    policy: Policy,
    key: KeyProfile,
    now: datetime,
    around: Surroundings = NOTHING_AROUND,
) -> tuple[Finding, ...]:
    """Every check that applies to a key of this policy, failed ones first, gravest on top; each
    check at most once. A statement in `around` is applied where the report does not have it yet."""
    settled = with_attestation(report, around.attested, policy, now)
    case = Case(settled, policy, key, now, around)
    findings = (_finding(outcome, case) for check in CHECKS for outcome in check(case))
    return tuple(sorted(findings, key=lambda f: (gravity(f.status, f.severity), f.id)))


def _finding(outcome: Outcome, case: Case) -> Finding:
    check = CATALOGUE[outcome.check]
    titles = {Status.FAIL: check.failed, Status.PASS: check.passed}
    finding = Finding(
        id=check.id,
        severity=outcome.severity or check.severity,
        status=outcome.status,
        title=check.failed if outcome.failed else titles.get(outcome.status, check.unsure),
        evidence=outcome.evidence,
        risk=check.risk,
        remedy=remedy_for(check, case.key.exchange, outcome.concerned, case.policy),
    )
    return finding if case.key.environment is Environment.LIVE else _harmless(finding, case)


def _harmless(finding: Finding, case: Case) -> Finding:
    """The finding where no real funds are reached: nothing is grave there."""
    severity = max(finding.severity, Severity.LOW, key=lambda severity: severity.rank)
    risk = f"{finding.risk} This is a {case.key.environment.value} key: no real funds."
    return replace(finding, severity=severity, risk=risk)
