"""The raw replies behind a report: plain text that scrolls."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from jungletui.tui.widgets.chrome import Hints, TitleLine
from jungletui.tui.widgets.table import Cell, Column, Row, Table


class RawScreen(Screen[None]):
    """Text line by line in the one table, so that `/` finds in it too."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,v,minus", "dismiss", show=False)]

    def __init__(self, name: str, text: str) -> None:
        super().__init__()
        self.key_name = name
        self.text = text

    def compose(self) -> ComposeResult:
        """One column of lines."""
        yield TitleLine()
        yield Table((Column("line", "Reply", least=20),), title="Raw replies, secrets masked")
        yield Hints((("Esc", "back"), ("/", "filter")))

    def on_mount(self) -> None:
        """Fill it."""
        self.query_one(TitleLine).show(f"Keys › {self.key_name} › Raw replies")
        rows = [Row(str(n), (Cell(line),)) for n, line in enumerate(self.text.splitlines())]
        self.query_one(Table).set_rows(rows)
