"""Deposits and withdrawals, of all keys or of one: what came, what left, when and whereto."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from jungletui.domain.accounts import KeyFailure, MovementRow
from jungletui.domain.reading_documents import Movements
from jungletui.tui.bindings import bindings_of
from jungletui.tui.notices import Notice, empty
from jungletui.tui.screens.account_parts import Figures
from jungletui.tui.screens.still import StillScreen
from jungletui.tui.views.joining import kept, movements_of
from jungletui.tui.views.money import legend
from jungletui.tui.views.movements import (
    FIGURES,
    movement_columns,
    movement_key,
    movement_lines,
    movement_rows,
    of_kind,
    owner_of,
)
from jungletui.tui.widgets.gaps import GapLine
from jungletui.tui.widgets.lines import Lines
from jungletui.tui.widgets.table import Table
from jungletui.tui.widgets.tabs import TabLine

TABS = (("all", "a", "all"), ("deposits", "d", "deposits"), ("withdrawals", "w", "withdrawals"))


class MovementsScreen(StillScreen[Movements]):
    """Three lists of one document: both kinds are asked for at once."""

    scope = "movements"
    what = "movements"
    noun = "deposits or withdrawals"
    tables = ("#movements-all", "#movements-one")
    CSS_PATH = "still.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("movements")]

    def __init__(self, names: tuple[str, ...] = ()) -> None:
        super().__init__(names)
        self.kind = "all"

    def heading(self) -> str:
        """What the screen is about."""
        whose = self.one_key or "all keys"
        return f"Deposits and withdrawals {self.shell.glyphs.cursor} {whose}"

    def body(self) -> Iterable[Widget]:
        """Tabs, the tables, of which one is shown, the row in full, and what is missing."""
        yield TabLine()
        yield Table(movement_columns(one_key=False), title="Movements", id="movements-all")
        yield Table(movement_columns(one_key=True), title="Movements", id="movements-one")
        yield Lines(id="told")
        yield GapLine()

    # What is known

    @property
    def shelf(self) -> dict[str, Movements]:
        """What is known, by key."""
        return self.shell.known.movements

    @property
    def document(self) -> Movements | None:
        """All that is shown, in one."""
        return movements_of(self.shelf[name] for name in self.wanted if name in self.shelf)

    def figures(self, document: Movements) -> Figures:
        """Source and time of every row."""
        return tuple((row.source, row.at) for row in document.rows)

    async def ask(self, name: str) -> Movements:
        """Read one key."""
        return await self.shell.service.movements((name,), "all", None, None)

    def kept(self, name: str, new: Movements) -> Movements:
        """Movements of a key that failed stay."""
        return kept(self.shelf.get(name), new)

    def failure(self, name: str, error: KeyFailure) -> Movements:
        """A key without movements, or with its older ones."""
        return self.kept(name, Movements(self.shell.clock(), (), (error,), ()))

    def owner(self, row_key: str) -> str:
        """The key that a row belongs to."""
        return owner_of(row_key)

    def nothing(self, document: Movements) -> Notice:
        """No row in this list, while another list has some."""
        if document.rows:
            return empty(f"No {self.kind}.", "a shows deposits and withdrawals.")
        return super().nothing(document)

    # Drawing

    def _rows(self) -> tuple[MovementRow, ...]:
        document = self.document
        return of_kind(document.rows, self.kind) if document else ()

    def draw(self) -> None:
        """Put what is known on the screen; only what changed is written."""
        now, table, document = self.shell.clock(), self.table, self.document
        table.set_notice(self.notice)
        self.refresh_title()
        one = self.one_key is not None
        table.set_title(legend("Movements", self._rows(), FIGURES))
        table.set_rows(movement_rows(self._rows(), now, one_key=one), first=not self.settled)
        table.set_stale(self.is_old(document, now))
        self.query_one(TabLine).show(TABS, self.kind)
        self.query_one(GapLine).show(self.gaps(), now)
        self.tell()

    @on(Table.Highlighted)
    def tell(self) -> None:
        """The movement under the cursor in full."""
        key = self.table.cursor_key
        chosen = next((row for row in self._rows() if movement_key(row) == key), None)
        self.query_one("#told", Lines).set_lines(movement_lines(chosen, self.shell.glyphs))

    # Keys

    def action_tab(self, kind: str) -> None:
        """Show another list."""
        self.kind = kind
        if not self.reading.waiting:
            self.notice = self._notice()
        self.draw()

    def action_turn(self, step: int) -> None:
        """The next list, or the one before."""
        names = [name for name, _, _ in TABS]
        self.action_tab(names[(names.index(self.kind) + step) % len(names)])
