"""A report judged by a policy: one finding a check, never a guess."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from jungletui.domain.capabilities import TRADES, Capability, CapabilityGrant, Grant
from jungletui.domain.findings import Finding, Severity, Status
from jungletui.domain.keys import KeyProfile
from jungletui.domain.policies import NEVER, Policy
from jungletui.domain.reports import PermissionReport
from jungletui.inspection.catalogue import CATALOGUE
from jungletui.inspection.remedies import remedy_for

_FORBIDDEN = (
    ("JT-WD-001", (Capability.WITHDRAW,)),
    ("JT-AD-001", (Capability.ADMIN,)),
    ("JT-TR-001", (Capability.TRANSFER_INTERNAL,)),
    ("JT-TD-002", TRADES),
    ("JT-RD-002", (Capability.READ,)),
)
_WARN_DAYS = ((1, Severity.HIGH), (7, Severity.HIGH), (14, Severity.MEDIUM), (30, Severity.LOW))


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What one check found; `severity` is None where the catalogue's holds."""

    check: str
    status: Status
    evidence: str
    concerned: tuple[Capability, ...]
    severity: Severity | None = None


def check_report(
    report: PermissionReport, policy: Policy, key: KeyProfile, now: datetime
) -> tuple[Finding, ...]:
    """Every check that applies to a key of this policy, failed ones first, then by severity."""
    outcomes = (
        *_required(report, policy),
        *_forbidden(report, policy),
        _address(report, policy),
        *_lifetime(report, now),
        _unreadable(report, policy),
        _novelty(report),
    )
    findings = (_finding(outcome, policy, key.exchange) for outcome in outcomes)
    return tuple(sorted(findings, key=lambda f: (list(Status).index(f.status), f.severity.rank)))


def _finding(outcome: _Outcome, policy: Policy, exchange: str) -> Finding:
    check = CATALOGUE[outcome.check]
    titles = {Status.FAIL: check.failed, Status.PASS: check.passed}
    return Finding(
        id=check.id,
        severity=outcome.severity or check.severity,
        status=outcome.status,
        title=titles.get(outcome.status, check.unsure),
        evidence=outcome.evidence,
        risk=check.risk,
        remedy=remedy_for(check, exchange, outcome.concerned, policy),
    )


def _required(report: PermissionReport, policy: Policy) -> Iterator[_Outcome]:
    """At least one of each group must be granted."""
    for group in policy.required:
        check = "JT-RD-001" if Capability.READ in group else "JT-TD-001"
        grants = [report.capabilities[capability] for capability in group]
        for grant, status in (
            (Grant.GRANTED, Status.PASS),
            (Grant.UNKNOWN, Status.UNKNOWN),
            (Grant.DENIED, Status.FAIL),
        ):
            found = [g for g in grants if g.grant is grant]
            if found:
                yield _Outcome(check, status, _evidence(found), group)
                break


def _forbidden(report: PermissionReport, policy: Policy) -> Iterator[_Outcome]:
    """None may be granted, except what comes inseparably with a right that the policy allows."""
    for check, capabilities in _FORBIDDEN:
        concerned = tuple(c for c in capabilities if c in policy.forbidden)
        if not concerned:
            continue
        held = {c: report.capabilities[c] for c in concerned}
        granted = {c: g for c, g in held.items() if g.grant is Grant.GRANTED}
        broken = {c: g for c, g in granted.items() if not _tolerated(g, policy)}
        unknown = {c: g for c, g in held.items() if g.grant is Grant.UNKNOWN}
        if broken:
            yield _Outcome(check, Status.FAIL, _evidence(broken.values()), tuple(broken))
        elif unknown:
            doubt = Severity.HIGH if Capability.WITHDRAW in unknown else Severity.LOW
            evidence = _evidence(unknown.values())
            yield _Outcome(check, Status.UNKNOWN, evidence, tuple(unknown), doubt)
        else:
            severity = Severity.INFO if granted else None
            yield _Outcome(check, Status.PASS, _evidence(held.values()), concerned, severity)


def _tolerated(grant: CapabilityGrant, policy: Policy) -> bool:
    return grant.part_of is not None and grant.part_of not in policy.forbidden


def _address(report: PermissionReport, policy: Policy) -> _Outcome:
    """A key that acts must be bound to addresses; for one that only reads it is good practice."""
    acting = [c for c in (*TRADES, *NEVER) if report.capabilities[c].grant is Grant.GRANTED]
    grave = policy.ip_required or acting
    severity = None if grave else Severity.LOW
    ip = report.ip
    if ip.restricted is None:
        status = Status.MANUAL
    elif ip.restricted:
        status = Status.PASS
    else:
        status = Status.FAIL if grave else Status.MANUAL
    return _Outcome("JT-IP-001", status, ip.evidence, (), severity)


def _lifetime(report: PermissionReport, now: datetime) -> Iterator[_Outcome]:
    """Expired, or expiring within 30, 14, 7 or 1 days, or ended by a rule that is not dated."""
    if report.expires_at is None:
        if report.expires_note:
            # The short rules are for keys without an IP restriction; the rest is dormancy.
            severity = Severity.MEDIUM if report.ip.restricted is False else Severity.INFO
            yield _Outcome("JT-EX-002", Status.MANUAL, report.expires_note, (), severity)
        return
    left = report.expires_at - now
    evidence = f"expires at {report.expires_at.isoformat(timespec='seconds')}"
    if report.expires_note:
        evidence = f"{evidence}; {report.expires_note}"
    if left <= timedelta(0):
        yield _Outcome("JT-EX-001", Status.FAIL, evidence, ())
        return
    yield _Outcome("JT-EX-001", Status.PASS, evidence, ())
    for days, severity in _WARN_DAYS:
        if left <= timedelta(days=days):
            yield _Outcome(
                "JT-EX-002", Status.FAIL, f"{evidence}, within {_days(days)}", (), severity
            )
            return
    yield _Outcome("JT-EX-002", Status.PASS, evidence, ())


def _unreadable(report: PermissionReport, policy: Policy) -> _Outcome:
    """The rights that the policy is about and that nobody could read: a person has to look."""
    about = {*policy.forbidden, *(c for group in policy.required for c in group)}
    unknown = tuple(
        c for c in Capability if c in about and report.capabilities[c].grant is Grant.UNKNOWN
    )
    if not unknown:
        return _Outcome("JT-UK-001", Status.PASS, "every right was told", tuple(policy.forbidden))
    severity = Severity.HIGH if Capability.WITHDRAW in unknown else None
    return _Outcome("JT-UK-001", Status.MANUAL, _by_evidence(report, unknown), unknown, severity)


def _by_evidence(report: PermissionReport, capabilities: Iterable[Capability]) -> str:
    """`read, withdraw: why`, so that one reason for many rights is said once."""
    together: dict[str, list[str]] = {}
    for capability in capabilities:
        evidence = report.capabilities[capability].evidence
        together.setdefault(evidence, []).append(capability.value)
    return "; ".join(f"{', '.join(names)}: {evidence}" for evidence, names in together.items())


def _novelty(report: PermissionReport) -> _Outcome:
    if not report.unrecognised:
        return _Outcome("JT-NEW-001", Status.PASS, "no field that is not known", ())
    return _Outcome("JT-NEW-001", Status.MANUAL, "; ".join(report.unrecognised), ())


def _evidence(grants: Iterable[CapabilityGrant]) -> str:
    return "; ".join(dict.fromkeys(grant.evidence for grant in grants))


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"
