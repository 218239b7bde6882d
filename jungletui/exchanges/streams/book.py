"""What is known of one account: what REST read, and what the stream told since. No clock, no I/O.

A snapshot is as of some moment between its question and its answer. What the stream told after the
question stands, whatever the snapshot says: a change that the snapshot has and the stream had not
yet told is told next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from jungletui.domain.accounts import BalanceRow, FillRow, NotRead, OrderRow, Origin, Withheld

LONG_AGO = datetime.min.replace(tzinfo=UTC)
OPEN = "open"
REMEMBERED = 2000
"""Ended orders that are kept in mind, so that an older snapshot does not open them again."""

Wallet = tuple[str, str]
Place = tuple[str, str]
Row = TypeVar("Row", BalanceRow, OrderRow)


@dataclass(frozen=True, slots=True)
class Heard:
    """What one message told. `unclear`: something is new, and REST has to say what."""

    balances: tuple[BalanceRow, ...] = ()
    orders: tuple[OrderRow, ...] = ()
    fills: tuple[FillRow, ...] = ()
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class Differs:
    """What a snapshot told that was not known: `places` are the wallets and assets whose total is
    another."""

    anything: bool
    places: frozenset[Wallet] = frozenset()


@dataclass(frozen=True, slots=True)
class News:
    """Which parts of the book are other than before."""

    balances: bool = False
    orders: bool = False

    def __bool__(self) -> bool:
        return self.balances or self.orders


@dataclass(slots=True)
class Lost:
    """Tells what fails now from what was never to be read: no right, no such product."""

    now: frozenset[str] = frozenset()
    _never: frozenset[str] | None = None

    def those(self, not_read: Iterable[NotRead]) -> frozenset[str]:
        """What of this could be read before."""
        names = frozenset(gap.what for gap in not_read if not isinstance(gap, Withheld))
        self.now = frozenset() if self._never is None else names - self._never
        if not self.now:
            self._never = names
        return self.now


class Book:
    """The balances and open orders of one key."""

    def __init__(self) -> None:
        self._balances: dict[Wallet, BalanceRow] = {}
        self._orders: dict[Place, OrderRow] = {}
        self._emptied: dict[Wallet, datetime] = {}
        self._ended: dict[Place, datetime] = {}
        self._lost_of_balances, self._lost_of_orders = Lost(), Lost()
        self.balances_not_read: tuple[NotRead, ...] = ()
        self.orders_not_read: tuple[NotRead, ...] = ()

    @property
    def balances(self) -> tuple[BalanceRow, ...]:
        """Every asset of which there is any."""
        return tuple(self._balances.values())

    @property
    def orders(self) -> tuple[OrderRow, ...]:
        """Every open order, newest first."""
        found = self._orders.values()
        return tuple(sorted(found, key=lambda row: (row.created_at or LONG_AGO, row.id))[::-1])

    def read_balances(
        self, rows: Iterable[BalanceRow], not_read: tuple[NotRead, ...], asked: datetime
    ) -> Differs:
        """A snapshot of the balances. What could not be read this time, and could before, keeps its
        older rows."""
        before, gaps = self._balances, self.balances_not_read
        found = {(row.wallet, row.asset): row for row in rows}
        lost = self._lost_of_balances.those(not_read)
        kept = {place: row for place, row in before.items() if place[0] in lost}
        self._balances = _after({**kept, **found}, before, self._emptied, asked)
        self._emptied = {place: at for place, at in self._emptied.items() if at >= asked}
        self.balances_not_read = not_read
        return _differs(before, self._balances, gaps != not_read)

    def read_orders(
        self, rows: Iterable[OrderRow], not_read: tuple[NotRead, ...], asked: datetime
    ) -> bool:
        """A snapshot of the open orders, in the same way; whether it told anything new. Which part
        of the list an order is in is not known, so that all older ones stay where one is lost."""
        before = {place: _plain(row) for place, row in self._orders.items()}, self.orders_not_read
        found = {(row.symbol, row.id): row for row in rows}
        kept = self._orders if self._lost_of_orders.those(not_read) else {}
        self._orders = _after({**kept, **found}, self._orders, self._ended, asked)
        self._ended = {place: at for place, at in self._ended.items() if at >= asked}
        self.orders_not_read = not_read
        after = {place: _plain(row) for place, row in self._orders.items()}, not_read
        return before != after

    @property
    def lost(self) -> frozenset[str]:
        """Wallets and lists that the last snapshot lacks, and that were read before."""
        return self._lost_of_balances.now | self._lost_of_orders.now

    def hear(self, heard: Heard) -> News:
        """What a message told."""
        balances = [self._hear_balance(row) for row in heard.balances]
        orders = [self._hear_order(row) for row in heard.orders]
        return News(any(balances), any(orders))

    def _hear_balance(self, row: BalanceRow) -> bool:
        place = (row.wallet, row.asset)
        if not any((row.free, row.used, row.total)):
            self._emptied[place] = row.at
            return self._balances.pop(place, None) is not None
        self._emptied.pop(place, None)
        old = self._balances.get(place)
        self._balances[place] = row
        return old is None or _amounts(old) != _amounts(row)

    def _hear_order(self, row: OrderRow) -> bool:
        place = (row.symbol, row.id)
        old = self._orders.get(place)
        if row.status is not None and row.status != OPEN:
            self._ended[place] = row.at
            while len(self._ended) > REMEMBERED:
                del self._ended[next(iter(self._ended))]
            return self._orders.pop(place, None) is not None
        if old is None and place in self._ended:
            return False  # an ended order never opens again: messages out of order
        if old is not None and _is_older(row, old):
            return False
        self._orders[place] = row if old is None else completed(row, old)
        return old is None or _plain(old) != _plain(self._orders[place])


def _differs(
    before: dict[Wallet, BalanceRow], after: dict[Wallet, BalanceRow], gaps: bool
) -> Differs:
    everywhere = before.keys() | after.keys()
    moved = {place for place in everywhere if _total(before, place) != _total(after, place)}
    anything = gaps or any(
        _amounts(before[place]) != _amounts(after[place]) for place in before.keys() & after.keys()
    )
    return Differs(bool(moved) or anything, frozenset(moved))


def _total(rows: dict[Wallet, BalanceRow], place: Wallet) -> object:
    return rows[place].total if place in rows else None


def completed(new: OrderRow, old: OrderRow) -> OrderRow:
    """`new`, and what it does not say of what never changes, from `old`."""
    names = ("client_id", "side", "type", "price", "amount", "created_at")
    missing = {name: getattr(old, name) for name in names if getattr(new, name) is None}
    return replace(new, **missing) if missing else new


def _is_older(new: OrderRow, old: OrderRow) -> bool:
    """Whether a message tells of an earlier state: fills are never undone."""
    return new.filled is not None and old.filled is not None and new.filled < old.filled


def _after(
    found: dict[tuple[str, str], Row],
    known: dict[tuple[str, str], Row],
    gone: dict[tuple[str, str], datetime],
    asked: datetime,
) -> dict[tuple[str, str], Row]:
    """The snapshot, but for what the stream told after it was asked for."""
    told = {
        place: row for place, row in known.items() if row.source is Origin.WS and row.at >= asked
    }
    kept = {place: row for place, row in found.items() if gone.get(place, LONG_AGO) < asked}
    return {**kept, **told}


def _amounts(row: BalanceRow) -> tuple[object, ...]:
    return row.free, row.used, row.total


def _plain(row: OrderRow) -> OrderRow:
    """The order without where and when it was read."""
    return replace(row, at=LONG_AGO, source=Origin.REST)


Hear = Callable[[Heard], None]
