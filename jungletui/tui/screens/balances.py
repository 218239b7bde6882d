"""What the accounts hold: every asset of all keys or of one, or the worth of each key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from jungletui.domain.accounts import KeyFailure
from jungletui.domain.documents import AccountEvent, Balances
from jungletui.tui.bindings import bindings_of
from jungletui.tui.notices import Notice, empty
from jungletui.tui.screens.account import AccountScreen
from jungletui.tui.screens.account_parts import Figures
from jungletui.tui.views.balances import FIGURES, balance_columns, balance_rows, prices_text
from jungletui.tui.views.folding import folded_key, key_of
from jungletui.tui.views.gaps import Gap, gaps_of
from jungletui.tui.views.key_totals import TOTAL_COLUMNS, total_rows
from jungletui.tui.views.lines import Line
from jungletui.tui.views.live_balances import kept, merged, together
from jungletui.tui.views.money import legend
from jungletui.tui.views.totals import account_lines, key_totals, total_line
from jungletui.tui.widgets.gaps import GapLine
from jungletui.tui.widgets.lines import Lines
from jungletui.tui.widgets.table import Table

QUOTES = ("USDT", "USD", "EUR", "BTC")
"""What `u` goes through, after the configured one."""


class BalancesScreen(AccountScreen[Balances]):
    """All keys, or the one it was opened with."""

    scope = "balances"
    what = "balances"
    CSS_PATH = "balances.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("balances")]

    def __init__(self, names: tuple[str, ...] = ()) -> None:
        super().__init__(names)
        self.quote = ""
        """What was asked for; empty is what the configuration says, known from the answer."""
        self.totals = False
        self.opened: frozenset[str] = frozenset()

    @property
    def table(self) -> Table:
        """The table that is shown now."""
        name = "totals" if self.totals else "one" if self.one_key else "all"
        return self.query_one(f"#balances-{name}", Table)

    def body(self) -> Iterable[Widget]:
        """Total, table, gaps. One table is shown at a time."""
        yield Lines(id="balances-total")
        yield Table(balance_columns(one_key=False), id="balances-all")
        yield Table(balance_columns(one_key=True), id="balances-one")
        yield Table(TOTAL_COLUMNS, id="balances-totals")
        yield GapLine(id="balances-gaps")

    def open(self) -> None:
        """Read, and follow what changes."""
        self._show_table()
        super().open()

    # What is known

    @property
    def shelf(self) -> dict[str, Balances]:
        """What is known in this currency, by key."""
        return self.shell.known.balances.setdefault(self.quote, {})

    @property
    def document(self) -> Balances | None:
        """All that is shown, in one."""
        shelf = self.shelf
        return together(shelf[name] for name in self.wanted if name in shelf)

    @property
    def quote_followed(self) -> str:
        """The currency of live events."""
        return self.quote

    async def ask(self, name: str) -> Balances:
        """Read one key."""
        return await self.shell.service.balances((name,), self.quote)

    def kept(self, name: str, new: Balances) -> Balances:
        """Figures of a key that failed stay."""
        return kept(self.shelf.get(name), new)

    def failure(self, name: str, error: KeyFailure) -> Balances:
        """A key without figures, or with its older ones."""
        quote = next((part.quote for part in self.shelf.values()), self.quote)
        return self.kept(name, Balances(self.shell.clock(), quote, None, (), (error,), ()))

    def seen(self, event: AccountEvent) -> None:
        """A live event: remember it, and draw soon."""
        known = self.shelf.get(event.key)
        if known is not None:
            if not known.quote and event.balances is not None:
                known = replace(known, quote=event.balances.quote)
            self.shelf[event.key] = merged(known, event)
            self.draw_soon()

    def figures(self, document: Balances) -> Figures:
        """Source and time of every row."""
        return tuple((row.source, row.at) for row in document.rows)

    def gaps(self) -> tuple[Gap, ...]:
        """What the total does not count."""
        document = self.document
        if document is None:
            return ()
        return gaps_of(document.errors, document.not_read, document.rows)

    def nothing_at_all(self) -> Notice:
        """There is no key."""
        return empty("No keys yet.", "1 shows the keys, a adds one there.")

    def nothing(self, document: Balances) -> Notice:  # noqa: ARG002
        """An empty account is an answer, not an error."""
        whose = f"The account of {self.one_key} holds" if self.one_key else "These accounts hold"
        return empty(f"{whose} nothing.", "It was read without an error. r reads it again.")

    # Drawing

    def draw(self) -> None:
        """Put what is known on the screen; only what changed is written."""
        now, table, document = self.shell.clock(), self.table, self.document
        table.set_notice(self.notice)
        self.refresh_title()
        gaps = self.gaps()
        self.query_one(GapLine).show(gaps, now)
        lines: tuple[Line, ...] = ()
        if document is None:
            table.set_rows(())
        else:
            self._draw_rows(table, document, now)
            table.set_stale(self.is_old(document, now))
            lines = (self._total(document, now), *account_lines(document))
        self.query_one("#balances-total", Lines).set_lines(lines)

    def _total(self, document: Balances, now: datetime) -> Line:
        so_far = " so far" if self.reading.waiting else ""
        prices = prices_text(document.rows, now)
        aged = f" {self.shell.glyphs.dot} {prices}" if prices else ""
        return Line(f"Total {total_line(document)}{so_far}{aged}", "strong")

    def _draw_rows(self, table: Table, document: Balances, now: datetime) -> None:
        if self.totals:
            totals = key_totals(document, self._shown_keys(), now)
            table.set_title(f"Worth of each key in {document.quote}")
            rows = total_rows(totals, document.quote, self.reading.waiting, whole=document.total)
        else:
            one = self.one_key is not None
            words = f"Assets, valued in {document.quote}"
            table.set_title(legend(words, document.rows, FIGURES))
            rows = balance_rows(document, self.opened, now, one_key=one, glyphs=self.shell.glyphs)
        table.set_rows(rows, first=not self.settled)

    def _shown_keys(self) -> dict[str, str]:
        """The keys asked for, with their exchanges."""
        wanted = set(self.names)
        return {s.name: s.exchange for s in self.summaries if not wanted or s.name in wanted}

    def _show_table(self) -> None:
        """Show the one table that is meant, and give it the keys."""
        shown = self.table
        had_focus = isinstance(self.focused, Table) or self.focused is None
        for table in self.query(Table):
            table.display = table is shown
        if had_focus:
            shown.focus()

    # Keys

    def action_totals(self) -> None:
        """Every asset, or the worth of each key."""
        self.totals = not self.totals
        self._show_table()
        self.draw()

    def action_quote(self) -> None:
        """Value in the next currency."""
        usual = next((p.quote for p in self.shell.known.balances.get("", {}).values()), QUOTES[0])
        quotes = ("", *(quote for quote in QUOTES if quote != usual))
        self.quote = quotes[(quotes.index(self.quote) + 1) % len(quotes)]
        self.reading.stop()
        self.say(f"Valuing in {self.quote or usual}.")
        self.read(again=False)

    def action_one_key(self) -> None:
        """Only the key under the cursor; again: all keys."""
        if self.one_key:
            self._narrow(self.asked)
        elif key := self._cursor_key():
            self._narrow((key,))

    def _cursor_key(self) -> str | None:
        row = self.table.cursor_key
        if row is None:
            return None
        return row if self.totals else key_of(row)

    def _narrow(self, names: tuple[str, ...]) -> None:
        """Show these keys; what is known of them at once, the rest when it was read."""
        self.names = names
        self.totals = False
        self._show_table()
        self.refresh_title()
        self.read(again=False)

    @on(Table.Selected)
    def choose(self, event: Table.Selected) -> None:
        """Enter opens a folded line, or shows only the key under the cursor."""
        folded = folded_key(event.key)
        if self.totals:
            self._narrow((event.key,))
        elif folded is not None:
            self.opened = self.opened ^ {folded}
            self.draw()
        elif not self.one_key:
            self._narrow((key_of(event.key),))
