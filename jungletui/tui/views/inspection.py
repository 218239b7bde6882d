"""The inspection screen's lines and rows, from one report: pure."""

from __future__ import annotations

import json
from datetime import datetime

from jungletui.domain.capabilities import Capability, Grant, Source
from jungletui.domain.documents import InspectedKey
from jungletui.domain.failures import ErrorInfo
from jungletui.domain.findings import Finding, Status
from jungletui.tui.glyphs import Glyphs
from jungletui.tui.notices import message_of
from jungletui.tui.views.kept import kept_lines, use_text
from jungletui.tui.views.lines import Line
from jungletui.tui.widgets.table_layout import Column
from jungletui.tui.widgets.table_rows import Cell, Row, Tone
from jungletui.tui.words import (
    ACCESS_TONES,
    CAPABILITY_WORDS,
    GRANT_TONES,
    SEVERITY_TONES,
    VERDICTS,
    about,
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
    Column("source", "Told by", width=8, priority=1),
    Column("evidence", "Evidence", least=16),
)
FINDING_COLUMNS = (
    Column("severity", "Severity", width=10),
    Column("title", "Finding", least=34),
    Column("status", "Status", width=7),
)
LABEL_WIDTH = 7
SOURCE_TONES: dict[Source, Tone] = {Source.ATTESTED: "accent", Source.NONE: "warn"}
SHORT = {
    Capability.READ: "read",
    Capability.TRADE_SPOT: "spot",
    Capability.TRADE_MARGIN: "margin",
    Capability.TRADE_DERIVATIVES: "futures",
    Capability.TRADE_OPTIONS: "options",
    Capability.TRADE_OTHER: "convert",
    Capability.TRANSFER_INTERNAL: "move",
    Capability.WITHDRAW: "withdraw",
    Capability.ADMIN: "admin",
}
"""Each capability in one word, for a line that names all of them."""
SOURCE_WORDS = {
    Source.REPORTED: ("exchange", "told by the exchange"),
    Source.PROBED: ("a read", "found by trying a read"),
    Source.ATTESTED: ("a person", "stated by a person who looked it up"),
    Source.NONE: ("nobody", "nobody tells it: a states what you look up on the website"),
}
"""Who told a grant, in one word and in a sentence."""
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
        Line(f"{access}: {VERDICTS[report.access]}", ACCESS_TONES[report.access]),
        _told("From", f"{ip_text(report.ip)} ({addresses})", ip_tone(report.ip)),
        _told("Times", dot.join(times_of(report, now))),
        *kept_lines(report, now, glyphs),
    )


def times_of(report: InspectedKey, now: datetime) -> list[str]:
    """Inspected, expires, last used, created: each with its age."""
    parts = [f"Inspected {ago(report.inspected_at, now)}"]
    if report.expires_at is not None:
        parts.append(f"expires {local_time(report.expires_at)}, {until(report.expires_at, now)}")
    else:
        if report.expires_estimate is not None:
            ends = about(report.expires_estimate, now)
            parts.append(f"ends {ends} ({local_time(report.expires_estimate)}, an estimate)")
        if report.expires_note:
            parts.append(report.expires_note)
        elif report.expires_estimate is None:
            parts.append("no expiry told")
    parts.append(use_text(report, now))
    if report.created_at is not None:
        parts.append(f"created {ago(report.created_at, now)}")
    return parts


def error_lines(error: ErrorInfo, glyphs: Glyphs) -> tuple[Line, ...]:
    """Why there is no report: kind, message, remedy."""
    return (
        Line(f"{failure_text(error.kind, glyphs)}: {error.kind}", "bad"),
        Line(message_of(error)),
        _told("Do", error.remedy),
    )


def right_rows(report: InspectedKey, glyphs: Glyphs) -> tuple[Row, ...]:
    """The nine capabilities, then the address rule."""
    rows = [
        Row(
            capability.value,
            (
                Cell(CAPABILITY_WORDS[capability], _weight(capability, found.grant)),
                Cell(grant_text(found.grant, glyphs), GRANT_TONES[found.grant]),
                Cell(SOURCE_WORDS[found.source][0], SOURCE_TONES.get(found.source, "dim")),
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
    how = SOURCE_WORDS[found.source][1]
    lines = [
        Line(f"{capability}: {found.grant.value}", "strong"),
        _told("Seen", found.evidence),
        _told("How", how),
    ]
    if found.part_of is not None:
        note = f"It comes with {found.part_of.value} here and cannot be had apart from it."
        lines.append(_told("Note", note))
    return tuple(lines)


def _told(label: str, text: str, tone: Tone = "plain") -> Line:
    return Line(text, tone, LABEL_WIDTH, label.ljust(LABEL_WIDTH))


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
    texts = (("Do", found.remedy), ("Risk", found.risk), ("Seen", found.evidence))
    return (
        Line(f"{found.title} ({found.id}, {found.severity.value})", "strong"),
        *(_told(label, text) for label, text in texts if text),
    )


def rights_summary(report: InspectedKey) -> str:
    """How many of the nine are granted, denied and unknown."""
    grants = [found.grant for found in report.capabilities.values()]
    return " · ".join(f"{grants.count(grant)} {grant.value}" for grant in Grant)


def rights_named(report: InspectedKey) -> str:
    """The same in one line: what is granted by name, then what is not known."""
    names = {
        grant: [SHORT[c] for c, found in report.capabilities.items() if found.grant is grant]
        for grant in Grant
    }
    can = ", ".join(names[Grant.GRANTED]) or "nothing"
    unknown = ", ".join(names[Grant.UNKNOWN])
    return can + (f" · not known: {unknown}" if unknown else "")


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
