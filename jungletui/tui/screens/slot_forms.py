"""The two questions of the slots screen: which type to add, and whether to remove."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input

from jungletui.domain.slot_documents import SlotKind, SlotRow
from jungletui.tui.notices import empty
from jungletui.tui.views.slots import ASKS_FOR, KIND_COLUMNS, kind_rows
from jungletui.tui.widgets.chrome import Hints, StatusLine, TitleLine
from jungletui.tui.widgets.notice_panel import NoticePanel
from jungletui.tui.widgets.table import Table


@dataclass(frozen=True, slots=True)
class NewSlot:
    """What to add; `beside` is the file or the ssh key's name, None where there is none."""

    kind: SlotKind
    beside: str | None = None


class AddSlotScreen(Screen[NewSlot | None]):
    """A list of types; where a type needs a file or a name, that is asked for below it."""

    AUTO_FOCUS = "Table"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]
    DEFAULT_CSS = """
    AddSlotScreen Table { height: 1fr; }
    AddSlotScreen Input { margin: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.kind: SlotKind | None = None

    def compose(self) -> ComposeResult:
        """The types, and the line for what stands beside one."""
        yield TitleLine()
        yield Table(KIND_COLUMNS, title="Add a slot: passphrases are asked for on the terminal")
        yield Input()
        yield StatusLine()
        yield Hints((("Enter", "choose, then on the terminal"), ("Esc", "back")))

    def on_mount(self) -> None:
        """Fill it; the line comes when it is needed."""
        self.query_one(TitleLine).show("Slots › Add")
        self.query_one(Table).set_rows(kind_rows())
        line = self.query_one(Input)
        line.cursor_blink, line.display = False, False

    @on(Table.Selected)
    def choose(self, event: Table.Selected) -> None:
        """A type: ask what stands beside it, or be done."""
        self.kind = SlotKind(event.key)
        asks = ASKS_FOR.get(self.kind)
        if asks is None:
            self.dismiss(NewSlot(self.kind))
            return
        line = self.query_one(Input)
        line.placeholder, line.display = asks, True
        line.focus()

    @on(Input.Submitted)
    def take(self, event: Input.Submitted) -> None:
        """The file or the name; a key file must have one."""
        text = event.value.strip()
        if self.kind is None:
            return
        if not text and self.kind is SlotKind.KEY_FILE:
            self.query_one(StatusLine).show("Name the key file.", "error")
            return
        if text and self.kind is not SlotKind.SSH_AGENT:
            text = str(Path(text).expanduser().absolute())
        self.dismiss(NewSlot(self.kind, text or None))

    def action_leave(self) -> None:
        """From the line back to the list, from the list back to the slots."""
        line = self.query_one(Input)
        if not line.has_focus:
            self.dismiss(None)
            return
        line.value, line.display = "", False
        self.query_one(Table).focus()


class RemoveSlotScreen(Screen[str | None]):
    """Answers with the slot's id once it was confirmed, with None when left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n,minus", "dismiss(None)", show=False),
        Binding("y", "confirm", show=False),
    ]

    def __init__(self, slot: SlotRow) -> None:
        super().__init__()
        self.slot = slot

    def compose(self) -> ComposeResult:
        """What happens."""
        notice = empty(
            f"Remove the slot {self.slot.words}?",
            "The vault gets a new master key: what opened this slot opens no later save.",
            "Backups from before still open with it.",
            "The passphrases and recovery codes of the other slots are asked for on the terminal;",
            "slots whose secret is not given there are lost and must be added again.",
        )
        yield TitleLine()
        yield NoticePanel(notice, "y removes it; Esc keeps it.")
        yield Hints((("y", "remove"), ("Esc", "keep it")))

    def on_mount(self) -> None:
        """Where we are."""
        self.query_one(TitleLine).show(f"Slots › {self.slot.short_id} › Remove")

    def action_confirm(self) -> None:
        """Say yes."""
        self.dismiss(self.slot.slot_id)
