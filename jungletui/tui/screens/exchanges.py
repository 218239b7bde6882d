"""Every exchange: what can be known and read there, and how keys are made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from jungletui.domain.documents import ExchangeInfo, Exchanges
from jungletui.domain.failures import ErrorInfo
from jungletui.tui.bindings import bindings_of, hints_of
from jungletui.tui.notices import empty, failed, loading
from jungletui.tui.screens.base import JungleScreen
from jungletui.tui.screens.guide import GuideScreen
from jungletui.tui.views.exchange_list import (
    COLUMNS,
    exchange_lines,
    exchange_rows,
    summary_text,
)
from jungletui.tui.widgets.chrome import Hints
from jungletui.tui.widgets.lines import Lines
from jungletui.tui.widgets.table import Table


class ExchangesScreen(JungleScreen):
    """The table, and below it the exchange under the cursor in full. Enter: its guide."""

    scope = "exchanges"
    CSS_PATH = "exchanges.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("exchanges")]

    def __init__(self, names: tuple[str, ...] = ()) -> None:
        super().__init__(names)
        self.document: Exchanges | None = None

    def body(self) -> Iterable[Widget]:
        """The table, and one row in full."""
        yield Table(COLUMNS, title="Exchanges", notice=loading("what is known of every exchange"))
        yield Lines(id="told")

    @property
    def table(self) -> Table:
        """The one table."""
        return self.query_one(Table)

    def open(self) -> None:
        """Read the list; nothing is asked of any exchange."""
        hints = hints_of("exchanges", "table", "app", limit=6)
        rest = (pair for pair in hints if pair[0] != "w")
        self.query_one(Hints).show((("Enter", "guide"), *rest))
        self.action_refresh()

    def action_refresh(self) -> None:
        """Read it again."""
        service = self.shell.service
        self.load("exchanges", lambda: service.exchanges(None), self._came, self._failed)

    def _came(self, document: Exchanges) -> None:
        self.document = document
        glyphs = self.shell.glyphs
        self.clear_error()
        self.table.set_notice(empty("No exchange.", "The package seems to be incomplete."))
        self.table.set_stale(False)
        self.table.set_rows(exchange_rows(document.exchanges, glyphs))
        self.table.set_summary(summary_text(document.exchanges, glyphs))
        self._tell()

    def _failed(self, error: ErrorInfo) -> None:
        if self.document is None:
            self.table.set_notice(failed(error))
        else:
            self.table.set_stale(True)
            self.show_error(error)

    def _chosen(self) -> ExchangeInfo | None:
        known = self.document.exchanges if self.document is not None else ()
        return next((one for one in known if one.id == self.table.cursor_key), None)

    @on(Table.Highlighted)
    def _tell(self) -> None:
        """The exchange under the cursor in full."""
        self.query_one("#told", Lines).set_lines(exchange_lines(self._chosen(), self.shell.glyphs))

    @on(Table.Selected)
    def action_guide(self) -> None:
        """Enter: how to create, restrict and delete a key there."""
        one = self._chosen()
        if one is None:
            return
        if not one.has_guide:
            where = f" Keys are made at {one.page}" if one.page else ""
            self.say(f"There is no guide for {one.name} yet.{where}")
            return
        heading = f"Exchanges {self.shell.glyphs.cursor} {one.name}"
        self.app.push_screen(GuideScreen(heading, one.id))
