"""What became of orders that were open and are no longer: asked once, put in their place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from jungletui.domain.accounts import OrderRow
from jungletui.domain.documents import Orders
from jungletui.domain.failures import ErrorInfo
from jungletui.tui.screens.base import JungleScreen
from jungletui.tui.views.live_orders import with_rows
from jungletui.tui.views.orders import order_key


@dataclass(frozen=True, slots=True)
class EndedOrders:
    """Asks for one screen; `changed` is called when something was put on a shelf."""

    screen: JungleScreen
    changed: Callable[[], None]

    def ask(self, gone: tuple[OrderRow, ...], shelf: dict[str, Orders]) -> None:
        """Ask what became of orders of one key: one question for all of them. They stay on the
        screen; what nobody tells is not called open any more."""
        if not gone:
            return
        key, service = gone[0].key, self.screen.shell.service
        symbols = {order.symbol for order in gone}
        symbol = symbols.pop() if len(symbols) == 1 else None
        times = [order.created_at for order in gone if order.created_at is not None]
        since = min(times) if len(times) == len(gone) else None

        def ended(rows: tuple[OrderRow, ...]) -> None:
            told = {order_key(row): row for row in rows}
            if key in shelf:
                now = (told.get(order_key(o)) or replace(o, status=None) for o in gone)
                shelf[key] = with_rows(shelf[key], now)
                self.changed()

        def refused(error: ErrorInfo) -> None:
            ended(())
            self.screen.show_error(error)

        self.screen.load(
            f"ended {key}",
            lambda: service.orders((key,), "closed", symbol, since),
            lambda answer: ended(answer.rows),
            refused,
        )
