"""An audit as Markdown for an issue or a mail: hostile texts mention nobody and draw nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jungletui.cli.formats.text import (
    MORE,
    STATUS_WORDS,
    failures,
    keys_of,
    still_open,
    summary,
    together,
)
from jungletui.cli.tables import clean
from jungletui.domain.audit import Audit, AuditFinding

_SPECIAL = re.compile(r"([\\`*\[\]<>|~&@#!])")


def as_markdown(audit: Audit) -> str:
    """What failed as a table and with its remedies, what is open, and the keys not read."""
    failed, open_ = failures(audit), still_open(audit)
    at = audit.at.isoformat(timespec="seconds")
    parts = [f"# JungleTUI audit, {at}", f"{summary(audit)}."]
    if failed:
        headings = ("severity", "key", "exchange", "check", "finding")
        parts.append(_table(headings, [_failed(row) for row in failed]))
        parts += [_remedy(group) for group in together(failed)]
    if open_:
        headings = ("severity", "status", "check", "finding", "keys")
        parts += ["## Not known, or to look at", _table(headings, [_open(g) for g in open_]), MORE]
    if audit.errors:
        unread = [
            f"- {code(e.key)} ({code(e.kind)}): {code(e.message)} {plain(e.remedy)}".rstrip()
            for e in audit.errors
        ]
        parts += ["## Not read", "\n".join(unread)]
    return "\n\n".join(parts) + "\n"


def _failed(row: AuditFinding) -> tuple[str, ...]:
    key, exchange = _in_table(code(row.key)), _in_table(code(row.exchange))
    return row.severity.value, key, exchange, row.id, plain(row.title)


def _open(group: list[AuditFinding]) -> tuple[str, ...]:
    first, keys = group[0], _in_table(code(keys_of(group)))
    return first.severity.value, STATUS_WORDS[first.status], first.id, plain(first.title), keys


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _remedy(group: list[AuditFinding]) -> str:
    first = group[0]
    head = f"## {first.id}, {first.severity.value}"
    seen = "\n".join(f"- {code(row.key)}: {code(row.evidence)}" for row in group)
    said = f"**Risk:** {plain(first.risk)}\n\n**Do:** {plain(first.remedy)}"
    return f"{head}: {plain(first.title)}\n\n{seen}\n\n{said}"


def code(text: str) -> str:
    """A text that somebody else wrote, as code: there nothing is a link, a mention or a tag. Its
    backticks become apostrophes, for they would end it."""
    safe = clean(text).replace("`", "'").strip()
    return f"`{safe or '-'}`"


def plain(text: str) -> str:
    """A text of our own with what Markdown would obey escaped; our own code spans stay."""
    parts = clean(text).split("`")
    if len(parts) % 2 == 0:  # an odd backtick is none of ours
        return _SPECIAL.sub(r"\\\1", clean(text))
    return "".join(
        f"`{part}`" if number % 2 else _SPECIAL.sub(r"\\\1", part)
        for number, part in enumerate(parts)
    )


def _in_table(text: str) -> str:
    """A bar would end the cell, even in code."""
    return text.replace("|", "\\|")
