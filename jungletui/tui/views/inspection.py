"""The inspection screen's lines and rows, from one report: pure."""

from __future__ import annotations

import json
from datetime import datetime

from jungletui.domain.capabilities import Capability, Grant
from jungletui.domain.documents import InspectedKey
from jungletui.domain.failures import ErrorInfo
from jungletui.domain.findings import Finding, Status
from jungletui.tui.glyphs import Glyphs
from jungletui.tui.notices import message_of
from jungletui.tui.widgets.table_layout import Column
from jungletui.tui.widgets.table_rows import Cell, Row, Tone
from jungletui.tui.widgets.text_block import Line
from jungletui.tui.words import (
    ACCESS_TONES,
    CAPABILITY_WORDS,
    GRANT_TONES,
    SEVERITY_TONES,
    VERDICTS,
    access_text,
    ago,
    failure_text,
    grant_text,
    ip_text,
    ip_tone,
    local_time,
    open_findings,
    until,
)

RIGHT_COLUMNS = (
    Column("what", "What", least=24),
    Column("grant", "Grant", width=10),
    Column("evidence", "Evidence", least=16, priority=1),
)
FINDING_COLUMNS = (
    Column("severity", "Severity", width=10),
    Column("title", "Finding", least=34),
    Column("status", "Status", width=8, priority=1),
)
EVIDENCE_WORDS = {"reported": "told by the exchange", "probed": "found by trying a read"}
STATUS_WORDS = {
    Status.FAIL: "failed",
    Status.MANUAL: "look",
    Status.UNKNOWN: "unknown",
    Status.PASS: "passed",
}


def verdict_lines(report: InspectedKey, now: datetime, glyphs: Glyphs) -> tuple[Line, ...]:
    """What the key can do in plain words, then from where, then since and until when."""
    if report.error is not None:
        return error_lines(report.error, glyphs)
    dot = f" {glyphs.dot} "
    access = access_text(report.access, glyphs)
    addresses = ", ".join(report.ip.allowed or ()) or report.ip.evidence
    return (
        (
            (f"{access}  ", ACCESS_TONES[report.access]),
            (VERDICTS[report.access], "strong"),
        ),
        (("From ", "dim"), (ip_text(report.ip), ip_tone(report.ip)), (f"  {addresses}", "dim")),
        tuple((text, "plain") for text in (dot.join(_times(report, now)),)),
    )


def _times(report: InspectedKey, now: datetime) -> list[str]:
    """Inspected, expires, last used, created: each with its age."""
    parts = [f"Inspected {ago(report.inspected_at, now)}"]
    if report.expires_at is not None:
        parts.append(f"expires {local_time(report.expires_at)}, {until(report.expires_at, now)}")
    elif report.expires_note:
        parts.append(report.expires_note)
    else:
        parts.append("no expiry told")
    used = (
        f"last used {ago(report.last_used_at, now)}" if report.last_used_at else "last use not told"
    )
    parts.append(used)
    if report.created_at is not None:
        parts.append(f"created {ago(report.created_at, now)}")
    return parts


def error_lines(error: ErrorInfo, glyphs: Glyphs) -> tuple[Line, ...]:
    """Why there is no report: kind, message, remedy."""
    return (
        ((f"{failure_text(error.kind, glyphs)}: {error.kind}", "bad"),),
        ((message_of(error), "plain"),),
        (("What to do: ", "strong"), (error.remedy, "plain")),
    )


def right_rows(report: InspectedKey, glyphs: Glyphs) -> tuple[Row, ...]:
    """The nine capabilities, then the address rule."""
    rows = [
        Row(
            capability.value,
            (
                Cell(CAPABILITY_WORDS[capability], _weight(capability, found.grant)),
                Cell(grant_text(found.grant, glyphs), GRANT_TONES[found.grant]),
                Cell(found.evidence, "dim"),
            ),
        )
        for capability, found in report.capabilities.items()
    ]
    return tuple(rows)


def _weight(capability: Capability, grant: Grant) -> Tone:
    dangerous = capability in (Capability.WITHDRAW, Capability.ADMIN)
    if grant is Grant.GRANTED:
        return "bad" if dangerous else "strong"
    return "dim" if grant is Grant.DENIED else "warn"


def right_lines(report: InspectedKey, capability: str) -> tuple[Line, ...]:
    """All that is known of one capability."""
    found = report.capabilities[Capability(capability)]
    how = EVIDENCE_WORDS.get(found.source.value, found.source.value)
    lines: list[Line] = [
        ((f"{capability}: {found.grant.value}", "strong"), (f"   {how}", "dim")),
        ((found.evidence, "plain"),),
    ]
    if found.part_of is not None:
        note = f"It comes with {found.part_of.value} here and cannot be had apart from it."
        lines.append(((note, "dim"),))
    return tuple(lines)


def finding_rows(report: InspectedKey, glyphs: Glyphs) -> tuple[Row, ...]:
    """What did not pass, gravest first."""
    return tuple(_finding_row(found, glyphs) for found in open_findings(report.findings))


def _finding_row(found: Finding, glyphs: Glyphs) -> Row:
    failed = found.status is Status.FAIL
    sign = glyphs.bad if failed else glyphs.unknown
    tone = SEVERITY_TONES[found.severity] if failed else "plain"
    cells = (
        Cell(f"{sign} {found.severity.value}", tone, found.severity.rank),
        Cell(found.title),
        Cell(STATUS_WORDS[found.status], "plain" if failed else "dim"),
    )
    return Row(found.id, cells)


def finding_lines(report: InspectedKey, id: str) -> tuple[Line, ...]:
    """One finding: what to do, why it matters, what was seen."""
    found = next(f for f in report.findings if f.id == id)
    return (
        ((found.title, "strong"), (f"   {found.id} · {found.severity.value}", "dim")),
        (("Do     ", "accent"), (found.remedy, "plain")),
        (("Risk   ", "accent"), (found.risk, "plain")),
        (("Seen   ", "accent"), (found.evidence, "plain")),
    )


def rights_summary(report: InspectedKey) -> str:
    """How many of the nine are granted, denied and unknown."""
    grants = [found.grant for found in report.capabilities.values()]
    return " · ".join(f"{grants.count(grant)} {grant.value}" for grant in Grant)


def passed_text(report: InspectedKey) -> str:
    """How many checks passed, in words."""
    passed = sum(1 for found in report.findings if found.status is Status.PASS)
    return "1 check passed" if passed == 1 else f"{passed} checks passed"


def raw_text(report: InspectedKey) -> str:
    """The exchange's replies, indented where they are JSON; secrets came masked already."""
    parts = [f"{reply.call}\n{_indented(reply.body)}" for reply in report.raw]
    if report.unrecognised:
        parts.append("Not known to JungleTUI:\n" + "\n".join(report.unrecognised))
    return "\n\n".join(parts) or "There is no reply: the exchange was not reached."


def _indented(body: str) -> str:
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body
