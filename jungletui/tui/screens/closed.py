"""What is shown while no vault is open: a reason and one key; nothing of the vault."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from jungletui.tui.notices import Notice
from jungletui.tui.widgets.chrome import Hints, StatusLine, TitleLine
from jungletui.tui.widgets.notice_panel import NoticePanel


class ClosedScreen(Screen[None]):
    """`notice` says why; Enter (or `r`) does what `word` says."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,r,u", "app.reopen", "Open again", show=False),
    ]

    def __init__(self, notice: Notice, word: str) -> None:
        super().__init__()
        self.notice = notice
        self.word = word

    def compose(self) -> ComposeResult:
        """The reason, a line for what happens next, and the keys."""
        yield TitleLine()
        yield NoticePanel(self.notice, f"Press Enter (or r) to {self.word}, q to quit.")
        yield StatusLine()
        yield Hints((("Enter", self.word), ("q", "quit")))

    def on_mount(self) -> None:
        """Nothing to load."""
        self.query_one(TitleLine).show(self.notice.title)

    def say(self, text: str) -> None:
        """One sentence about what is being done."""
        self.query_one(StatusLine).show(text, "plain")
