"""The pane under a table that lists what could not be read: nothing is left out in silence."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from jungletui.domain.accounts import KeyFailure, NotRead
from jungletui.tui.views.gaps import gap_line, gap_title, gaps_of
from jungletui.tui.views.lines import Line
from jungletui.tui.widgets.lines import Lines

MANY = 3
"""So many gaps fit below the table, also where each takes two lines."""


class GapsPane(VerticalScroll):
    """One line a gap, under a heading that counts them. It is not there where nothing is missing;
    Tab reaches it, so that a long list can be scrolled."""

    DEFAULT_CSS = """
    GapsPane {
        height: auto;
        max-height: 7;
        padding: 0 1;
        scrollbar-size-vertical: 1;
        border-top: solid $warning;
        &:focus { border-top: heavy $accent; }
    }
    """

    def compose(self) -> ComposeResult:
        """The lines."""
        yield Lines()

    def show(self, errors: Iterable[KeyFailure], not_read: Iterable[NotRead]) -> None:
        """List these gaps."""
        gaps = gaps_of(errors, not_read)
        self.display = bool(gaps)
        more = " · Tab, then Down shows all" if len(gaps) > MANY else ""
        heading = Line(f"Not complete: {gap_title(gaps)}{more}", "warn")
        rows = [Line(gap_line(gap), "bad" if gap.failed else "plain", 2) for gap in gaps]
        self.query_one(Lines).set_lines((heading, *rows))
