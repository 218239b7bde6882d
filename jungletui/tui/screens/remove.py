"""Taking a key out of the vault is confirmed by typing its name."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input

from jungletui.domain.keys import KeySummary
from jungletui.tui.notices import empty
from jungletui.tui.widgets.chrome import Hints, StatusLine, TitleLine
from jungletui.tui.widgets.notice_panel import NoticePanel


class RemoveScreen(Screen[str | None]):
    """Answers with the key's name once it was typed, with None when left."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False)]

    def __init__(self, key: KeySummary) -> None:
        super().__init__()
        self.key = key

    def compose(self) -> ComposeResult:
        """What happens, and where the name goes."""
        key = self.key
        notice = empty(
            f"Remove {key.name} from the vault?",
            f"{key.exchange} · {key.environment} · {key.public_id}",
            "The vault forgets its secret. There is no way back but to paste it again.",
            "The key itself goes on working: delete it on the exchange's website too.",
        )
        yield TitleLine()
        yield NoticePanel(notice, f"Type {key.name} and press Enter to remove it; Esc keeps it.")
        yield Input(placeholder=key.name)
        yield StatusLine()
        yield Hints((("Enter", "remove, if the name fits"), ("Esc", "keep it")))

    def on_mount(self) -> None:
        """A cursor that does not blink writes nothing."""
        self.query_one(TitleLine).show(f"Keys › {self.key.name} › Remove")
        self.query_one(Input).cursor_blink = False

    @on(Input.Submitted)
    def compare(self, event: Input.Submitted) -> None:
        """Only the very name removes the key."""
        if event.value.strip() == self.key.name:
            self.dismiss(self.key.name)
        else:
            self.query_one(StatusLine).show("That is not the name; nothing was removed.", "error")
