"""The log screen's rows and lines, from the activity log: pure."""

from __future__ import annotations

from datetime import datetime, tzinfo

from jungletui.domain.activity import Activity, ActivityLog, ActivityRecord, Origin
from jungletui.tui.glyphs import Glyphs
from jungletui.tui.views.freshness import time_text
from jungletui.tui.views.lines import Line
from jungletui.tui.widgets.table_layout import Column
from jungletui.tui.widgets.table_rows import Cell, Row, Tone

COLUMNS = (
    Column("at", "When", least=11),
    Column("what", "What", least=18),
    Column("key", "Key", least=8, only_filled=True),
    Column("who", "Who", least=14),
    Column("from", "From", least=15),
    Column("detail", "Detail", least=16, priority=1, only_filled=True),
)
EXPOSED = frozenset({Activity.KEY_REVEALED, Activity.KEY_INJECTED})
REFUSED = frozenset({Activity.UNLOCK_FAILED, Activity.REVEAL_REFUSED})
HERE = "this host"
MOST_PROBLEMS = 5
"""How many problems are told on the screen; the command prints all."""


def log_rows(log: ActivityLog, now: datetime, zone: tzinfo | None = None) -> tuple[Row, ...]:
    """The records, the newest first."""
    return tuple(_row(record, now, zone) for record in reversed(log.records))


def summary_text(log: ActivityLog, glyphs: Glyphs) -> str:
    """`12 records · whole`."""
    count = len(log.records)
    records = "1 record" if count == 1 else f"{count} records"
    return f"{records} {glyphs.dot} {'whole' if log.verified else 'NOT WHOLE'}"


def record_lines(record: ActivityRecord | None, zone: tzinfo | None = None) -> tuple[Line, ...]:
    """All that one record says."""
    if record is None:
        return ()
    at = record.at.astimezone(zone)
    about = f", key {record.key} ({record.fingerprint})" if record.key else ""
    lines = [Line(f"Record {record.position}: {_what(record)} at {at:%Y-%m-%d %H:%M:%S %z}{about}")]
    lines.append(Line(f"By {_who(record.origin)}, {_way(record.origin)}.", indent=2))
    if record.detail:
        lines.append(Line(record.detail, indent=2))
    return tuple(lines)


def verdict_lines(log: ActivityLog, glyphs: Glyphs) -> tuple[Line, ...]:
    """Whether the log is all there is, and what is wrong where it is not."""
    if log.verified:
        told = "Every record verifies and follows from the one before: nothing was cut or changed."
        return (Line(f"{glyphs.good} {told}", "good", 2),)
    lines = [
        Line(f"{glyphs.bad} Does not verify: {problem}", "bad", 2)
        for problem in log.problems[:MOST_PROBLEMS]
    ]
    more = len(log.problems) - MOST_PROBLEMS
    if more > 0:
        lines.append(Line(f"And {more} more: jungletui log", "bad", 2))
    lines.append(Line(f"Keep a copy of {log.path} as it is.", "plain", 2))
    return tuple(lines)


def _row(record: ActivityRecord, now: datetime, zone: tzinfo | None) -> Row:
    origin = record.origin
    cells = (
        Cell(time_text(record.at, now, zone), sort=record.at),
        Cell(_what(record), _tone(record.what)),
        Cell(record.key or ""),
        Cell(_who(origin), "dim" if origin.tty is None else "plain"),
        Cell(_address(origin) or HERE, "plain" if origin.ssh else "dim"),
        Cell(record.detail, "dim"),
    )
    return Row(str(record.position), cells)


def _what(record: ActivityRecord) -> str:
    return record.what.value.replace("-", " ")


def _tone(what: Activity) -> Tone:
    if what is Activity.LOG_DAMAGED:
        return "bad"
    return "warn" if what in EXPOSED | REFUSED else "strong"


def _who(origin: Origin) -> str:
    """`uid 1000 pts/3`; the number alone for what ran without a terminal."""
    terminal = f" {origin.tty.removeprefix('/dev/')}" if origin.tty else ""
    return f"uid {origin.uid}{terminal}"


def _address(origin: Origin) -> str:
    """Where the SSH line comes from."""
    return origin.ssh.split(" ")[0] if origin.ssh else ""


def _way(origin: Origin) -> str:
    terminal = "" if origin.tty else "without a terminal, "
    return terminal + (f"over SSH ({origin.ssh})" if origin.ssh else f"on {HERE}")
