"""The execution check: was each order executed, how well; do the figures add up; whose are they."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.widget import Widget

from jungletui.domain.accounts import KeyFailure, Origin
from jungletui.domain.reading_documents import Executions
from jungletui.tui.bindings import bindings_of, hints_of
from jungletui.tui.notices import Notice, empty, loading
from jungletui.tui.screens.account_parts import Figures
from jungletui.tui.screens.orders import TABS
from jungletui.tui.screens.still import StillScreen
from jungletui.tui.views.doubts import DOUBT_COLUMNS, doubt_lines, doubt_rows, doubts_text
from jungletui.tui.views.executions import (
    counts_text,
    execution_columns,
    execution_key,
    execution_lines,
    execution_rows,
    owner_of,
)
from jungletui.tui.views.joining import executions_of, kept
from jungletui.tui.views.lines import Line
from jungletui.tui.widgets.chrome import Hints
from jungletui.tui.widgets.gaps import GapLine
from jungletui.tui.widgets.lines import Lines
from jungletui.tui.widgets.table import Table
from jungletui.tui.widgets.tabs import TabLine


class ExecutionsScreen(StillScreen[Executions]):
    """Orders on top; below them what does not add up and the beginnings of client ids; then the
    row under the cursor in full. Tab goes from table to table."""

    scope = "executions"
    what = "executions"
    noun = "orders"
    tables = ("#executions-all", "#executions-one")
    CSS_PATH = "executions.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("executions")]

    def __init__(self, names: tuple[str, ...] = ()) -> None:
        super().__init__(names)
        self.slippage = False

    def heading(self) -> str:
        """What the screen is about."""
        cursor = self.shell.glyphs.cursor
        return f"Orders {cursor} {self.one_key or 'all keys'} {cursor} Execution check"

    def body(self) -> Iterable[Widget]:
        """The orders' tabs, the tables, and what is missing."""
        yield TabLine()
        yield Table(execution_columns(one_key=False), title="Orders", id="executions-all")
        yield Table(execution_columns(one_key=True), title="Orders", id="executions-one")
        yield Table(DOUBT_COLUMNS, title="Does it add up?", header=False, id="doubts")
        yield Lines(id="told")
        yield GapLine()

    def open(self) -> None:
        """Read; and say that there are two tables."""
        hints = hints_of("executions", "table", "app", limit=6)
        self.query_one(Hints).show((("Tab", "what does not add up"), *hints))
        super().open()

    # What is known

    @property
    def shelf(self) -> dict[str, Executions]:
        """What is known, by key."""
        return self.shell.known.executions.setdefault(self.slippage, {})

    @property
    def document(self) -> Executions | None:
        """All that is shown, in one."""
        return executions_of(self.shelf[name] for name in self.wanted if name in self.shelf)

    def figures(self, document: Executions) -> Figures:
        """It is as old as its oldest part: orders and fills were read for it."""
        names = {row.key for row in document.rows} & self.shelf.keys()
        return tuple((Origin.REST, self.shelf[name].at) for name in sorted(names))

    async def ask(self, name: str) -> Executions:
        """Check one key."""
        return await self.shell.service.executions((name,), None, None, self.slippage)

    def kept(self, name: str, new: Executions) -> Executions:
        """What was found of a key that failed stays."""
        return kept(self.shelf.get(name), new)

    def failure(self, name: str, error: KeyFailure) -> Executions:
        """A key without orders, or with its older ones."""
        return self.kept(name, Executions(self.shell.clock(), (), (), (), (error,), ()))

    def owner(self, row_key: str) -> str:
        """The key that a row belongs to."""
        return owner_of(row_key)

    def words_while_reading(self) -> Notice:
        """Both lists are read of every market: that takes a while."""
        notice = loading(f"orders and fills of {self.one_key or 'all keys'}")
        why = "Every market that was traded is asked for, at the pace that the exchange allows."
        return Notice(notice.kind, notice.title, (why,))

    # Drawing

    def draw(self) -> None:
        """Put what is known on the screen; only what changed is written."""
        now, table, document = self.shell.clock(), self.table, self.document
        glyphs, doubts = self.shell.glyphs, self.query_one("#doubts", Table)
        table.set_notice(self.notice)
        self.refresh_title()
        rows = document.rows if document else ()
        one = self.one_key is not None
        shown = execution_rows(rows, now, one_key=one, glyphs=glyphs)
        table.set_rows(shown, first=not self.settled)
        table.set_summary(self._summary(document) if document and rows else "")
        table.set_stale(self.is_old(document, now))
        doubts.display = bool(rows)
        doubts.set_rows(doubt_rows(document, glyphs) if document else ())
        doubts.set_summary(doubts_text(document, glyphs) if document else "")
        doubts.set_notice(empty("Nothing.", "Orders and fills add up; no order has a client id."))
        self.query_one(TabLine).show(TABS, "check")
        self.query_one(GapLine).show(self.gaps(), now)
        self.tell()

    def _summary(self, document: Executions) -> str:
        """How many came to what; and whether the market of the time is told, if it was asked."""
        glyphs = self.shell.glyphs
        counts = counts_text(document, glyphs)
        if not self.slippage or any(row.mid is not None for row in document.rows):
            return counts
        return f"{counts} {glyphs.dot} no market price of the time is told"

    @on(Table.Highlighted)
    def tell(self) -> None:
        """The row under the cursor of the table that has the keys, in full."""
        document, now = self.document, self.shell.clock()
        doubts = self.query_one("#doubts", Table)
        lines: tuple[Line, ...] = ()
        if document is not None and doubts.has_focus and doubts.cursor_key is not None:
            lines = doubt_lines(document, int(doubts.cursor_key), now)
        elif document is not None:
            key = self.table.cursor_key
            row = next((row for row in document.rows if execution_key(row) == key), None)
            lines = execution_lines(row, now, self.shell.glyphs)
        self.query_one("#told", Lines).set_lines(lines)

    def on_descendant_focus(self, _: events.DescendantFocus) -> None:
        """Tab: the other table's row."""
        self.tell()

    # Keys

    def action_slippage(self) -> None:
        """With the market of that minute, or without."""
        self.slippage = not self.slippage
        self.reading.stop()
        words = "with" if self.slippage else "without"
        self.say(f"Checking {words} the market prices of the time …")
        self.read(again=False)

    def action_tab(self, state: str) -> None:
        """Back to the orders' lists."""
        self.shell.go("orders", self.names)
        self.app.call_later(self._turn_to, state)

    async def _turn_to(self, state: str) -> None:
        await self.app.screen.run_action(f"screen.tab('{state}')")
