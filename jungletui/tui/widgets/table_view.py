"""How a table changes: other rows, another order, a moved cursor; only what differs is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from textual.geometry import Size
from textual.message import Message

from jungletui.tui.notices import Notice
from jungletui.tui.widgets.table_canvas import TableCanvas
from jungletui.tui.widgets.table_rows import Cell, Order, Row, View, differences


class TableView(TableCanvas):
    """Rows under a title and a header, with a cursor. What keys do is in `Table`."""

    @dataclass
    class Highlighted(Message, namespace="table"):
        """The cursor stands on another row; `key` is None where there is no row."""

        table: TableView
        key: str | None

        @property
        def control(self) -> TableView:
            """The table, for `@on(..., "#id")`."""
            return self.table

        def can_replace(self, message: Message) -> bool:
            """Only the newest counts."""
            return isinstance(message, TableView.Highlighted) and message.table is self.table

    # What a screen tells

    def set_rows(self, rows: Iterable[Row], *, first: bool = False) -> None:
        """Replace all rows. The cursor stays on its row's key, or with `first` on the first row as
        long as nobody moved it; only what changed is written."""
        self.contents.replace(rows)
        self._rearrange(to_top=first and not self._moved)

    def update_row(self, row: Row) -> None:
        """Put one row in the place of the one with its key, or at the end."""
        if self.contents.put(row):
            self._replace(row)
        else:
            self._rearrange()

    def update_cell(self, key: str, column: str, cell: Cell) -> None:
        """Replace one cell. Raises KeyError where there is no such row or column."""
        index = {c.id: i for i, c in enumerate(self.columns)}[column]
        row = self.contents.rows[key]
        self.update_row(Row(key, (*row.cells[:index], cell, *row.cells[index + 1 :])))

    def set_notice(self, notice: Notice | None) -> None:
        """What to say where there are no rows (loading, empty, error); rows that are there stay."""
        if notice != self.notice:
            self.notice = notice
            if not self.shown:
                self.refresh()

    def set_stale(self, stale: bool) -> None:
        """Dim all rows and say "stale" in the title: they are older than they should be."""
        if stale is not self.stale:
            self.stale = stale
            self._styles = None
            self.refresh()

    def set_title(self, title: str) -> None:
        """The words at the start of the title line."""
        self.table_title = title
        self._refresh_title()

    def set_summary(self, summary: str) -> None:
        """Words in place of the number of rows, in the title line; empty brings it back."""
        self._summary = summary
        self._refresh_title()

    def sort(self, order: Order) -> None:
        """Sort by one column, or by none."""
        self.contents.order = order
        self._rearrange(header=True)

    def filter_by(self, text: str) -> None:
        """Show only the rows that `text` lets through; empty shows all."""
        self.input = replace(self.input, filter=text)
        self._rearrange()

    def move_to(self, key: str) -> bool:
        """Put the cursor on the row with this key; False where it is not shown."""
        index = self.contents.view.find(key)
        if index is not None:
            self._move(index)
        return index is not None

    def _move(self, index: int) -> None:
        index = max(0, min(index, len(self.shown) - 1))
        if index == self.cursor:
            return
        self._moved = True
        self._refresh_row(self.cursor)
        self.contents.view = View(self.shown, index)
        self._refresh_row(index)
        self._scroll_to_cursor()
        self.post_message(self.Highlighted(self, self.cursor_key))

    def _scroll_to_cursor(self) -> None:
        if self.cursor < self.top:
            self.scroll_to(y=self.cursor, animate=False)
        elif self.page and self.cursor >= self.top + self.page:
            self.scroll_to(y=self.cursor - self.page + 1, animate=False)

    def on_resize(self) -> None:
        """Other widths, another layout."""
        self._places = self.contents.places(self.line_width)
        self._scroll_to_cursor()
        self.refresh()

    # Changes: find out which spans of the screen differ, and refresh those only

    def _rearrange(self, *, header: bool = False, to_top: bool = False) -> None:
        """Sort and filter anew, keep the cursor on its row, refresh what looks different."""
        contents, old, old_top = self.contents, self.contents.view, self.top
        contents.filter = self.input.filter
        contents.arrange(to_top=to_top)
        self.virtual_size = Size(self.line_width, len(self.shown) + self.head)
        places = contents.places(self.line_width)
        self._scroll_to_cursor()
        if places != self._places or not old.rows or not self.shown or old_top != self.top:
            self._places = places
            self.refresh()
        else:
            for index, columns in differences(old, contents.view, self.top, self.page):
                self._refresh_cells(index, columns)
            if header:
                self._refresh_header()
        self._refresh_title()
        if self.cursor_key != old.key:
            self.post_message(self.Highlighted(self, self.cursor_key))

    def _replace(self, row: Row) -> None:
        """Put a row that stays where it is in the place of its older self."""
        old = self.contents.view
        if not self.contents.put_in_view(row):
            return
        places = self.contents.places(self.line_width)
        if places != self._places:
            self._places = places
            self.refresh()
            return
        for changed, columns in differences(old, self.contents.view, self.top, self.page):
            self._refresh_cells(changed, columns)
