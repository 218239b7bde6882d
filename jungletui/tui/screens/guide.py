"""A guide, alone or below something it helps with: plain lines that scroll."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.worker import Worker

from jungletui.domain.failures import JungleError
from jungletui.tui.shell import Shell
from jungletui.tui.views.guide_text import guide_lines
from jungletui.tui.views.lines import BLANK, Line
from jungletui.tui.views.verdict import error_lines
from jungletui.tui.widgets.chrome import Hints, TitleLine
from jungletui.tui.widgets.lines import Lines


class GuideScreen(Screen[None]):
    """Shows `above` at once, and the guide of `exchange` below it as soon as it is there."""

    AUTO_FOCUS = "#guide-place"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,minus,w", "dismiss", show=False),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
        Binding("ctrl+d,space", "scroll(12)", show=False),
        Binding("ctrl+u", "scroll(-12)", show=False),
        Binding("g", "end(False)", show=False),
        Binding("G", "end(True)", show=False),
    ]
    DEFAULT_CSS = """
    GuideScreen #guide-place { height: 1fr; padding: 0 2; margin-bottom: 1; }
    GuideScreen #guide-place { scrollbar-size-vertical: 1; }
    """

    def __init__(self, heading: str, exchange: str, above: Sequence[Line] = ()) -> None:
        super().__init__()
        self.heading = heading
        self.exchange = exchange
        self.above = tuple(above)

    def compose(self) -> ComposeResult:
        """The text, and how to move in it."""
        yield TitleLine()
        yield VerticalScroll(Lines(id="guide-text"), id="guide-place")
        yield Hints((("j k", "a line"), ("^d ^u", "half a page"), ("g G", "ends"), ("Esc", "back")))

    def on_mount(self) -> None:
        """Show what is there, ask for the guide."""
        self.query_one(TitleLine).show(self.heading)
        self._put((Line(f"Reading the guide of {self.exchange} …", "dim"),))
        _: Worker[None] = self.run_worker(self._read, name="guide", exit_on_error=False)

    async def _read(self) -> None:
        service = cast("Shell", self.app).service
        try:
            answer = await service.guide(self.exchange)
        except JungleError as error:
            self._put(error_lines(error.info))
        else:
            self._put(guide_lines(answer.markdown))

    def _put(self, lines: Sequence[Line]) -> None:
        between = (BLANK, Line(f"The guide: {self.exchange}", "accent"), BLANK)
        shown = (*self.above, *(between if self.above else ()), *lines)
        self.query_one("#guide-text", Lines).set_lines(shown)

    def action_scroll(self, step: int) -> None:
        """So many lines down."""
        self.query_one("#guide-place").scroll_relative(y=step, animate=False)

    def action_end(self, bottom: bool) -> None:
        """To the first or the last line."""
        place = self.query_one("#guide-place")
        if bottom:
            place.scroll_end(animate=False)
        else:
            place.scroll_home(animate=False)
