"""The key under the cursor in a few lines: what the table has no room for. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from jungletui.domain.documents import InspectedKey
from jungletui.domain.failures import ErrorInfo
from jungletui.domain.findings import Status
from jungletui.domain.keys import KeySummary
from jungletui.tui.glyphs import Glyphs
from jungletui.tui.views.inspection import times_of
from jungletui.tui.views.lines import Line
from jungletui.tui.widgets.table_rows import Tone
from jungletui.tui.words import (
    SEVERITY_TONES,
    SOON,
    VERDICTS,
    ip_text,
    ip_tone,
    open_findings,
    until,
)

INDENT = 10


def preview_lines(
    key: KeySummary,
    report: InspectedKey | ErrorInfo | None,
    now: datetime,
    glyphs: Glyphs,
) -> tuple[Line, ...]:
    """Everything worth knowing before one opens it, what matters most first."""
    return (*_learnt(report, now, glyphs), *_profile(key, glyphs))


def short_preview_lines(
    key: KeySummary,
    report: InspectedKey | ErrorInfo | None,
    now: datetime,
    glyphs: Glyphs,
) -> tuple[Line, ...]:
    """Two lines for a small terminal: what was found, and what the table has no column for."""
    held = f"held by {', '.join(key.holders)}" if key.holders else ""
    expires = until(report.expires_at, now) if isinstance(report, InspectedKey) else ""
    if expires and not expires.startswith("expired"):
        expires = f"expires {expires}"
    parts = (expires, held, ", ".join(key.tags), key.public_id, f"policy {key.policy}")
    found = _learnt(report, now, glyphs)
    gravest = next((line for line in found if line.label.startswith("Finding")), found[0])
    return (
        replace(gravest, label="", indent=0),
        Line(f" {glyphs.dot} ".join(filter(None, parts)), "dim"),
    )


def _profile(key: KeySummary, glyphs: Glyphs) -> list[Line]:
    """Who holds it, under which id it is known, where it is sent to."""
    held = f"by {', '.join(key.holders)}" if key.holders else "nobody named a holder"
    dot = f" {glyphs.dot} "
    lines = [_line("Held", dot.join(filter(None, (held, ", ".join(key.tags)))))]
    ids = (key.public_id, f"fingerprint {key.fingerprint}", f"policy {key.policy}")
    lines.append(_line("Key", dot.join(filter(None, ids))))
    if key.endpoint:
        lines.append(_line("Endpoint", key.endpoint))
    return lines


def _learnt(report: InspectedKey | ErrorInfo | None, now: datetime, glyphs: Glyphs) -> list[Line]:
    error = report.error if isinstance(report, InspectedKey) else report
    if error is not None:
        return [_line("Refused", error.message, "bad"), _line("Do", error.remedy)]
    if not isinstance(report, InspectedKey):
        return [_line("Can", "not inspected yet", "dim")]
    found = open_findings(report.findings)
    failed = [one for one in found if one.status is Status.FAIL]
    lines = [_line("Can", VERDICTS[report.access])]
    for one in found[:4]:
        sign = glyphs.bad if one.status is Status.FAIL else glyphs.unknown
        tone: Tone = SEVERITY_TONES[one.severity] if one.status is Status.FAIL else "dim"
        lines.append(_line("Finding", f"{sign} {one.severity.value}: {one.title}", tone))
    if failed:
        lines.append(_line("Do", failed[0].remedy))
    addresses = ", ".join(report.ip.allowed or ()) or report.ip.evidence
    lines.append(_line("From", f"{ip_text(report.ip)} ({addresses})", ip_tone(report.ip)))
    soon = report.expires_at is not None and report.expires_at - now < SOON
    times = f" {glyphs.dot} ".join(times_of(report, now))
    lines.append(_line("Times", times, "warn" if soon else "plain"))
    return lines


def _line(label: str, text: str, tone: Tone = "plain") -> Line:
    return Line(text, tone, INDENT, label.ljust(INDENT))
