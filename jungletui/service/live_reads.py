"""Reading all of one followed key by REST: its balances and open orders, then their prices."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from jungletui.domain.accounts import NotRead
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.service.live_account import Known
from jungletui.service.side_by_side import error_info

if TYPE_CHECKING:
    from jungletui.exchanges.session import Session


@dataclass(frozen=True, slots=True)
class Found:
    """What one read told that was not known, of `balances` and `orders`. `moved` are the wallets
    with other totals; None where no balances were read. What was read counts whatever failed."""

    balances: bool
    orders: bool
    moved: frozenset[str] | None
    errors: tuple[Exception, ...]


async def read(session: Session, known: Known, asked: datetime) -> Found:
    """Read both at once, as of `asked`, into the book. Nothing is raised."""
    answers = await asyncio.gather(
        session.balances(), session.orders("open", None, None), return_exceptions=True
    )
    errors = [answer for answer in answers if isinstance(answer, Exception)]
    balances, orders = answers
    news, moved = False, None
    if not isinstance(balances, BaseException):
        differs = known.book.read_balances(*balances, asked)
        news, moved = differs.anything, frozenset(wallet for wallet, _ in differs.places)
    known.orders_untold = None
    if isinstance(orders, ExchangeError) and orders.failure is FailureKind.NOT_SUPPORTED:
        errors.remove(orders)
        untold = NotRead(known.name, "open orders", orders.message, orders.remedy)
        known.orders_untold = untold
    orders_news = not isinstance(orders, BaseException) and known.book.read_orders(*orders, asked)
    return Found(news, orders_news, moved, tuple(errors))


async def price(
    session: Session, known: Known, quotes: Iterable[str], debug: bool, first: Callable[[], None]
) -> None:
    """Prices of what is there, in every quote that is asked for; the older ones stay where they
    cannot be read, and their age with them. `first` is called where a quote had none before."""
    assets = {row.asset for row in known.book.balances}
    for quote in quotes:
        try:
            found = await session.quotes(assets, quote)
        except Exception as error:  # noqa: BLE001  the boundary of the prices
            info = error_info(error, debug)
            what = f"prices in {quote}"
            known.unpriced[quote] = NotRead(known.name, what, info.message, info.remedy)
            known.prices.setdefault(quote, {})
        else:
            known.unpriced.pop(quote, None)
            if quote not in known.prices:
                first()
            known.prices[quote] = found
