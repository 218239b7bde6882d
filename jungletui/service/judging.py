"""From a report and what is around its key to the row of a document."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from jungletui.domain.capabilities import Source, access_of, unknown_capabilities
from jungletui.domain.documents import InspectedKey
from jungletui.domain.failures import ErrorInfo
from jungletui.domain.findings import Finding
from jungletui.domain.keys import Key, fingerprint_of
from jungletui.domain.policies import Policy
from jungletui.domain.reports import UNKNOWN_IP, PermissionReport
from jungletui.domain.surroundings import Surroundings
from jungletui.inspection.attesting import with_attestation
from jungletui.inspection.checks import check_report
from jungletui.inspection.drift import drift_of
from jungletui.inspection.lifetimes import estimated_end


def judged_key(
    key: Key,
    report: PermissionReport,
    policy: Policy,
    around: Surroundings,
    row: InspectedKey,
) -> InspectedKey:
    """`row` with what `policy` says about the key. What a person stated settles what is unknown;
    the baseline is compared with what the exchange told."""
    settled = with_attestation(report, around.attested, policy, row.inspected_at)
    baseline = around.baseline
    return replace(
        row,
        access=access_of(settled.capabilities),
        capabilities=settled.capabilities,
        ip=settled.ip,
        source=settled.source,
        findings=check_report(settled, policy, key.profile, row.inspected_at, around),
        drift=drift_of(report, baseline) if baseline else (),
        last_use=around.last_use,
        same_key=around.same_key,
        same_account=around.same_account,
        account_keys=around.account_keys,
        account_keys_more=around.account_keys_more,
    )


def failed_key(key: Key, error: ErrorInfo, vault_key: bytes, at: datetime) -> InspectedKey:
    """The row of a key about which nothing could be had: all unknown, and the reason."""
    report = PermissionReport(unknown_capabilities(error.message), UNKNOWN_IP, Source.NONE)
    return replace(plain_key(key, report, vault_key, at), error=error)


def plain_key(
    key: Key,
    report: PermissionReport,
    vault_key: bytes,
    at: datetime,
    findings: tuple[Finding, ...] = (),
) -> InspectedKey:
    """The row of a report, as the exchange told it."""
    return InspectedKey(
        name=key.name,
        exchange=key.profile.exchange,
        environment=key.profile.environment,
        fingerprint=fingerprint_of(key, vault_key),
        access=access_of(report.capabilities),
        capabilities=report.capabilities,
        ip=report.ip,
        created_at=report.created_at,
        expires_at=report.expires_at,
        expires_note=report.expires_note,
        last_used_at=report.last_used_at,
        label=report.label,
        source=report.source,
        inspected_at=at,
        findings=findings,
        unrecognised=report.unrecognised,
        raw=report.raw,
        error=None,
        attested=key.attested,
        baseline_at=key.baseline.accepted_at if key.baseline else None,
        expires_estimate=estimated_end(report, at),
    )
