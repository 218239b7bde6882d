"""Orders, open and closed, of all keys or of one, with the fills of the one under the cursor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.widget import Widget

from jungletui.domain.accounts import KeyFailure, OrderRow
from jungletui.domain.documents import AccountEvent, Orders
from jungletui.tui.bindings import bindings_of, hints_of
from jungletui.tui.notices import Notice, empty, loading
from jungletui.tui.screens.account import AccountScreen
from jungletui.tui.screens.account_parts import Figures
from jungletui.tui.screens.gathering import SOON
from jungletui.tui.screens.orders_ended import EndedOrders
from jungletui.tui.screens.orders_fills import FillsPane
from jungletui.tui.views.gaps import Gap, gaps_of
from jungletui.tui.views.live_orders import kept, together, with_event
from jungletui.tui.views.money import legend
from jungletui.tui.views.orders import FIGURES, is_live, order_columns, order_key, order_rows
from jungletui.tui.widgets.chrome import Hints
from jungletui.tui.widgets.gaps import GapLine
from jungletui.tui.widgets.table import Table
from jungletui.tui.widgets.tabs import TabLine

LISTS = (("open", "o", "open"), ("closed", "c", "closed"), ("all", "a", "all"))
TABS = (*LISTS, ("check", "x", "execution check"))


class OrdersScreen(AccountScreen[Orders]):
    """Three lists. In a terminal of 30 lines or more the fills stand below; else Enter shows them
    in the place of the orders, and Esc goes back."""

    scope = "orders"
    what = "orders"
    CSS_PATH = "orders.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("orders")]

    def __init__(self, names: tuple[str, ...] = ()) -> None:
        super().__init__(names)
        self.VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]
        self.state = "open"
        self.ended = EndedOrders(self, self.draw_soon)

    @property
    def table(self) -> Table:
        """The table of orders that is shown now."""
        return self.query_one("#orders-one" if self.one_key else "#orders-all", Table)

    def body(self) -> Iterable[Widget]:
        """Tabs, orders, fills, gaps."""
        yield TabLine(id="orders-tabs")
        yield Table(order_columns(one_key=False), id="orders-all")
        yield Table(order_columns(one_key=True), id="orders-one")
        yield FillsPane(id="orders-fills")
        yield GapLine(id="orders-gaps")

    def open(self) -> None:
        """Read, and follow what changes."""
        self._show_table()
        super().open()

    # What is known

    @property
    def shelf(self) -> dict[str, Orders]:
        """What is known of this list, by key."""
        return self.shell.known.orders.setdefault(self.state, {})

    @property
    def document(self) -> Orders | None:
        """All that is shown, in one."""
        shelf = self.shelf
        return together(shelf[name] for name in self.wanted if name in shelf)

    async def ask(self, name: str) -> Orders:
        """Read one key."""
        return await self.shell.service.orders((name,), self.state, None, None)

    def kept(self, name: str, new: Orders) -> Orders:
        """Orders of a key that failed stay."""
        return kept(self.shelf.get(name), new)

    def failure(self, name: str, error: KeyFailure) -> Orders:
        """A key without orders, or with its older ones."""
        return self.kept(name, Orders(self.shell.clock(), (), (error,), ()))

    def words_while_reading(self) -> Notice:
        """What stands in the place of rows before the first answer."""
        words = "" if self.state == "all" else f"{self.state} "
        return loading(f"{words}orders of {self.one_key or 'all keys'}")

    def nothing_at_all(self) -> Notice:
        """There is no key."""
        return empty("No keys yet.", "1 shows the keys, a adds one there.")

    def nothing(self, document: Orders) -> Notice:  # noqa: ARG002
        """No orders is an answer, not an error."""
        words = "orders" if self.state == "all" else f"{self.state} orders"
        others = "o, c and a choose open, closed and all orders; r reads again."
        return empty(f"No {words}.", others)

    def figures(self, document: Orders) -> Figures:
        """Source and time of every row."""
        return tuple((row.source, row.at) for row in document.rows)

    def gaps(self) -> tuple[Gap, ...]:
        """What is missing in the list."""
        document = self.document
        return gaps_of(document.errors, document.not_read) if document else ()

    def seen(self, event: AccountEvent) -> None:
        """A live event changes orders in place; what is no longer open is asked for by itself."""
        known = self.shelf.get(event.key)
        if known is None or self.state == "closed":
            return
        self.shelf[event.key], gone = with_event(known, event)
        self.ended.ask(gone, self.shelf)
        self.draw_soon()

    # Drawing

    def draw(self) -> None:
        """Put what is known on the screen; only what changed is written."""
        now, table, document = self.shell.clock(), self.table, self.document
        orders = document.rows if document else ()
        table.set_notice(self.notice)
        self.refresh_title()
        words = "Orders" if self.state == "all" else f"{self.state.capitalize()} orders"
        table.set_title(legend(words, orders, FIGURES))
        one = self.one_key is not None
        rows = order_rows(orders, now, one_key=one, glyphs=self.shell.glyphs)
        table.set_rows(rows, first=not self.settled)
        table.set_stale(self.is_old(document, now))
        live = sum(map(is_live, orders))
        right = f"{live} open of {len(orders)}" if document else ""
        self.query_one(TabLine).show(TABS, self.state, right)
        self.query_one(GapLine).show(self.gaps(), now)
        self._show_fills(table.cursor_key)

    def _order(self, key: str | None) -> OrderRow | None:
        document = self.document
        rows = document.rows if document else ()
        return next((row for row in rows if order_key(row) == key), None)

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
        """Read everything again, the fills too; what is shown stays until the answer is there."""
        self.query_one(FillsPane).forget()
        super().action_refresh()

    def action_tab(self, state: str) -> None:
        """Show another list."""
        if state != self.state:
            self.state = state
            self._start_over()

    def action_turn(self, step: int) -> None:
        """The next list, or the one before."""
        names = [name for name, _, _ in LISTS]
        self.action_tab(names[(names.index(self.state) + step) % len(names)])

    def action_check(self) -> None:
        """Whether the orders of this key were executed, and add up."""
        order = self._order(self.table.cursor_key)
        key = self.one_key or (order.key if order else None)
        if key is not None:
            self.shell.go("executions", (key,))

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
        self.reading.stop()
        self.following.stop()
        self.settled = False
        self._show_table()
        self.refresh_title()
        self.read(again=False)
