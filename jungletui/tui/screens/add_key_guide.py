"""The pane beside the form: how a key is made, restricted and deleted at this exchange."""

from __future__ import annotations

from typing import cast

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from jungletui.domain.documents import ExchangeInfo, Guide
from jungletui.tui.screens.base import JungleScreen
from jungletui.tui.views.guide_text import guide_lines
from jungletui.tui.views.lines import Line
from jungletui.tui.views.verdict import error_lines
from jungletui.tui.widgets.lines import Lines


class GuidePane(VerticalScroll):
    """One guide, or where keys are made there."""

    def compose(self) -> ComposeResult:
        """The text."""
        yield Lines(id="guide-lines")

    def read(self, info: ExchangeInfo) -> None:
        """Ask for the guide of this exchange and show it."""
        screen, pane = cast("JungleScreen", self.screen), self.query_one(Lines)
        where = (Line(f"Keys are made at {info.page}", indent=2),) if info.page else ()
        if not info.has_guide:
            pane.set_lines((Line("No guide for this exchange yet.", "dim"), *where))
            return
        pane.set_lines((Line("Reading the guide …", "dim"), *where))
        screen.load(
            "guide",
            lambda: screen.shell.service.guide(info.id),
            self._told,
            lambda error: pane.set_lines((*error_lines(error), *where)),
        )

    def _told(self, answer: Guide) -> None:
        self.query_one(Lines).set_lines(guide_lines(answer.markdown))
        self.scroll_home(animate=False)
