"""The pane with the fills of one order: what was executed, and whether it adds up."""

from __future__ import annotations

from typing import cast

from textual.app import ComposeResult
from textual.containers import Vertical

from jungletui.domain.accounts import FillRow, OrderRow
from jungletui.domain.documents import Fills
from jungletui.domain.failures import ErrorInfo
from jungletui.tui.notices import Notice, empty, failed, loading
from jungletui.tui.screens.base import JungleScreen
from jungletui.tui.views.fills import FILL_COLUMNS, fill_rows, fills_of, fills_summary
from jungletui.tui.views.lines import Line
from jungletui.tui.views.money import legend
from jungletui.tui.views.orders import order_key, progress_text, state_of
from jungletui.tui.views.signs import shown
from jungletui.tui.widgets.lines import Lines
from jungletui.tui.widgets.table import Table

Version = tuple[str, str]
"""An order and how far it is filled: fills are asked for again when it moved on."""


class FillsPane(Vertical):
    """The fills of one order. They are remembered until the order is filled further."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._order: OrderRow | None = None
        self._known: dict[Version, tuple[FillRow, ...]] = {}
        self._shown: Version | None = None

    def compose(self) -> ComposeResult:
        """Summary, and the fills themselves."""
        yield Table(FILL_COLUMNS, id="fills-table", title="Fills")
        yield Lines(id="fills-summary")

    @property
    def table(self) -> Table:
        """The fills."""
        return self.query_one(Table)

    def enter(self) -> None:
        """Give the keys to the fills."""
        self.table.focus()

    def forget(self) -> None:
        """What is shown next is asked for anew."""
        self._shown = None
        self._known.clear()

    def wait(self, order: OrderRow | None) -> None:
        """The cursor passes over this order: nothing of another one is shown under its name."""
        if order is None or not self._is_current(order):
            self._order, self._shown = order, None
            self._put(order, (), loading("fills") if order else empty("No order."))

    def show(self, order: OrderRow | None) -> None:
        """Show the fills of `order`, asking the service for them where they are not known."""
        if order is not None and _version(order) == self._shown:
            return
        self._order = order
        self._shown = _version(order) if order else None
        if order is None:
            self._put(None, (), empty("No order under the cursor."))
        elif (known := self._known.get(_version(order))) is not None:
            self._arrived(order, known)
        else:
            self._put(order, (), loading("fills"))
            self._ask(order)

    def _is_current(self, order: OrderRow) -> bool:
        return self._order is not None and order_key(order) == order_key(self._order)

    def _ask(self, order: OrderRow) -> None:
        screen = cast("JungleScreen", self.screen)
        service = screen.shell.service

        def arrived(answer: Fills) -> None:
            fills = fills_of(order, answer.rows)
            if answer.errors:
                first = answer.errors[0]
                self._refused(order, ErrorInfo(first.kind, first.message, first.remedy))
            elif not fills and order.filled != 0 and answer.not_read:
                gap = answer.not_read[0]
                self._put(order, (), empty(f"{gap.what} not read.", gap.reason))
            else:
                self._known[_version(order)] = fills
                self._arrived(order, fills)

        screen.load(
            "fills",
            lambda: service.fills((order.key,), order.symbol, order.created_at),
            arrived,
            lambda error: self._refused(order, error),
        )

    def _arrived(self, order: OrderRow, fills: tuple[FillRow, ...]) -> None:
        notice = empty("No fills: nothing of this order was executed.")
        self._put(order, fills, notice)

    def _refused(self, order: OrderRow, error: ErrorInfo) -> None:
        self._put(order, (), failed(error))

    def _put(self, order: OrderRow | None, fills: tuple[FillRow, ...], notice: Notice) -> None:
        """Put them on the screen, unless the cursor has moved on meanwhile."""
        if order is not None and not self._is_current(order):
            return
        shell = cast("JungleScreen", self.screen).shell
        now = shell.clock()
        title = legend(_title(order), fills, ("price", "amount", "cost", "fee"))
        self.table.set_title(shown(title, shell.glyphs))
        self.table.set_notice(notice)
        self.table.set_rows(fill_rows(fills, now))
        known = order is not None and _version(order) in self._known
        told = order is not None and known and bool(fills or order.filled)
        summary: tuple[Line, ...] = fills_summary(order, fills) if order and told else ()
        self.query_one("#fills-summary", Lines).set_lines(summary)


def _version(order: OrderRow) -> Version:
    return order_key(order), f"{order.filled} {order.status}"


def _title(order: OrderRow | None) -> str:
    if order is None:
        return "Fills"
    return (
        f"Fills of {order.side or 'order'} {order.symbol} {order.id} ({state_of(order).words}, "
        f"{progress_text(order)})"
    )
