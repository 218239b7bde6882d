"""What of a table is on the screen: its lines, and the writing of changed spans only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.style import Style
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.strip import Strip

from jungletui.tui.glyphs import Glyphs, glyphs_of
from jungletui.tui.notices import Notice, empty
from jungletui.tui.widgets.table_contents import Contents
from jungletui.tui.widgets.table_input import TableInput
from jungletui.tui.widgets.table_layout import GUTTER, Column, Place
from jungletui.tui.widgets.table_paint import (
    Styles,
    paint_header,
    paint_notice,
    paint_row,
    paint_title,
    title_text,
)
from jungletui.tui.widgets.table_rows import TONES, Order, Row
from jungletui.tui.widgets.table_style import TABLE_CSS


class TableCanvas(ScrollView, can_focus=True):
    """Paints title, header and rows. How they change is in `TableView`."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"table--{part}" for part in ("title", "rule", "header", "cursor", "stale")),
        *(f"table--{tone}" for tone in TONES),
    }
    DEFAULT_CSS = TABLE_CSS

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
        self.contents = Contents(columns, order or Order())
        self.table_title = title
        self.notice = notice
        self.stale = False
        self.head = 2 if header else 1
        self.input = TableInput()
        self._places: tuple[Place, ...] = ()
        self._styles: Styles | None = None
        self._painted_title = ""
        self._summary = ""
        self._moved = False

    # What is there

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, shown or not."""
        return self.contents.columns

    @property
    def order(self) -> Order:
        """By which column the rows are sorted."""
        return self.contents.order

    @property
    def rows(self) -> Sequence[Row]:
        """All rows, in the order they were given."""
        return tuple(self.contents.rows.values())

    @property
    def shown(self) -> Sequence[Row]:
        """The rows that the filter lets through, as sorted."""
        return self.contents.view.rows

    @property
    def cursor(self) -> int:
        """The index of the row under the cursor among the shown ones."""
        return self.contents.view.cursor

    @property
    def cursor_key(self) -> str | None:
        """The key of the row under the cursor; None where no row is shown."""
        return self.contents.view.key

    @property
    def glyphs(self) -> Glyphs:
        """The signs of this terminal."""
        return glyphs_of(self.app)

    # Geometry

    @property
    def line_width(self) -> int:
        """Cells in a line: the place of the scroll bar is not among them."""
        return self.scrollable_content_region.width

    @property
    def page(self) -> int:
        """Lines for rows."""
        return max(0, self.size.height - self.head)

    @property
    def top(self) -> int:
        """The index of the first row in view."""
        return round(self.scroll_offset.y)

    # Writing: the spans that differ, and those only

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
            self.refresh(Region(0, y + self.head, self.line_width, 1))

    def _refresh_header(self) -> None:
        if self.head > 1:
            self.refresh(Region(0, self.head - 1, self.line_width, 1))

    def _refresh_title(self) -> None:
        text = self._title_text()
        if text != self._painted_title:
            self._painted_title = text
            self.refresh(Region(0, 0, self.line_width, 1))

    # Painting

    def _title_text(self) -> str:
        title = f"{self.table_title} (stale)" if self.stale else self.table_title
        hidden = self.contents.hidden(self._places) if self._places else 0
        total = len(self.contents.rows)
        count = self._summary or str(total or "")
        return title_text(title, count, self.input, total, len(self.shown), hidden)

    def render_line(self, y: int) -> Strip:
        """The line at `y` of the widget (Textual's Line API)."""
        styles, glyphs, width = self._resolve_styles(), self.glyphs, self.line_width
        if y == 0:
            return paint_title(self._title_text(), width, styles, glyphs)
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
        if self.contents.rows:
            notice = empty(f"Nothing matches /{self.input.filter}", "Esc clears the filter.")
        lines = paint_notice(notice, self.line_width, styles, self.glyphs) if notice else ()
        return lines[y] if y < len(lines) else Strip.blank(self.line_width, styles.base)

    def _resolve_styles(self) -> Styles:
        if self._styles is None:
            self._styles = Styles(
                base=self.rich_style,
                title=self._part("title"),
                rule=self._part("accent" if self.has_focus else "rule"),
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
