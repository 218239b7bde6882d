"""The keys screen's rows and its summary line, from documents: pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from jungletui.domain.capabilities import Access
from jungletui.domain.documents import InspectedKey
from jungletui.domain.failures import ErrorInfo
from jungletui.domain.findings import Severity
from jungletui.domain.keys import Environment, KeySummary
from jungletui.tui.glyphs import Glyphs
from jungletui.tui.known import FRESH_FOR
from jungletui.tui.widgets.table_layout import Column
from jungletui.tui.widgets.table_rows import Cell, Row, Tone
from jungletui.tui.words import (
    ACCESS_TONES,
    NOT_ANSWERED,
    SEVERITY_TONES,
    SOON,
    about,
    access_text,
    ago,
    failure_text,
    failures_of,
    ip_text,
    ip_tone,
    until,
    worst_failure,
)

COLUMNS = (
    Column("name", "Name", least=19),
    Column("exchange", "Exchange", least=8),
    Column("environment", "Env", least=7),
    Column("access", "Access", least=11),
    Column("findings", "Findings", least=13),
    Column("ip", "IP", least=11, priority=1),
    Column("expires", "Expires", least=8, priority=2, only_filled=True),
    Column("inspected", "Inspected", least=11, priority=5, only_filled=True),
    Column("holders", "Holders", least=24, priority=4, only_filled=True),
    Column("tags", "Tags", least=20, priority=6, only_filled=True),
)
Report = InspectedKey | ErrorInfo | None
"""What is known of a key: its report, why there is none, or nothing yet."""


def error_of(report: Report) -> ErrorInfo | None:
    """Why a key could not be inspected, whoever said it."""
    return report.error if isinstance(report, InspectedKey) else report


def key_row(
    key: KeySummary, report: Report, now: datetime, glyphs: Glyphs, *, waiting: bool
) -> Row:
    """One key; what is not known yet says `reading`, and so does the age of what is read anew."""
    live = key.environment is Environment.LIVE
    return Row(
        key.name,
        (
            Cell(key.name, "strong"),
            Cell(key.exchange),
            Cell(key.environment.value, "plain" if live else "accent"),
            *_learnt(report, now, glyphs, waiting=waiting),
            Cell(", ".join(key.holders), "dim"),
            Cell(", ".join(key.tags), "dim"),
        ),
    )


def _learnt(report: Report, now: datetime, glyphs: Glyphs, *, waiting: bool) -> tuple[Cell, ...]:
    """The cells that come from an inspection: access, findings, IP, expiry, age."""
    if report is None:
        text = f"reading {glyphs.ellipsis}" if waiting else "not inspected"
        return (Cell(text, "dim"), Cell(""), Cell(""), Cell(""), Cell(""))
    age = _age_cell(report, now, glyphs, waiting=waiting)
    error = error_of(report)
    if error is not None or not isinstance(report, InspectedKey):
        kind = error.kind if error else ""
        return (
            Cell(failure_text(kind, glyphs), "bad"),
            Cell(kind, "bad", Severity.CRITICAL.rank - 1),
            Cell(""),
            Cell(""),
            age,
        )
    return (
        Cell(access_text(report.access, glyphs), ACCESS_TONES[report.access]),
        _findings_cell(report, glyphs),
        Cell(ip_text(report.ip), ip_tone(report.ip)),
        _expiry_cell(report, now),
        age,
    )


def _age_cell(report: Report, now: datetime, glyphs: Glyphs, *, waiting: bool) -> Cell:
    """How old the report is where the title's age does not fit it; `reading` while a newer one is
    on its way."""
    at = report.inspected_at if isinstance(report, InspectedKey) else None
    old = at is not None and now - at >= FRESH_FOR
    return Cell(f"reading {glyphs.ellipsis}" if waiting else ago(at, now) if old else "", "dim", at)


def _findings_cell(report: InspectedKey, glyphs: Glyphs) -> Cell:
    """The gravest severity and how many failed; `ok` where none did, and it is known that the key
    cannot withdraw."""
    failed = failures_of(report.findings)
    if not failed and _is_unknown(report):
        return Cell(f"{glyphs.unknown} by hand", "warn", Severity.LOW.rank)
    if not failed:
        return Cell(f"{glyphs.good} ok", "good", len(Severity))
    worst = failed[0].severity
    more = f" +{len(failed) - 1}" if len(failed) > 1 else ""
    return Cell(f"{glyphs.bad} {worst.value}{more}", SEVERITY_TONES[worst], worst.rank)


def _is_unknown(report: Report) -> bool:
    """Whether nobody knows if the key can withdraw."""
    return (
        isinstance(report, InspectedKey)
        and report.error is None
        and report.access is Access.UNKNOWN
    )


def _expiry_cell(report: InspectedKey, now: datetime) -> Cell:
    """When it ends, as the exchange told; else the estimate, marked as one."""
    end = report.expires_at or report.expires_estimate
    tone: Tone = "warn" if end is not None and end - now < SOON else "plain"
    text = until(end, now) if report.expires_at is not None else about(end, now)
    return Cell(text, tone, end)


def summary_text(
    keys: Sequence[KeySummary],
    reports: Mapping[str, InspectedKey | ErrorInfo],
    waiting: int,
    glyphs: Glyphs,
) -> str:
    """`12 keys · 2 critical · 3 high · 1 refused · 4 of 12 inspected`."""
    parts = ["1 key" if len(keys) == 1 else f"{len(keys)} keys"]
    told = [reports.get(key.name) for key in keys]
    worst = Counter(
        severity
        for report in told
        if isinstance(report, InspectedKey) and (severity := worst_failure(report.findings))
    )
    parts += [f"{worst[severity]} {severity.value}" for severity in Severity if worst[severity]]
    failures = [error.kind for report in told if (error := error_of(report)) is not None]
    silent = sum(1 for kind in failures if kind in NOT_ANSWERED)
    if len(failures) > silent:
        parts.append(f"{len(failures) - silent} refused")
    if silent:
        parts.append(f"{silent} not read")
    by_hand = sum(1 for report in told if _is_unknown(report))
    if by_hand:
        parts.append(f"{by_hand} to check")
    if waiting:
        parts.append(f"{len(told) - waiting} of {len(told)} inspected")
    elif not worst and not failures and not by_hand and keys:
        parts.append("nothing found")
    return f" {glyphs.dot} ".join(parts)
