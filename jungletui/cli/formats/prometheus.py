"""An audit as Prometheus' text exposition format, version 0.0.4: for node_exporter's textfiles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jungletui.cli.tables import clean
from jungletui.domain.audit import Audit, AuditFinding
from jungletui.domain.findings import Status

# Backslash, quote and line feed are escaped in labels:
# https://prometheus.io/docs/instrumenting/exposition_formats/ (2026-11-22).
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})
Sample = tuple[Mapping[str, str], float]


def as_prometheus(audit: Audit) -> str:
    """Counts of every status and severity, each finding that did not pass, and each key."""
    keys = [({"key": k.name, "exchange": k.exchange}, k) for k in audit.keys]
    families = (
        _family(
            "jungletui_audit_timestamp_seconds", "When the audit was made.",
            [({}, audit.at.timestamp())],
        ),
        _family(
            "jungletui_findings", "Outcomes of checks, by status and severity.",
            [
                ({"status": status.value, "severity": severity.value}, number)
                for status, counts in audit.counts.items()
                for severity, number in counts.items()
            ],
        ),
        _family(
            "jungletui_finding", "A check of a key that did not pass.",
            [(_finding_labels(f), 1) for f in audit.findings if f.status is not Status.PASS],
        ),
        _family(
            "jungletui_key_read", "Whether the key could be read: 1, else 0.",
            [(labels, int(key.read)) for labels, key in keys],
        ),
        _family(
            "jungletui_key_access", "The access class of the key, as a label.",
            [({**labels, "access": key.access.value}, 1) for labels, key in keys],
        ),
        _family(
            "jungletui_key_expires_timestamp_seconds", "When the key ends, where that is known.",
            [
                (labels, key.expires_at.timestamp())
                for labels, key in keys
                if key.expires_at is not None
            ],
        ),
    )  # fmt: skip
    return "".join(families)


def _finding_labels(finding: AuditFinding) -> dict[str, str]:
    return {
        "key": finding.key,
        "exchange": finding.exchange,
        "environment": finding.environment.value,
        "check": finding.id,
        "severity": finding.severity.value,
        "status": finding.status.value,
    }


def _family(name: str, help: str, samples: Iterable[Sample]) -> str:
    lines = [f"# HELP {name} {help}", f"# TYPE {name} gauge"]
    lines += [f"{name}{_labels(labels)} {_number(value)}" for labels, value in samples]
    return "".join(f"{line}\n" for line in lines)


def _labels(labels: Mapping[str, str]) -> str:
    if not labels:
        return ""
    pairs = (f'{name}="{clean(value).translate(_ESCAPES)}"' for name, value in labels.items())
    return "{" + ",".join(pairs) + "}"


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
