"""The first frame: the console's frame before anything else is loaded, started or read."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import Screen

from jungletui.tui.bindings import hints_of
from jungletui.tui.notices import loading
from jungletui.tui.widgets.chrome import Hints, TitleLine
from jungletui.tui.widgets.notice_panel import NoticePanel


class OpeningScreen(Screen[None]):
    """Title line and hints of the home screen; the keys follow as soon as the service is there."""

    def compose(self) -> ComposeResult:
        """What the home screen has, without its table."""
        yield TitleLine()
        yield NoticePanel(loading("the list of keys"))
        yield Hints(hints_of("keys", "table", "app"))

    def on_mount(self) -> None:
        """The home's title."""
        self.query_one(TitleLine).show("Keys")
