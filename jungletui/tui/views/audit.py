"""The audit's rows and lines: every finding of every key, gravest first. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from jungletui.domain.audit import Audit, AuditFinding
from jungletui.domain.findings import Severity, Status
from jungletui.domain.progress import Progress
from jungletui.tui.glyphs import Glyphs
from jungletui.tui.views.gaps import Gap, gaps_of
from jungletui.tui.views.lines import Line
from jungletui.tui.widgets.table_layout import Column
from jungletui.tui.widgets.table_rows import Cell, Row, Tone
from jungletui.tui.words import SEVERITY_TONES

COLUMNS = (
    Column("severity", "Severity", width=10),
    Column("key", "Key", least=18),
    Column("title", "Finding", least=44),
    Column("status", "Status", width=7, priority=2),
    Column("exchange", "Exchange", priority=3, least=8),
    Column("check", "Check", priority=1, width=10),
)
STATUS_WORDS = {
    Status.FAIL: "failed",
    Status.MANUAL: "look",
    Status.UNKNOWN: "unknown",
    Status.PASS: "passed",
}
LISTS: dict[str, tuple[Status, ...]] = {
    "fail": (Status.FAIL,),
    "open": (Status.MANUAL, Status.UNKNOWN),
    "pass": (Status.PASS,),
    "all": tuple(Status),
}
"""What each tab shows."""
LEAST = (None, Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW)
"""What `m` goes through: the least severity that is shown, None for all."""
LABEL = 6
MOST_NAMED = 3


def finding_key(row: AuditFinding) -> str:
    """What names a finding: no check is there twice for one key."""
    return f"{row.key}|{row.id}"


def chosen(
    audit: Audit, tab: str, least: Severity | None, key: str | None
) -> tuple[AuditFinding, ...]:
    """The findings of one list, of one key or of all, as grave as `least` or graver."""
    statuses = LISTS[tab]
    return tuple(
        row
        for row in audit.findings
        if row.status in statuses
        and (least is None or row.severity.rank <= least.rank)
        and key in (None, row.key)
    )


def finding_rows(findings: Iterable[AuditFinding], glyphs: Glyphs) -> tuple[Row, ...]:
    """The table, in the audit's order: gravest first."""
    return tuple(Row(finding_key(row), _cells(row, glyphs)) for row in findings)


def _cells(row: AuditFinding, glyphs: Glyphs) -> tuple[Cell, ...]:
    sign = {Status.FAIL: glyphs.bad, Status.PASS: glyphs.good}.get(row.status, glyphs.unknown)
    failed = row.status is Status.FAIL
    quiet: Tone = "plain" if failed else "dim"
    tone = SEVERITY_TONES[row.severity] if failed else quiet
    return (
        Cell(f"{sign} {row.severity.value}", tone, row.severity.rank),
        Cell(row.key, "strong" if failed else quiet),
        Cell(row.title, quiet),
        Cell(STATUS_WORDS[row.status], quiet),
        Cell(row.exchange, "dim"),
        Cell(row.id, "dim"),
    )


def head_lines(audit: Audit, glyphs: Glyphs) -> tuple[Line, ...]:
    """The counts, and the names of the keys that could not be read."""
    failed = audit.counts[Status.FAIL]
    dot = f" {glyphs.dot} "
    grave = dot.join(f"{failed[s]} {s.value}" for s in Severity if failed[s])
    keys = "1 key" if len(audit.keys) == 1 else f"{len(audit.keys)} keys"
    worst = next((s for s in Severity if failed[s]), None)
    if worst is None:
        head = Line(f"{glyphs.good} {keys}: nothing failed", "plain" if audit.errors else "good")
    else:
        head = Line(f"{glyphs.bad} {keys}: {grave}", SEVERITY_TONES[worst])
    if not audit.errors:
        return (head,)
    names = ", ".join(f"{error.key} ({error.kind})" for error in audit.errors)
    return head, Line(f"{glyphs.unknown} not read: {names}", "warn", 2)


def tab_words(audit: Audit | None) -> tuple[tuple[str, str, str], ...]:
    """The tabs, each with how many findings it holds."""
    words = (("fail", "f", "failed"), ("open", "l", "to look at"), ("pass", "p", "passed"))
    if audit is None:
        return (*words, ("all", "a", "all"))
    sums = {
        tab: sum(sum(audit.counts[status].values()) for status in statuses)
        for tab, statuses in LISTS.items()
    }
    counted = tuple((tab, key, f"{text} {sums[tab]}") for tab, key, text in words)
    return (*counted, ("all", "a", f"all {sums['all']}"))


def narrowed_text(least: Severity | None, key: str | None) -> str:
    """What is left out: `high and graver, only main`."""
    parts = []
    if least is Severity.CRITICAL:
        parts.append("critical only")
    elif least is not None:
        parts.append(f"{least.value} and graver")
    if key is not None:
        parts.append(f"only {key}")
    return ", ".join(parts)


def finding_lines(row: AuditFinding | None) -> tuple[Line, ...]:
    """One finding: what to do, why it matters, what was seen."""
    if row is None:
        return ()
    word = f"{row.severity.value}, {STATUS_WORDS[row.status]}"
    head = f"{row.key} on {row.exchange}, {row.environment.value}: {row.title} ({row.id}, {word})"
    if row.status is Status.PASS:
        return (Line(head, "strong"), _told("Seen", row.evidence))
    texts = (("Do", row.remedy), ("Risk", row.risk), ("Seen", row.evidence))
    return (Line(head, "strong"), *(_told(label, text) for label, text in texts if text))


def gaps(audit: Audit) -> tuple[Gap, ...]:
    """The keys that could not be read."""
    return gaps_of(audit.errors, ())


def _told(label: str, text: str) -> Line:
    return Line(text, "plain", LABEL, label.ljust(LABEL))


def progress_words(progress: Progress) -> str:
    """`and checking: 3 of 15 keys, waiting for kraken-dca, kraken-old and 10 more`."""
    names, more = progress.waiting[:MOST_NAMED], len(progress.waiting) - MOST_NAMED
    waiting = f", waiting for {', '.join(names)}" if names else ""
    rest = f" and {more} more" if more > 0 else ""
    return f"and checking: {progress.done} of {progress.total} keys{waiting}{rest}"
