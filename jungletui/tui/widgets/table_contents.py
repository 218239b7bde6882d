"""What a table holds: its rows, which of them are shown in which order, and how wide they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from jungletui.tui.widgets.table_layout import (
    GUTTER,
    Column,
    Place,
    clean,
    is_blank,
    lay_out,
    width_of,
)
from jungletui.tui.widgets.table_paint import header_width
from jungletui.tui.widgets.table_rows import Order, Row, View, arrange, parse_filter


class Contents:
    """Rows by key and the view of them; no screen, no widget."""

    def __init__(self, columns: Sequence[Column], order: Order) -> None:
        self.columns = tuple(columns)
        self.order = order
        self.filter = ""
        self.rows: dict[str, Row] = {}
        self.view = View()
        self._natural: dict[str, int] = dict.fromkeys((c.id for c in self.columns), 0)

    def replace(self, rows: Iterable[Row]) -> None:
        """Other rows. Columns keep the width that the old ones needed, as long as a key stays."""
        fresh = {row.key: row for row in rows}
        anew = fresh.keys().isdisjoint(self.rows)
        for column in self.columns:
            if anew or column.only_filled:
                self._natural[column.id] = 0
        self.rows = fresh
        self._measure(tuple(fresh.values()))

    def put(self, row: Row) -> bool:
        """Put one row in the place of the one with its key, or at the end; True where all rows
        surely stay where they are."""
        before = self.rows.get(row.key)
        self.rows[row.key] = row
        self._measure((row,))
        return before is not None and not self._order_depends_on(before, row)

    def put_in_view(self, row: Row) -> bool:
        """Show a row that stays where it is as it is now; False where it is not shown."""
        index = self.view.find(row.key)
        if index is None:
            return False
        rows = self.view.rows
        self.view = View((*rows[:index], row, *rows[index + 1 :]), self.view.cursor)
        return True

    def arrange(self, *, to_top: bool = False) -> None:
        """Sort and filter anew; the cursor stays on its row, or with `to_top` goes to the first."""
        terms = parse_filter(self.filter, self.columns)
        rows = tuple(self.rows.values())
        self.view = self.view.follow(arrange(rows, self.columns, self.order, terms))
        if to_top:
            self.view = View(self.view.rows)

    def places(self, width: int) -> tuple[Place, ...]:
        """Where the columns stand in a table of this width."""
        return lay_out(self.columns, self._widths(), max(0, width - GUTTER))

    def hidden(self, places: Sequence[Place]) -> int:
        """How many columns have something to say and no place."""
        shown = {place.index for place in places}
        return sum(
            index not in shown and not is_blank(column, self._natural)
            for index, column in enumerate(self.columns)
        )

    def _widths(self) -> Mapping[str, int]:
        return {
            column.id: 0
            if is_blank(column, self._natural)
            else max(self._natural[column.id], header_width(column, self.order))
            for column in self.columns
        }

    def _measure(self, rows: Sequence[Row]) -> None:
        """Let the natural widths grow with the texts of these rows."""
        for index, column in enumerate(self.columns):
            if column.width is None and rows:
                widest = max(width_of(clean(row.cells[index].text)) for row in rows)
                self._natural[column.id] = max(self._natural[column.id], widest)

    def _order_depends_on(self, before: Row, after: Row) -> bool:
        """Whether the change may move the row or let it through the filter."""
        if self.filter:
            return True
        index = next((i for i, c in enumerate(self.columns) if c.id == self.order.column), None)
        return index is not None and before.cells[index].rank != after.cells[index].rank
