"""Orders, open and closed, of all keys or of one, with the fills of the one under the cursor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.widget import Widget

from jungletui.domain.accounts import OrderRow
from jungletui.domain.documents import AccountEvent, Orders
from jungletui.domain.failures import ErrorInfo
from jungletui.tui.bindings import bindings_of, hints_of
from jungletui.tui.notices import Notice, empty, failed, loading
from jungletui.tui.screens.base import JungleScreen
from jungletui.tui.screens.following import Following
from jungletui.tui.screens.orders_fills import FillsPane
from jungletui.tui.views.freshness import freshness_of
from jungletui.tui.views.live_orders import with_event, with_rows
from jungletui.tui.views.orders import is_live, order_columns, order_key, order_rows
from jungletui.tui.widgets.chrome import Hints
from jungletui.tui.widgets.gaps import GapsPane
from jungletui.tui.widgets.table import Table
from jungletui.tui.widgets.tabs import TabLine

TABS = (("open", "o", "open"), ("closed", "c", "closed"), ("all", "a", "all"))
QUOTE = "USD"
SOON = 0.2
"""Seconds in which live events are gathered into one drawing, and a cursor's rest before its
fills are asked for."""
AGE_STEP = 10.0


class OrdersScreen(JungleScreen):
    """Three lists. In a terminal of 30 lines or more the fills stand below; else Enter shows them
    in the place of the orders, and Esc goes back."""

    scope = "orders"
    CSS_PATH = "orders.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("orders")]

    def __init__(self, names: tuple[str, ...] = ()) -> None:
        super().__init__(names)
        self.VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]
        self.asked = names if len(names) != 1 else ()
        self.state = "open"
        self.document: Orders | None = None
        self.notice: Notice | None = None
        self.failed = False
        self.drawing = False
        self.following = Following(self, self._seen, self.action_refresh)

    @property
    def one_key(self) -> str | None:
        """The only key that is shown; None for all or several."""
        return self.names[0] if len(self.names) == 1 else None

    @property
    def table(self) -> Table:
        """The table of orders that is shown now."""
        return self.query_one("#orders-one" if self.one_key else "#orders-all", Table)

    def heading(self) -> str:
        """`Orders › main`, or of all keys."""
        return f"Orders {self.shell.glyphs.cursor} {self.one_key or 'all keys'}"

    def body(self) -> Iterable[Widget]:
        """Tabs, orders, fills, gaps."""
        yield TabLine(id="orders-tabs")
        yield Table(order_columns(one_key=False), id="orders-all")
        yield Table(order_columns(one_key=True), id="orders-one")
        yield FillsPane(id="orders-fills")
        yield GapsPane(id="orders-gaps")

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
            self.following.start(self.names, QUOTE)
            self.draw()

    # Reading

    def _read(self) -> None:
        names, state, service = self.names, self.state, self.shell.service
        if self.document is None:
            words = "" if state == "all" else f"{state} "
            self.notice = loading(f"{words}orders of {self.one_key or 'all keys'}")
        self.draw()
        self.load(
            "orders",
            lambda: service.orders(names, state, None, None),
            self._arrived,
            self._refused,
        )

    def _arrived(self, document: Orders) -> None:
        self.document = document
        self.failed = False
        self.clear_error()
        self.notice = self._notice(document)
        self.set_read_at(document.at)
        self.following.start(self.names, QUOTE)
        self.draw()
        self._show_fills(self.table.cursor_key)

    def _refused(self, error: ErrorInfo) -> None:
        """Old orders stay, and are called stale; without any, the error takes their place."""
        self.failed = True
        self.notice = failed(error)
        self.following.ask_later()
        if self.document is not None:
            self.show_error(error)
        self.draw()

    def _notice(self, document: Orders) -> Notice:
        if document.errors and not document.rows:
            first = document.errors[0]
            return failed(ErrorInfo(first.kind, first.message, first.remedy))
        words = "orders" if self.state == "all" else f"{self.state} orders"
        others = "o, c and a choose open, closed and all orders; r reads again."
        return empty(f"No {words}.", others)

    def _seen(self, event: AccountEvent) -> None:
        """A live event changes orders in place; what is no longer open is asked for by itself."""
        if self.document is None or self.state == "closed":
            return
        self.document, gone = with_event(self.document, event)
        self.set_read_at(event.at)
        self._ask_for(gone)
        if not self.drawing:
            self.drawing = True
            self.set_timer(SOON, self._draw_events)

    def _ask_for(self, gone: tuple[OrderRow, ...]) -> None:
        """What became of orders of one key that were open: one question for all of them."""
        if not gone:
            return
        key, service = gone[0].key, self.shell.service
        symbols = {order.symbol for order in gone}
        symbol = symbols.pop() if len(symbols) == 1 else None
        times = [order.created_at for order in gone if order.created_at is not None]
        since = min(times) if len(times) == len(gone) else None
        self.load(
            f"ended {key}",
            lambda: service.orders((key,), "closed", symbol, since),
            lambda answer: self._ended(gone, answer.rows),
            lambda error: self._ended(gone, (), error),
        )

    def _ended(
        self, gone: tuple[OrderRow, ...], rows: tuple[OrderRow, ...], error: ErrorInfo | None = None
    ) -> None:
        """Put what became of them in their place; they stay on the screen. What nobody tells is
        not called open any more."""
        told = {order_key(row): row for row in rows}
        if self.document is not None:
            ended = (told.get(order_key(o)) or replace(o, status=None) for o in gone)
            self.document = with_rows(self.document, ended)
            self._draw_events()
        if error is not None:
            self.show_error(error)

    def _draw_events(self) -> None:
        self.drawing = False
        self.draw()
        self._show_fills(self.table.cursor_key)

    # Drawing

    def draw(self) -> None:
        """Put what is known on the screen; only what changed is written."""
        now, table, document = self.shell.clock(), self.table, self.document
        table.set_notice(self.notice)
        orders = self._shown_orders()
        table.set_title("Orders" if self.state == "all" else f"{self.state.capitalize()} orders")
        one = self.one_key is not None
        table.set_rows(order_rows(orders, now, one_key=one, glyphs=self.shell.glyphs))
        fresh = freshness_of(((o.source, o.at) for o in orders), now)
        table.set_stale(self.failed or fresh.stale)
        self._draw_tabs(orders)
        gaps = self.query_one(GapsPane)
        gaps.show(document.errors, document.not_read) if document else gaps.show((), ())

    def _draw_tabs(self, orders: tuple[OrderRow, ...]) -> None:
        live = sum(map(is_live, orders))
        right = f"{live} open of {len(orders)} · {self.following.words}" if self.document else ""
        self.query_one(TabLine).show(TABS, self.state, right)

    def _shown_orders(self) -> tuple[OrderRow, ...]:
        rows = self.document.rows if self.document else ()
        return tuple(row for row in rows if self.one_key in (None, row.key))

    def _order(self, key: str | None) -> OrderRow | None:
        return next((row for row in self._shown_orders() if order_key(row) == key), None)

    def _show_table(self) -> None:
        """Show the one table that is meant, and give it the keys."""
        for name in ("#orders-all", "#orders-one"):
            table = self.query_one(name, Table)
            table.set_class(table is not self.table, "-other")
        self.remove_class("-fills")
        self._show_hints()
        self.call_after_refresh(self.table.focus)

    # Fills

    @on(Table.Highlighted, "#orders-all, #orders-one")
    def highlight(self, event: Table.Highlighted) -> None:
        """The cursor stands on another order: its fills, once it rests there."""
        if event.table is self.table and self._fills_visible:
            key = event.key
            self.query_one(FillsPane).wait(self._order(key))
            self.set_timer(SOON, lambda: self._rested(key))

    def _rested(self, key: str | None) -> None:
        if key == self.table.cursor_key:
            self._show_fills(key)

    def _show_fills(self, key: str | None) -> None:
        if self._fills_visible:
            self.query_one(FillsPane).show(self._order(key))

    @property
    def _fills_visible(self) -> bool:
        return self.has_class("-tall") or self.has_class("-fills")

    def on_resize(self, _: events.Resize) -> None:
        """A terminal that became taller has room for the fills."""
        self.call_after_refresh(lambda: self._show_fills(self.table.cursor_key))

    @on(Table.Selected, "#orders-all, #orders-one")
    def choose(self, event: Table.Selected) -> None:
        """Enter: to the fills of the order under the cursor."""
        self.add_class("-fills")
        self._show_hints()
        self._show_fills(event.key)
        self.call_after_refresh(self.query_one(FillsPane).enter)

    def _show_hints(self) -> None:
        within = self.has_class("-fills")
        first = ("Esc", "back to the orders") if within else ("Enter", "fills")
        self.query_one(Hints).show((first, *hints_of("orders", "table", "app", limit=6)))

    def action_leave(self) -> None:
        """Esc: from the fills to the orders, from the orders back."""
        if self.has_class("-fills"):
            self.remove_class("-fills")
            self._show_hints()
            self.call_after_refresh(self.table.focus)
        else:
            self.shell.back()

    # Keys

    def action_refresh(self) -> None:
        """Read everything again; what is shown stays until the answer is there."""
        self._read()

    def action_tab(self, state: str) -> None:
        """Show another list."""
        if state != self.state:
            self.state = state
            self._start_over()

    def action_turn(self, step: int) -> None:
        """The next list, or the one before."""
        names = [name for name, _, _ in TABS]
        self.action_tab(names[(names.index(self.state) + step) % len(names)])

    def action_one_key(self) -> None:
        """Only the key of the order under the cursor; again: all keys."""
        order = self._order(self.table.cursor_key)
        if self.one_key:
            self.names = self.asked
        elif order is not None:
            self.names = (order.key,)
        else:
            return
        self._start_over()

    def _start_over(self) -> None:
        """Another list: nothing of the old one stays under its name."""
        self.document = None
        self.failed = False
        self._show_table()
        self.refresh_title()
        self._read()
