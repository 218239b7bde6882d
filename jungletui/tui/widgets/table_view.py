"""The part of the table that shows: rows in a scrolling view that writes changed spans only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from rich.style import Style
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from jungletui.tui.glyphs import Glyphs, glyphs_of
from jungletui.tui.notices import Notice, empty
from jungletui.tui.widgets.table_input import TableInput
from jungletui.tui.widgets.table_layout import GUTTER, Column, Place, clean, lay_out, width_of
from jungletui.tui.widgets.table_paint import (
    Styles,
    header_width,
    paint_header,
    paint_notice,
    paint_row,
    paint_text,
    title_text,
)
from jungletui.tui.widgets.table_rows import (
    TONES,
    Cell,
    Order,
    Row,
    View,
    arrange,
    differences,
    parse_filter,
)
from jungletui.tui.widgets.table_style import TABLE_CSS


class TableView(ScrollView, can_focus=True):
    """Rows under a title and a header, with a cursor. What keys do is in `Table`."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"table--{part}" for part in ("title", "header", "cursor", "stale")),
        *(f"table--{tone}" for tone in TONES),
    }
    DEFAULT_CSS = TABLE_CSS

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

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        title: str = "",
        order: Order | None = None,
        notice: Notice | None = None,
        header: bool = True,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.columns = tuple(columns)
        self.table_title = title
        self.order = order or Order()
        self.notice = notice
        self.stale = False
        self.head = 2 if header else 1
        self.input = TableInput()
        self._rows: dict[str, Row] = {}
        self._view = View()
        self._natural: dict[str, int] = dict.fromkeys((c.id for c in self.columns), 0)
        self._places: tuple[Place, ...] = ()
        self._styles: Styles | None = None
        self._painted_title = ""
        self._summary = ""
        self._moved = False

    # What is there

    @property
    def rows(self) -> Sequence[Row]:
        """All rows, in the order they were given."""
        return tuple(self._rows.values())

    @property
    def shown(self) -> Sequence[Row]:
        """The rows that the filter lets through, as sorted."""
        return self._view.rows

    @property
    def cursor(self) -> int:
        """The index of the row under the cursor among the shown ones."""
        return self._view.cursor

    @property
    def cursor_key(self) -> str | None:
        """The key of the row under the cursor; None where no row is shown."""
        return self._view.key

    @property
    def glyphs(self) -> Glyphs:
        """The signs of this terminal."""
        return glyphs_of(self.app)

    # What a screen tells

    def set_rows(self, rows: Iterable[Row], *, first: bool = False) -> None:
        """Replace all rows. The cursor stays on its row's key, or with `first` on the first row as
        long as nobody moved it; only what changed is written."""
        fresh = {row.key: row for row in rows}
        anew = fresh.keys().isdisjoint(self._rows)
        for column in self.columns:
            if anew or column.only_filled:
                self._natural[column.id] = 0
        self._rows = fresh
        self._measure(tuple(fresh.values()))
        self._rearrange(to_top=first and not self._moved)

    def update_row(self, row: Row) -> None:
        """Put one row in the place of the one with its key, or at the end."""
        before = self._rows.get(row.key)
        self._rows[row.key] = row
        self._measure((row,))
        if before is not None and not self._order_depends_on(before, row):
            self._replace(row)
        else:
            self._rearrange()

    def update_cell(self, key: str, column: str, cell: Cell) -> None:
        """Replace one cell. Raises KeyError where there is no such row or column."""
        index = {c.id: i for i, c in enumerate(self.columns)}[column]
        row = self._rows[key]
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
        self.order = order
        self._rearrange(header=True)

    def filter_by(self, text: str) -> None:
        """Show only the rows that `text` lets through; empty shows all."""
        self.input = replace(self.input, filter=text)
        self._rearrange()

    def move_to(self, key: str) -> bool:
        """Put the cursor on the row with this key; False where it is not shown."""
        index = self._view.find(key)
        if index is not None:
            self._move(index)
        return index is not None

    # Geometry

    @property
    def page(self) -> int:
        """Lines for rows."""
        return max(0, self.size.height - self.head)

    @property
    def top(self) -> int:
        """The index of the first row in view."""
        return round(self.scroll_offset.y)

    def _measure(self, rows: Sequence[Row]) -> None:
        """Let the natural widths grow with the texts of these rows."""
        for index, column in enumerate(self.columns):
            if column.width is None and rows:
                widest = max(width_of(clean(row.cells[index].text)) for row in rows)
                self._natural[column.id] = max(self._natural[column.id], widest)

    def _move(self, index: int) -> None:
        index = max(0, min(index, len(self.shown) - 1))
        if index == self.cursor:
            return
        self._moved = True
        self._refresh_row(self.cursor)
        self._view = View(self.shown, index)
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
        self._places = self._lay_out()
        self._scroll_to_cursor()
        self.refresh()

    def _lay_out(self) -> tuple[Place, ...]:
        natural = {
            column.id: 0
            if column.only_filled and not self._natural[column.id]
            else max(self._natural[column.id], header_width(column, self.order))
            for column in self.columns
        }
        return lay_out(self.columns, natural, max(0, self.size.width - GUTTER))

    def _hidden(self) -> int:
        """How many columns have something to say and no room."""
        shown = {place.index for place in self._places}
        return sum(
            index not in shown and not (column.only_filled and not self._natural[column.id])
            for index, column in enumerate(self.columns)
        )

    # Changes: find out which spans of the screen differ, and refresh those only

    def _rearrange(self, *, header: bool = False, to_top: bool = False) -> None:
        """Sort and filter anew, keep the cursor on its row, refresh what looks different."""
        old, old_top = self._view, self.top
        terms = parse_filter(self.input.filter, self.columns)
        self._view = old.follow(arrange(self.rows, self.columns, self.order, terms))
        if to_top:
            self._view = View(self._view.rows)
        self.virtual_size = Size(self.size.width, len(self.shown) + self.head)
        places = self._lay_out()
        self._scroll_to_cursor()
        if places != self._places or not old.rows or not self.shown or old_top != self.top:
            self._places = places
            self.refresh()
        else:
            for index, columns in differences(old, self._view, self.top, self.page):
                self._refresh_cells(index, columns)
            if header:
                self._refresh_header()
        self._refresh_title()
        if self.cursor_key != old.key:
            self.post_message(self.Highlighted(self, self.cursor_key))

    def _order_depends_on(self, before: Row, after: Row) -> bool:
        """Whether the change may move the row or let it through the filter."""
        if self.input.filter:
            return True
        index = next((i for i, c in enumerate(self.columns) if c.id == self.order.column), None)
        return index is not None and before.cells[index].rank != after.cells[index].rank

    def _replace(self, row: Row) -> None:
        """Put a row that stays where it is in the place of its older self."""
        old, index = self._view, self._view.find(row.key)
        if index is None:
            return
        self._view = View((*old.rows[:index], row, *old.rows[index + 1 :]), old.cursor)
        if self._lay_out() != self._places:
            self._places = self._lay_out()
            self.refresh()
            return
        for changed, columns in differences(old, self._view, self.top, self.page):
            self._refresh_cells(changed, columns)

    def _refresh_cells(self, index: int, columns: tuple[int, ...] | None) -> None:
        if columns is None:
            self._refresh_row(index)
            return
        y = index - self.top + self.head
        for place in self._places:
            if place.index in columns:
                self.refresh(Region(GUTTER + place.x, y, place.width, 1))

    def _refresh_row(self, index: int) -> None:
        y = index - self.top
        if 0 <= y < self.page:
            self.refresh(Region(0, y + self.head, self.size.width, 1))

    def _refresh_header(self) -> None:
        if self.head > 1:
            self.refresh(Region(0, self.head - 1, self.size.width, 1))

    def _refresh_title(self) -> None:
        text = self._title_text()
        if text != self._painted_title:
            self._painted_title = text
            self.refresh(Region(0, 0, self.size.width, 1))

    # Painting

    def _title_text(self) -> str:
        title = f"{self.table_title} (stale)" if self.stale else self.table_title
        hidden = self._hidden() if self._places else 0
        count = self._summary or str(len(self._rows) or "")
        return title_text(title, count, self.input, len(self._rows), len(self.shown), hidden)

    def render_line(self, y: int) -> Strip:
        """The line at `y` of the widget (Textual's Line API)."""
        styles, glyphs, width = self._resolve_styles(), self.glyphs, self.size.width
        if y == 0:
            return paint_text(self._title_text(), width, styles.base + styles.title, glyphs)
        if y == self.head - 1:
            ask = self.input.mode == "sort"
            return paint_header(self._places, width, styles, glyphs, self.order, ask=ask)
        if not self.shown:
            return self._notice_line(y - self.head, styles)
        index = self.top + y - self.head
        if index >= len(self.shown):
            return Strip.blank(width, styles.base)
        row, cursor = self.shown[index], index == self.cursor
        return paint_row(row, self._places, width, styles, glyphs, cursor=cursor)

    def _notice_line(self, y: int, styles: Styles) -> Strip:
        notice = self.notice
        if self._rows:
            notice = empty(f"Nothing matches /{self.input.filter}", "Esc clears the filter.")
        lines = paint_notice(notice, self.size.width, styles, self.glyphs) if notice else ()
        return lines[y] if y < len(lines) else Strip.blank(self.size.width, styles.base)

    def _resolve_styles(self) -> Styles:
        if self._styles is None:
            self._styles = Styles(
                base=self.rich_style,
                title=self._part("title"),
                header=self._part("header"),
                cursor=self._part("cursor") if self.has_focus else None,
                stale=self._part("stale" if self.stale else "plain"),
                tones={tone: self._part(tone) for tone in TONES},
            )
        return self._styles

    def _part(self, name: str) -> Style:
        return self.get_component_rich_style(f"table--{name}", partial=True)

    def notify_style_update(self) -> None:
        """Theme or focus changed: resolve the styles anew."""
        self._styles = None
        super().notify_style_update()
