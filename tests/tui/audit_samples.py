"""A made-up audit, and the questions that a person settles."""

from __future__ import annotations

from collections import Counter

from jungletui.domain.accounts import KeyFailure
from jungletui.domain.audit import Audit, AuditedKey, AuditFinding
from jungletui.domain.capabilities import Capability
from jungletui.domain.documents import InspectedKey
from jungletui.domain.findings import Severity, Status, gravity
from jungletui.domain.statements import AttestationForm, Question
from tests.tui.frozen import NOW


def audited(reports: tuple[InspectedKey, ...]) -> Audit:
    """The audit of these reports, as the service would sort and count it."""
    findings = [
        AuditFinding(
            r.name,
            r.exchange,
            r.environment,
            r.fingerprint,
            f.id,
            f.severity,
            f.status,
            f.title,
            f.evidence,
            f.risk,
            f.remedy,
        )
        for r in reports
        for f in r.findings
    ]
    findings.sort(key=lambda f: (gravity(f.status, f.severity), f.key))
    seen = Counter((f.status, f.severity) for f in findings)
    return Audit(
        at=NOW,
        keys=tuple(
            AuditedKey(
                r.name,
                r.exchange,
                r.environment,
                r.fingerprint,
                r.access,
                "bot",
                "default",
                r.error is None,
                NOW,
                None,
            )
            for r in reports
        ),
        findings=tuple(findings),
        counts={status: {s: seen[status, s] for s in Severity} for status in Status},
        errors=tuple(
            KeyFailure(r.name, r.error.kind, r.error.message, r.error.remedy)
            for r in reports
            if r.error is not None
        ),
    )


def sample_form() -> AttestationForm:
    """A key of which withdrawing, trading and the addresses are not known."""
    return AttestationForm(
        name="paper",
        exchange="Binance",
        place="Account › API Management (https://binance.example/api-management)",
        questions=(
            Question((Capability.WITHDRAW,), ("Enable Withdrawals",), "nobody tells"),
            Question((Capability.TRADE_SPOT, Capability.TRADE_MARGIN), (), "nobody tells"),
        ),
        rest=(Capability.TRADE_OTHER, Capability.ADMIN),
        asks_ip=True,
        ip_box="Restrict access to trusted IPs only",
        attestation=None,
        error=None,
    )
