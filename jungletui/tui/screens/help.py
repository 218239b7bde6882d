"""Every key that works here, searchable; Enter does what the row says."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from jungletui.tui.bindings import Action, actions_of, hints_of
from jungletui.tui.widgets.chrome import Hints, TitleLine
from jungletui.tui.widgets.table import Cell, Column, Row, Table

COLUMNS = (
    Column("key", "Key"),
    Column("does", "Does", least=30),
    Column("where", "Where", priority=2),
    Column("command", "Command", priority=1, least=16),
)


class HelpScreen(Screen[str | None]):
    """The keys of one screen, of its table and of the app; answers with the action chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark", "dismiss(None)", show=False)]

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.actions = {action.id: action for action in actions_of(scope, "table", "app")}

    def compose(self) -> ComposeResult:
        """A table like every other, with its filter."""
        yield TitleLine()
        yield Table(COLUMNS, title="Keys that work here")
        yield Hints((("Enter", "do it"), ("Esc", "close"), *hints_of("table")))

    def on_mount(self) -> None:
        """Fill it."""
        self.query_one(TitleLine).show("Help", "hold Shift to select text with the mouse")
        rows = [_row(action) for action in self.actions.values() if action.keys]
        self.query_one(Table).set_rows(rows)

    @on(Table.Selected)
    def run_selected(self, event: Table.Selected) -> None:
        """Close, and run what the row says where it was asked from."""
        action = self.actions[event.key]
        if action.scope == "table":
            self.dismiss(None)
        elif action.scope == "app":
            self.dismiss(f"app.{action.textual_action}")
        else:
            self.dismiss(action.textual_action)


def _row(action: Action) -> Row:
    where = {"app": "everywhere", "table": "in tables"}.get(action.scope, "this screen")
    cells = (
        Cell(" ".join(action.shown_keys), "accent"),
        Cell(action.words),
        Cell(where, "dim"),
        Cell(f"jungletui {action.cli}" if action.cli else ""),
    )
    return Row(action.id, cells)
