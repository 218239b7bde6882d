"""An audit as SARIF 2.1.0: a key is a logical location, for there is no file.

The format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html
"""

from __future__ import annotations

import json
from typing import Any

from jungletui import __version__
from jungletui.cli.tables import clean
from jungletui.domain.audit import Audit, AuditFinding
from jungletui.domain.catalogue import CATALOGUE, Check
from jungletui.domain.findings import Severity, Status

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
KINDS = {
    Status.FAIL: "fail",
    Status.PASS: "pass",
    Status.MANUAL: "review",
    Status.UNKNOWN: "open",
}
"""A result that is no failure has the level `none` (3.27.10)."""


def as_sarif(audit: Audit) -> str:
    """One run with a rule for every check of the catalogue and a result for every finding."""
    places = {check: number for number, check in enumerate(CATALOGUE)}
    driver = {
        "name": "JungleTUI",
        "version": __version__,
        "rules": [_rule(check) for check in CATALOGUE.values()],
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [_invocation(audit)],
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, places[finding.id]) for finding in audit.findings],
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _rule(check: Check) -> dict[str, Any]:
    return {
        "id": check.id,
        "shortDescription": {"text": f"{check.failed}."},
        "fullDescription": {"text": check.risk},
        "defaultConfiguration": {"level": LEVELS[check.severity]},
        "properties": {"severity": check.severity.value},
    }


def _invocation(audit: Audit) -> dict[str, Any]:
    """The run itself; keys that could not be read are its notifications."""
    return {
        "executionSuccessful": not audit.errors,
        "endTimeUtc": audit.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "toolExecutionNotifications": [
            {
                "level": "error",
                "descriptor": {"id": error.kind},
                "message": {"text": clean(f"{error.key}: {error.message} {error.remedy}".strip())},
            }
            for error in audit.errors
        ],
    }


def _result(finding: AuditFinding, rule: int) -> dict[str, Any]:
    failed = finding.status is Status.FAIL
    text = f"{finding.key}: {finding.title}: {finding.evidence}. {finding.remedy}"
    place = f"{finding.exchange}/{finding.environment.value}/{finding.key}"
    return {
        "ruleId": finding.id,
        "ruleIndex": rule,
        "kind": KINDS[finding.status],
        "level": LEVELS[finding.severity] if failed else "none",
        "message": {"text": clean(text)},
        "locations": [
            {
                "logicalLocations": [
                    {"name": clean(finding.key), "fullyQualifiedName": clean(place), "kind": "key"}
                ]
            }
        ],
        "partialFingerprints": {"jungletui/v1": f"{finding.fingerprint}/{finding.id}"},
        "properties": {"severity": finding.severity.value, "status": finding.status.value},
    }
