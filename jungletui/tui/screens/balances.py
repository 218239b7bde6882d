"""What the accounts hold: every asset of all keys or of one, or the worth of each key."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime
from time import monotonic
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.widget import Widget

from jungletui.domain.documents import AccountEvent, Balances
from jungletui.domain.failures import ErrorInfo
from jungletui.domain.keys import KeySummary
from jungletui.tui.bindings import bindings_of
from jungletui.tui.notices import Notice, empty, failed, loading
from jungletui.tui.screens.base import JungleScreen
from jungletui.tui.screens.following import Following
from jungletui.tui.views.balances import balance_columns, balance_rows, dust_key
from jungletui.tui.views.freshness import freshness_of, is_stale
from jungletui.tui.views.key_totals import TOTAL_COLUMNS, total_rows
from jungletui.tui.views.lines import Line
from jungletui.tui.views.live_balances import merged, only_key
from jungletui.tui.views.totals import key_totals, total_line, uncounted_line
from jungletui.tui.widgets.gaps import GapsPane
from jungletui.tui.widgets.lines import Lines
from jungletui.tui.widgets.table import Table

QUOTES = ("USD", "EUR", "BTC")
SOON = 0.2
"""Seconds in which live events are gathered into one drawing."""
SHARE = 5
"""A drawing is followed by a pause so many times as long: thousands of rows leave time for keys."""
AGE_STEP = 10.0


class BalancesScreen(JungleScreen):
    """All keys, or the one it was opened with. `names` changes when the person narrows it."""

    scope = "balances"
    CSS_PATH = "balances.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("balances")]

    def __init__(self, names: tuple[str, ...] = ()) -> None:
        super().__init__(names)
        self.asked = names if len(names) != 1 else ()
        self.quote = QUOTES[0]
        self.totals = False
        self.document: Balances | None = None
        self.summaries: tuple[KeySummary, ...] = ()
        self.opened: frozenset[str] = frozenset()
        self.notice: Notice | None = None
        self.failed = False
        self.drawing = False
        self.pause = SOON
        self.following = Following(self, self._seen, self.action_refresh)

    @property
    def one_key(self) -> str | None:
        """The only key that is shown; None for all or several."""
        return self.names[0] if len(self.names) == 1 else None

    @property
    def table(self) -> Table:
        """The table that is shown now."""
        name = "totals" if self.totals else "one" if self.one_key else "all"
        return self.query_one(f"#balances-{name}", Table)

    def heading(self) -> str:
        """`Balances › main`, or of all keys."""
        return f"Balances {self.shell.glyphs.cursor} {self.one_key or 'all keys'}"

    def body(self) -> Iterable[Widget]:
        """Total, table, gaps. One table is shown at a time."""
        yield Lines(id="balances-total")
        yield Table(balance_columns(one_key=False), id="balances-all")
        yield Table(balance_columns(one_key=True), id="balances-one")
        yield Table(TOTAL_COLUMNS, id="balances-totals")
        yield GapsPane(id="balances-gaps")

    def open(self) -> None:
        """Read, and follow what changes."""
        self._show_table()
        self.set_interval(AGE_STEP, self.draw)
        self._read()

    def on_screen_suspend(self, _: events.ScreenSuspend) -> None:
        """Covered by another screen: nothing is followed."""
        self.following.stop()

    def on_screen_resume(self, _: events.ScreenResume) -> None:
        """Shown again: follow what changes; the ages say how old the rest is."""
        if self.document is not None:
            self.following.start(self.names, self.quote)
            self.draw()

    # Reading

    def _read(self) -> None:
        """Read everything that is shown, then follow it."""
        names, quote, service = self.names, self.quote, self.shell.service

        async def work() -> tuple[tuple[KeySummary, ...], Balances]:
            listed, document = await asyncio.gather(
                service.keys_list(), service.balances(names, quote)
            )
            return listed.keys, document

        if self.document is None:
            self.notice = loading(f"balances of {self.one_key or 'all keys'} in {quote}")
        self.draw()
        self.load("balances", work, self._arrived, self._refused)

    def _arrived(self, answer: tuple[tuple[KeySummary, ...], Balances]) -> None:
        self.summaries, document = answer
        self.document = self._joined(document)
        self.failed = False
        self.clear_error()
        self.notice = self._notice(document)
        self.set_read_at(document.at)
        self.following.start(self.names, self.quote)
        self.draw()

    def _joined(self, new: Balances) -> Balances:
        """One key read anew does not throw away what is known of the others."""
        old = self.document
        if old is None or self.one_key is None or old.quote != new.quote:
            return new
        return merged(old, AccountEvent(self.one_key, new.at, balances=new))

    def _refused(self, error: ErrorInfo) -> None:
        """Old figures stay, and are called stale; without any, the error takes their place."""
        self.failed = True
        self.notice = failed(error)
        self.following.ask_later()
        if self.document is not None:
            self.show_error(error)
        self.draw()

    def _notice(self, document: Balances) -> Notice:
        """What stands in the place of rows: an empty account is an answer, not an error."""
        if not self.summaries:
            return empty("No keys yet.", "1 shows the keys, a adds one there.")
        if document.errors and len(document.errors) >= len(self.names or self.summaries):
            first = document.errors[0]
            return failed(ErrorInfo(first.kind, first.message, first.remedy))
        whose = f"The account of {self.one_key} holds" if self.one_key else "These accounts hold"
        return empty(f"{whose} nothing.", "It was read without an error. r reads it again.")

    def _seen(self, event: AccountEvent) -> None:
        """A live event: remember it, and draw soon."""
        if self.document is None:
            return
        self.document = merged(self.document, event)
        self.set_read_at(event.at)
        if not self.drawing:
            self.drawing = True
            self.set_timer(self.pause, self._draw_events)

    def _draw_events(self) -> None:
        """Draw what was gathered; where that takes long, more is gathered the next time."""
        self.drawing = False
        begun = monotonic()
        self.draw()
        self.pause = max(SOON, SHARE * (monotonic() - begun))

    # Drawing

    def draw(self) -> None:
        """Put what is known on the screen; only what changed is written."""
        now, table = self.shell.clock(), self.table
        table.set_notice(self.notice)
        document = self.document and only_key(self.document, self.one_key)
        if document is None:
            table.set_rows(())
            self.query_one("#balances-total", Lines).set_lines(())
            self.query_one(GapsPane).show((), ())
            return
        self._draw_rows(table, document, now)
        table.set_stale(self.failed or is_stale(self._newest(document), now))
        self._draw_total(document, now)
        self.query_one(GapsPane).show(document.errors, document.not_read)

    def _draw_total(self, document: Balances, now: datetime) -> None:
        fresh = freshness_of(((row.source, row.at) for row in document.rows), now)
        words = (f"Total {total_line(document)}", fresh.text, self.following.words)
        lines = [Line(" · ".join(filter(None, words)), "warn" if fresh.stale else "strong")]
        if uncounted := uncounted_line(document):
            lines.append(Line(uncounted, "warn", 2))
        self.query_one("#balances-total", Lines).set_lines(lines)

    def _draw_rows(self, table: Table, document: Balances, now: datetime) -> None:
        if self.totals:
            totals = key_totals(document, self._shown_keys(), now)
            table.set_title(f"Worth of each key in {document.quote}")
            table.set_rows(total_rows(totals, document.quote))
        else:
            one = self.one_key is not None
            table.set_title(f"Assets, valued in {document.quote}")
            table.set_rows(
                balance_rows(document, self.opened, now, one_key=one, glyphs=self.shell.glyphs)
            )

    def _shown_keys(self) -> dict[str, str]:
        """The keys asked for, with their exchanges."""
        wanted = set(self.names)
        return {s.name: s.exchange for s in self.summaries if not wanted or s.name in wanted}

    @staticmethod
    def _newest(document: Balances) -> datetime:
        return max((row.at for row in document.rows), default=document.at)

    def _show_table(self) -> None:
        """Show the one table that is meant, and give it the keys."""
        shown = self.table
        had_focus = isinstance(self.focused, Table) or self.focused is None
        for table in self.query(Table):
            table.display = table is shown
        if had_focus:
            shown.focus()

    # Keys

    def action_refresh(self) -> None:
        """Read everything again; what is shown stays until the answer is there."""
        self._read()

    def action_totals(self) -> None:
        """Every asset, or the worth of each key."""
        self.totals = not self.totals
        self._show_table()
        self.draw()

    def action_quote(self) -> None:
        """Value in the next currency."""
        self.quote = QUOTES[(QUOTES.index(self.quote) + 1) % len(QUOTES)]
        self.say(f"Reading the values in {self.quote} …")
        self._read()

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
        return row if self.totals else dust_key(row) or row.partition("|")[0]

    def _narrow(self, names: tuple[str, ...]) -> None:
        """Show these keys; what is known of them at once, the rest when it was read."""
        self.names = names
        self.totals = False
        self._show_table()
        self.refresh_title()
        self._read()

    @on(Table.Selected)
    def choose(self, event: Table.Selected) -> None:
        """Enter opens small change, or the key under the cursor."""
        key = dust_key(event.key)
        if self.totals:
            self._narrow((event.key,))
        elif key is not None:
            self.opened = self.opened ^ {key}
            self.draw()
        elif not self.one_key:
            self._narrow((event.key.partition("|")[0],))
