"""The one table: it writes only the spans that changed, whatever the number of rows.

In: `Table(columns)`, then `set_rows`, `update_row`, `update_cell`, `set_notice`, `set_stale`.
Out: `Table.Highlighted` when the cursor stands on another row, `Table.Selected` on Enter or a
double click. Both carry the row's key.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message

from jungletui.tui.bindings import actions_of, bindings_of
from jungletui.tui.widgets.table_layout import GUTTER, Column, clean
from jungletui.tui.widgets.table_rows import Cell, Order, Row
from jungletui.tui.widgets.table_view import TableView

__all__ = ["Cell", "Column", "Order", "Row", "Table"]

KEYS = {action.id: action.keys for action in actions_of("table")}
FILTER = KEYS["table.filter"]
TYPING = (*FILTER, *KEYS["table.sort"])
"""Keys after which the next ones are text, or a column's number."""


class Table(TableView):
    """What keys and mouse do to a table: cursor, filter, sorting, choosing a row."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("table")]

    @dataclass
    class Selected(Message):
        """Enter, or a double click."""

        table: Table
        key: str

        @property
        def control(self) -> Table:
            """The table, for `@on(..., "#id")`."""
            return self.table

    def check_consume_key(self, key: str, character: str | None) -> bool:  # noqa: ARG002
        """While a filter is typed, letters belong to it."""
        return self.input.mode != "" and character is not None and character.isprintable()

    def on_key(self, event: events.Key) -> None:
        """Keys of the filter line and of the sort question; all others go on to the bindings."""
        if not self.input.mode and event.key in TYPING:
            # Here and not by the binding: what is typed right after it must find it done.
            event.stop()
            event.prevent_default()
            self.action_filter() if event.key in FILTER else self.action_sort()
            return
        before = self.input
        after, taken = before.take(event.key, event.character)
        if taken:
            event.stop()
            event.prevent_default()
        if after == before:
            return
        self.input = replace(after, picked=None)
        if after.picked is not None and after.picked <= len(self._places):
            self.sort_by(self._places[after.picked - 1].column.id)
        self._rearrange(header="sort" in (before.mode, after.mode))

    def on_paste(self, event: events.Paste) -> None:
        """Pasted text goes into the filter while one is typed, and nowhere else."""
        if self.input.mode == "filter":
            event.stop()
            self.filter_by(self.input.filter + clean(event.text).strip())

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor, a double click chooses; on a title it sorts."""
        x, y = event.x - GUTTER, event.y
        if y == self.head - 1 > 0:
            place = next((p for p in self._places if p.x <= x < p.x + p.width), None)
            if place is not None:
                self.sort_by(place.column.id)
        elif y >= self.head and (index := self.top + y - self.head) < len(self.shown):
            self._move(index)
            if event.chain > 1:
                self.action_select()

    def sort_by(self, column: str) -> None:
        """Sort by this column; again reverses."""
        again = self.order.column == column and not self.order.descending
        self.sort(Order(column, descending=again))

    def action_move(self, step: int) -> None:
        """Move the cursor by `step` rows."""
        self._move(self.cursor + step)

    def action_page(self, halves: int) -> None:
        """Move the cursor by so many half pages."""
        self._move(self.cursor + halves * max(1, self.page // 2))

    def action_first(self) -> None:
        """Move to the first row."""
        self._move(0)

    def action_last(self) -> None:
        """Move to the last row."""
        self._move(len(self.shown) - 1)

    def action_select(self) -> None:
        """Say that the row under the cursor is chosen."""
        if self.cursor_key is not None:
            self.post_message(self.Selected(self, self.cursor_key))

    def action_filter(self) -> None:
        """Start typing a filter."""
        self.input = replace(self.input, mode="filter")
        self._refresh_title()

    def action_sort(self) -> None:
        """Ask for the column to sort by: digits appear before the titles."""
        self.input = replace(self.input, mode="sort")
        self._refresh_title()
        self._refresh_header()
