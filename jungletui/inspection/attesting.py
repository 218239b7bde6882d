"""A person's statement, applied to a report: it settles what nothing else tells, for a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from jungletui.domain.capabilities import CapabilityGrant, Grant, Source
from jungletui.domain.policies import Policy
from jungletui.domain.reports import IpRestriction, PermissionReport
from jungletui.domain.surroundings import Attestation
from jungletui.inspection.cleaning import clean

CLOCK_SLACK = timedelta(days=1)
"""A statement from further in the future than this would never age, so it does not count."""


def counts(attestation: Attestation, policy: Policy, now: datetime) -> bool:
    """Whether the statement is still young enough for this policy."""
    age = now - attestation.at
    if age < -CLOCK_SLACK:
        return False
    return policy.attestation_age is None or age <= timedelta(days=policy.attestation_age)


def with_attestation(
    report: PermissionReport, attestation: Attestation | None, policy: Policy, now: datetime
) -> PermissionReport:
    """`report` with the unknown grants, and an unknown restriction to addresses, settled by the
    statement. What the exchange told or a read proved stays as it is, and so does everything where
    there is no statement, or one that counts no longer."""
    if attestation is None or not counts(attestation, policy, now):
        return report
    stated = {c: grant for c, grant in attestation.grants.items() if grant is not Grant.UNKNOWN}
    capabilities = dict(report.capabilities)
    for capability, grant in stated.items():
        if capabilities[capability].grant is Grant.UNKNOWN:
            evidence = _evidence(attestation, f"{capability.value} {grant.value}")
            capabilities[capability] = CapabilityGrant(grant, evidence, Source.ATTESTED)
    ip = _restriction(report.ip, attestation)
    if capabilities == report.capabilities and ip == report.ip:
        return report
    source = Source.ATTESTED if report.source is Source.NONE else report.source
    return replace(report, capabilities=capabilities, ip=ip, source=source)


def _restriction(ip: IpRestriction, attestation: Attestation) -> IpRestriction:
    if ip.restricted is not None or attestation.ip_restricted is None:
        return ip
    words = "bound to addresses" if attestation.ip_restricted else "bound to no address"
    return IpRestriction(attestation.ip_restricted, ip.allowed, _evidence(attestation, words))


def _evidence(attestation: Attestation, what: str) -> str:
    note = f" ({clean(attestation.note)})" if attestation.note else ""
    by = clean(attestation.by) or "somebody"
    return f"stated on {attestation.at.date().isoformat()} by {by}: {what}{note}"
