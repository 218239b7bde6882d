"""What could not be read, one row each, with the whole reason and the remedy below."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from jungletui.domain.countdown import ending
from jungletui.domain.times import utc_now
from jungletui.tui.glyphs import glyphs_of
from jungletui.tui.views.gaps import GAP_COLUMNS, Gap, counted_gaps, gap_lines, gap_rows, gap_title
from jungletui.tui.widgets.chrome import Hints, TitleLine
from jungletui.tui.widgets.lines import Lines
from jungletui.tui.widgets.table import Table


class GapsScreen(Screen[None]):
    """A table like every other, so that `/` finds a key in a long list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,e,minus", "dismiss", show=False),
    ]
    DEFAULT_CSS = """
    GapsScreen #gap-detail { height: auto; max-height: 50%; padding: 0 2; margin-bottom: 1; }
    """

    def __init__(self, heading: str, gaps: tuple[Gap, ...]) -> None:
        super().__init__()
        self.heading = heading
        self.gaps = gaps

    def compose(self) -> ComposeResult:
        """The list, and the row under the cursor in full."""
        yield TitleLine()
        yield Table(GAP_COLUMNS, title=f"Not complete: {gap_title(self.gaps)}")
        yield Lines(id="gap-detail")
        yield Hints((("Esc", "back"), ("/", "filter"), ("s", "sort")))

    def on_mount(self) -> None:
        """Fill it."""
        cursor = glyphs_of(self.app).cursor
        self.query_one(TitleLine).show(f"{self.heading} {cursor} Not read")
        self.count_down()
        if any(ending(gap.reason) for gap in self.gaps):
            self.set_interval(1.0, self.count_down)

    def count_down(self) -> None:
        """Write the rows; what ends by itself has less left every second."""
        clock = getattr(self.app, "clock", utc_now)
        self.gaps = counted_gaps(self.gaps, clock())
        table = self.query_one(Table)
        table.set_rows(gap_rows(self.gaps))
        if table.cursor_key is not None:
            lines = gap_lines(self.gaps[int(table.cursor_key)])
            self.query_one("#gap-detail", Lines).set_lines(lines)

    @on(Table.Highlighted)
    def follow_cursor(self, event: Table.Highlighted) -> None:
        """The cursor moved: show that row in full."""
        lines = gap_lines(self.gaps[int(event.key)]) if event.key is not None else ()
        self.query_one("#gap-detail", Lines).set_lines(lines)
