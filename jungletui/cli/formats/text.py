"""An audit for a terminal or a mail: what failed and what to do about it, then what is open."""

from __future__ import annotations

from jungletui.cli.notes import notes
from jungletui.cli.tables import BLUE, DIM, RED, YELLOW, clean, table
from jungletui.domain.audit import Audit, AuditFinding
from jungletui.domain.findings import Severity, Status

COLOURS = {"critical": RED, "high": RED, "medium": YELLOW, "low": BLUE, "info": DIM}
"""Beside the words, never in their place."""
STATUS_WORDS = {
    Status.FAIL: "failed",
    Status.MANUAL: "look",
    Status.UNKNOWN: "unknown",
    Status.PASS: "passed",
}
AT_MOST_NAMED = 4
MORE = "`jungletui inspect NAME` says why, and where to look."
NO_KEYS = "No keys yet: `jungletui keys add NAME --exchange ID` adds one.\n"


def as_text(audit: Audit) -> str:
    """What failed, what to do about it, what is open, the keys that were not read, and the sum."""
    if not audit.keys:
        return NO_KEYS
    failed = failures(audit)
    parts = (
        _failed(failed),
        "\n".join(_remedy(group) for group in together(failed)),
        _open(still_open(audit)),
        notes(audit.errors, ()),
        summary(audit) + "\n",
    )
    return "\n".join(part for part in parts if part)


def failures(audit: Audit) -> list[AuditFinding]:
    """The failed checks, gravest first."""
    return [row for row in audit.findings if row.status is Status.FAIL]


def still_open(audit: Audit) -> list[list[AuditFinding]]:
    """What is unknown or wants a look: one group a check, for it may be the same of every key."""
    groups: dict[tuple[str, Status, Severity], list[AuditFinding]] = {}
    for row in audit.findings:
        if row.status in (Status.MANUAL, Status.UNKNOWN):
            groups.setdefault((row.id, row.status, row.severity), []).append(row)
    return list(groups.values())


def keys_of(group: list[AuditFinding]) -> str:
    """The keys of a group; of many, the first ones and how many more."""
    names = [row.key for row in group]
    more = len(names) - AT_MOST_NAMED
    return ", ".join(names[:AT_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _failed(rows: list[AuditFinding]) -> str:
    if not rows:
        return ""
    headings = ("SEVERITY", "STATUS", "KEY", "EXCHANGE", "CHECK", "FINDING")
    cells = [
        (r.severity.value, STATUS_WORDS[r.status], r.key, r.exchange, r.id, r.title) for r in rows
    ]
    return table(headings, cells, colours=COLOURS)


def _open(groups: list[list[AuditFinding]]) -> str:
    if not groups:
        return ""
    headings = ("SEVERITY", "STATUS", "CHECK", "FINDING", "KEYS")
    cells = [
        (g[0].severity.value, STATUS_WORDS[g[0].status], g[0].id, g[0].title, keys_of(g))
        for g in groups
    ]
    return table(headings, cells, colours=COLOURS) + MORE + "\n"


def summary(audit: Audit) -> str:
    """`3 keys: 2 failed (1 critical, 1 high), 1 unknown, 4 to look at, 30 passed`."""
    failed = audit.counts[Status.FAIL]
    grave = ", ".join(f"{failed[s]} {s.value}" for s in Severity if failed[s])
    sums = {status: sum(counts.values()) for status, counts in audit.counts.items()}
    keys = "1 key" if len(audit.keys) == 1 else f"{len(audit.keys)} keys"
    parts = [
        f"{sums[Status.FAIL]} failed" + (f" ({grave})" if grave else ""),
        f"{sums[Status.UNKNOWN]} unknown",
        f"{sums[Status.MANUAL]} to look at",
        f"{sums[Status.PASS]} passed",
    ]
    if audit.errors:
        parts.append(f"{len(audit.errors)} not read")
    return f"{keys}: {', '.join(parts)}"


def together(rows: list[AuditFinding]) -> list[list[AuditFinding]]:
    """Findings that one remedy mends, in the order of the first of each."""
    groups: dict[tuple[str, Status, str], list[AuditFinding]] = {}
    for row in rows:
        groups.setdefault((row.id, row.status, row.remedy), []).append(row)
    return list(groups.values())


def _remedy(group: list[AuditFinding]) -> str:
    first = group[0]
    lines = [f"{first.id} {first.severity.value} {STATUS_WORDS[first.status]}: {first.title}"]
    lines += [f"  {row.key}: {row.evidence}" for row in group]
    lines += [f"  risk: {first.risk}", f"  do: {first.remedy}"]
    return "".join(f"{clean(line)}\n" for line in lines)
