"""What is known of one followed key, whoever told it, and the documents that say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from jungletui.domain.accounts import NotRead, Price
from jungletui.domain.documents import Balances, Orders
from jungletui.domain.worth import Account
from jungletui.exchanges.streams.book import Book
from jungletui.service.valuing import with_value


@dataclass(slots=True)
class Known:
    """The book that reads and stream write in, and what only reads tell. `name` is the key's,
    `prices` and `unpriced` are by quote; `orders_untold` says why open orders are not told there
    at all."""

    name: str
    book: Book = field(default_factory=Book)
    account: Account | None = None
    prices: dict[str, Mapping[str, Price]] = field(default_factory=dict)
    unpriced: dict[str, NotRead] = field(default_factory=dict)
    orders_untold: NotRead | None = None


def balances_of(known: Known, quote: str, at: datetime) -> Balances:
    """What is there, with its worth as far as prices are known."""
    prices = known.prices.get(quote, {})
    rows = tuple(with_value(row, prices.get(row.asset)) for row in known.book.balances)
    values = [row.value for row in rows if row.value is not None]
    unpriced = (known.unpriced[quote],) if quote in known.unpriced else ()
    return Balances(
        at=at,
        quote=quote,
        total=sum(values, Decimal(0)) if values or not rows else None,
        rows=rows,
        errors=(),
        not_read=(*known.book.balances_not_read, *unpriced),
        accounts=() if known.account is None else (known.account,),
    )


def orders_of(known: Known, at: datetime) -> Orders:
    """The open orders."""
    untold = () if known.orders_untold is None else (known.orders_untold,)
    gaps = (*known.book.orders_not_read, *untold)
    return Orders(at, known.book.orders, (), gaps)
