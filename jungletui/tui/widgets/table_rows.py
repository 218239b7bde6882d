"""What stands in a table: cells and rows, their order, and which of them a filter lets through."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from jungletui.tui.widgets.table_layout import Column

Tone = Literal["plain", "dim", "good", "bad", "warn", "accent", "strong"]
TONES: tuple[Tone, ...] = ("plain", "dim", "good", "bad", "warn", "accent", "strong")
SortKey = Decimal | int | datetime | str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `sort` orders it where the text does not (amounts, times, severities);
    a cell without a value sorts last in both directions: give it `sort=None` and an empty text."""

    text: str
    tone: Tone = "plain"
    sort: SortKey = None

    @property
    def rank(self) -> SortKey:
        """What the cell is sorted by; None where there is nothing."""
        if self.sort is not None:
            return self.sort
        return self.text.casefold() or None


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `key` names it for ever, `cells` stand in the order of the table's columns."""

    key: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """By which column the rows are sorted; None leaves the order they came in."""

    column: str | None = None
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a filter: a substring, of one column where `column` is set, or its absence."""

    text: str
    column: int | None
    inverse: bool

    def lets_through(self, row: Row) -> bool:
        """Whether this row is to be shown."""
        cells = row.cells if self.column is None else row.cells[self.column : self.column + 1]
        found = any(self.text in cell.text.casefold() for cell in cells)
        return found is not self.inverse


def parse_filter(text: str, columns: Sequence[Column]) -> tuple[Term, ...]:
    """The terms of a filter: words apart by spaces, `!word` for its absence, `column:word` for one
    column by id or title. All must hold. A colon after no column's name is taken literally."""
    return tuple(_term(word, columns) for word in text.casefold().split() if word.strip("!"))


def _term(word: str, columns: Sequence[Column]) -> Term:
    inverse = word.startswith("!")
    word = word.lstrip("!")
    name, colon, rest = word.partition(":")
    if colon and rest:
        for index, column in enumerate(columns):
            if name in (column.id.casefold(), column.title.casefold()):
                return Term(rest, index, inverse)
    return Term(word, None, inverse)


def arrange(
    rows: Sequence[Row], columns: Sequence[Column], order: Order, terms: Sequence[Term]
) -> list[Row]:
    """The rows that all terms let through, in order; equal ones stay as they came."""
    shown = [row for row in rows if all(term.lets_through(row) for term in terms)]
    index = next((i for i, column in enumerate(columns) if column.id == order.column), None)
    if index is None:
        return shown
    filled = [row for row in shown if row.cells[index].rank is not None]
    empty = [row for row in shown if row.cells[index].rank is None]
    filled.sort(key=_rank_at(index), reverse=order.descending)
    return filled + empty


def _rank_at(index: int) -> Callable[[Row], tuple[int, SortKey]]:
    """A key that never compares a text with a number: numbers, then times, then texts, then what is
    no number (`NaN`), which is neither more nor less than any."""

    def rank(row: Row) -> tuple[int, SortKey]:
        value = row.cells[index].rank
        if isinstance(value, Decimal) and value.is_nan():
            return 3, ""
        if isinstance(value, int | Decimal):
            return 0, value
        return (1, value) if isinstance(value, datetime) else (2, value)

    return rank


@dataclass(frozen=True, slots=True)
class View:
    """The rows that are shown, in order, and the index of the one under the cursor."""

    rows: Sequence[Row] = ()
    cursor: int = 0

    @property
    def key(self) -> str | None:
        """The key of the row under the cursor; None where no row is shown."""
        return self.rows[self.cursor].key if self.rows else None

    def find(self, key: str | None) -> int | None:
        """The index of the row with this key."""
        return next((i for i, row in enumerate(self.rows) if row.key == key), None)

    def follow(self, rows: Sequence[Row]) -> View:
        """A view of other rows, its cursor on the same key, else as near as can be."""
        same = self.cursor < len(rows) and rows[self.cursor].key == self.key
        found = self.cursor if same else View(rows).find(self.key)
        nearest = max(0, min(self.cursor, len(rows) - 1))
        return View(rows, nearest if found is None else found)


def differences(
    old: View, new: View, first: int, count: int
) -> Iterator[tuple[int, tuple[int, ...] | None]]:
    """Which of `count` lines from row `first` look different in `new`: the row's index, and the
    columns that changed, or None where the whole line did."""
    for index in range(first, first + count):
        a = old.rows[index] if index < len(old.rows) else None
        b = new.rows[index] if index < len(new.rows) else None
        if a is None or b is None:
            if a is not b:
                yield index, None
        elif (index == old.cursor) is not (index == new.cursor):
            yield index, None
        elif a != b and (columns := _changed_columns(a, b)):
            yield index, columns


def _changed_columns(old: Row, new: Row) -> tuple[int, ...]:
    pairs = zip(old.cells, new.cells, strict=True)
    return tuple(
        index for index, (a, b) in enumerate(pairs) if a.text != b.text or a.tone != b.tone
    )
