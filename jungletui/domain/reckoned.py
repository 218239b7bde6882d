"""The mark of figures that the exchange did not tell and that were reckoned from others: the same
on a screen and in a table of a command."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

MARK = "*"
LEGEND = f"{MARK} reckoned, not told"
WORDS = f"{MARK} not told by the exchange: reckoned from its other figures"


class Figures(Protocol):
    """A row of figures that names those which were reckoned."""

    @property
    def derived(self) -> tuple[str, ...]:
        """Their fields."""
        ...


def mark_of(row: Figures, name: str) -> str:
    """What stands in front of this figure of the row: the mark, or nothing."""
    return MARK if name in row.derived and getattr(row, name) is not None else ""


def is_any_marked(rows: Iterable[Figures], names: Iterable[str]) -> bool:
    """Whether any of these figures bears the mark."""
    fields = tuple(names)
    return any(mark_of(row, name) for row in rows for name in fields)
