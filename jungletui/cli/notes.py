"""What is said under a table: keys that failed, and what was not read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jungletui.cli.tables import clean
from jungletui.domain.accounts import KeyFailure, NotRead
from jungletui.domain.reckoned import WORDS, Figures, is_any_marked


def legend(rows: Iterable[Figures], names: Iterable[str]) -> str:
    """What the mark of reckoned figures means, where one of these bears it."""
    return f"{WORDS}\n" if is_any_marked(rows, names) else ""


def notes(errors: Sequence[KeyFailure], not_read: Sequence[NotRead]) -> str:
    """A line each; two where there is something to do."""
    lines: list[str] = []
    for e in errors:
        lines += [f"failed: {e.key}: {e.kind}: {e.message}", f"  do: {e.remedy}"]
    for n in not_read:
        lines.append(f"not read: {n.key}: {n.what}: {n.reason}")
        lines += [f"  do: {n.remedy}"] if n.remedy else []
    return "".join(f"{clean(line)}\n" for line in lines)
