"""The audit: every key inspected, and all findings in one order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from jungletui.domain.accounts import KeyFailure
from jungletui.domain.audit import Audit, AuditedKey, AuditFinding
from jungletui.domain.documents import InspectedKey, Inspection
from jungletui.domain.failures import UsageError
from jungletui.domain.findings import Finding, Severity, Status, gravity
from jungletui.domain.keys import KeyProfile
from jungletui.service.inspecting import chosen, inspect
from jungletui.service.keys import named
from jungletui.service.state import State, opened

UNKNOWN = "unknown"
Choice = tuple[str, str]
"""The name of a policy, and the rule by which it was chosen."""


async def audit(state: State, names: tuple[str, ...]) -> Audit:
    """Inspect the keys of these names and tell what was found. UsageError for an unknown name,
    LockedError where the vault is locked; what fails for one key is in the document."""
    keys = named(opened(state).content.keys, names)
    choices = {key.name: _choice(state, key.profile) for key in keys}
    return audited(await inspect(state, tuple(choices), deep=True), choices)


def _choice(state: State, profile: KeyProfile) -> Choice:
    try:
        found = chosen(state, profile)
    except UsageError:  # the policy was taken out of the configuration; `inspect` says so
        return profile.policy, UNKNOWN
    return found.policy.name, found.rule


def audited(inspection: Inspection, choices: Mapping[str, Choice]) -> Audit:
    """The document of an inspection; `choices` has the policy of each key and why this one."""
    keys = sorted(inspection.keys, key=lambda key: key.name.casefold())
    findings = sorted((row for key in keys for row in _findings(key)), key=_gravest_first)
    return Audit(
        at=inspection.at,
        keys=tuple(_key(key, choices[key.name]) for key in keys),
        findings=tuple(findings),
        counts=_counts(findings),
        errors=tuple(
            KeyFailure(key.name, key.error.kind, key.error.message, key.error.remedy)
            for key in keys
            if key.error is not None
        ),
    )


def _gravest_first(row: AuditFinding) -> tuple[tuple[int, int], str, str]:
    return gravity(row.status, row.severity), row.key.casefold(), row.id


def _key(key: InspectedKey, choice: Choice) -> AuditedKey:
    return AuditedKey(
        name=key.name,
        exchange=key.exchange,
        environment=key.environment,
        fingerprint=key.fingerprint,
        access=key.access,
        policy=choice[0],
        rule=choice[1],
        read=key.error is None,
        inspected_at=key.inspected_at,
        expires_at=key.expires_at,
    )


def _findings(key: InspectedKey) -> Iterable[AuditFinding]:
    return (_row(key, finding) for finding in key.findings)


def _row(key: InspectedKey, finding: Finding) -> AuditFinding:
    return AuditFinding(
        key=key.name,
        exchange=key.exchange,
        environment=key.environment,
        fingerprint=key.fingerprint,
        id=finding.id,
        severity=finding.severity,
        status=finding.status,
        title=finding.title,
        evidence=finding.evidence,
        risk=finding.risk,
        remedy=finding.remedy,
    )


def _counts(findings: Iterable[AuditFinding]) -> dict[Status, dict[Severity, int]]:
    found = Counter((row.status, row.severity) for row in findings)
    return {
        status: {severity: found[status, severity] for severity in Severity} for status in Status
    }
