"""Open positions, of all keys or of one: how large, at what price, how far from liquidation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from jungletui.domain.accounts import KeyFailure
from jungletui.domain.documents import AccountEvent
from jungletui.domain.reading_documents import Positions
from jungletui.tui.bindings import bindings_of
from jungletui.tui.screens.account_parts import Figures
from jungletui.tui.screens.still import StillScreen
from jungletui.tui.views.joining import kept, positions_of
from jungletui.tui.views.live_positions import with_event
from jungletui.tui.views.money import legend
from jungletui.tui.views.positions import (
    FIGURES,
    owner_of,
    position_columns,
    position_key,
    position_lines,
    position_rows,
)
from jungletui.tui.widgets.gaps import GapLine
from jungletui.tui.widgets.lines import Lines
from jungletui.tui.widgets.table import Table


class PositionsScreen(StillScreen[Positions]):
    """The table, and below it the position under the cursor in full."""

    scope = "positions"
    what = "positions"
    noun = "open positions"
    followed = True
    tables = ("#positions-all", "#positions-one")
    CSS_PATH = "still.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("positions")]

    def body(self) -> Iterable[Widget]:
        """The tables, of which one is shown, the row in full, and what is missing."""
        yield Table(position_columns(one_key=False), title="Open positions", id="positions-all")
        yield Table(position_columns(one_key=True), title="Open positions", id="positions-one")
        yield Lines(id="told")
        yield GapLine()

    # Following

    def on_mount(self) -> None:
        """Positions have a stream of their own, which is polled."""
        self.following.stream, self.following.unheard = self._events, "polled"

    def _events(self, names: tuple[str, ...], _quote: str) -> AsyncIterator[AccountEvent]:
        return self.shell.service.watch_positions(names)

    def seen(self, event: AccountEvent) -> None:
        """A live event: remember it, and draw soon."""
        known = self.shelf.get(event.key)
        if known is not None:
            self.shelf[event.key] = with_event(known, event)
            self.draw_soon()

    # What is known

    @property
    def shelf(self) -> dict[str, Positions]:
        """What is known, by key."""
        return self.shell.known.positions

    @property
    def document(self) -> Positions | None:
        """All that is shown, in one."""
        return positions_of(self.shelf[name] for name in self.wanted if name in self.shelf)

    def figures(self, document: Positions) -> Figures:
        """Source and time of every row."""
        return tuple((row.source, row.at) for row in document.rows)

    async def ask(self, name: str) -> Positions:
        """Read one key."""
        return await self.shell.service.positions((name,))

    def kept(self, name: str, new: Positions) -> Positions:
        """Positions of a key that failed stay."""
        return kept(self.shelf.get(name), new)

    def failure(self, name: str, error: KeyFailure) -> Positions:
        """A key without positions, or with its older ones."""
        return self.kept(name, Positions(self.shell.clock(), (), (error,), ()))

    def owner(self, row_key: str) -> str:
        """The key that a row belongs to."""
        return owner_of(row_key)

    # Drawing

    def draw(self) -> None:
        """Put what is known on the screen; only what changed is written."""
        now, table, document = self.shell.clock(), self.table, self.document
        table.set_notice(self.notice)
        self.refresh_title()
        rows = document.rows if document else ()
        one = self.one_key is not None
        table.set_title(legend("Open positions", rows, FIGURES))
        table.set_rows(position_rows(rows, now, one_key=one), first=not self.settled)
        table.set_stale(self.is_old(document, now))
        self.query_one(GapLine).show(self.gaps(), now)
        self.tell()

    @on(Table.Highlighted)
    def tell(self) -> None:
        """The position under the cursor in full."""
        document, key = self.document, self.table.cursor_key
        rows = document.rows if document else ()
        chosen = next((row for row in rows if position_key(row) == key), None)
        self.query_one("#told", Lines).set_lines(position_lines(chosen, self.shell.glyphs))
