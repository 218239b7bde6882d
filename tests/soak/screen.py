"""What a person sees who watches every key, and whether what is out of date there is marked so."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from jungletui.domain.accounts import BalanceRow, NotRead, OrderRow
from jungletui.domain.documents import AccountEvent, FeedState
from tests.soak.books import Books
from tests.soak.judge import FIGURES, Judge

LATE = {FeedState.LIVE: 32.0, FeedState.POLLED: 45.0}
"""Seconds after which a change must be on the screen, or the feed be marked: cross-checks of a live
key, by which a stream that went deaf is noticed, come every eight here, polls of a crowd more
seldom, and each may take twenty. A machine that is slow is given more (see `Screen.lag`)."""
SPARE = 4
"""Times as much for a read, which is so many steps."""


@dataclass
class Shown:
    """Of one key."""

    balances: tuple[BalanceRow, ...] = ()
    orders: tuple[OrderRow, ...] = ()
    gaps: tuple[NotRead, ...] = ()
    state: FeedState = FeedState.STALE
    failed: str = ""


@dataclass
class Screen:
    """Takes events as a screen does."""

    judge: Judge
    shown: dict[str, Shown] = field(default_factory=lambda: defaultdict(Shown))
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    lag: float = 0.0
    """Seconds that the service takes for the answer to a question that asks nobody."""
    states: dict[str, set[FeedState]] = field(default_factory=lambda: defaultdict(set))

    def see(self, event: AccountEvent) -> None:
        """An event; its figures must have been true."""
        shown = self.shown[event.key]
        self.counts["events"] += 1
        if event.feed is not None:
            if event.feed.state is not shown.state:
                self.judge.count(event.key, f"became {event.feed.state.value}")
            shown.state = event.feed.state
            self.states[event.key].add(event.feed.state)
        shown.failed = event.error.kind if event.error is not None else ""
        if shown.failed == "internal":
            self.judge.blame(f"{event.key}: the service made a mistake while it watched")
        if event.orders is not None:
            shown.orders, shown.gaps = event.orders.rows, event.orders.not_read
            self.judge.orders(event.orders.rows)
            self.judge.errors((), event.orders.not_read)
        if event.balances is not None:
            shown.balances = event.balances.rows
            self.judge.balances(event.balances.rows)
            self.judge.errors((), event.balances.not_read)
        if event.fills is not None:
            self.judge.fills(event.fills.rows)

    def check_ages(self) -> None:
        """Whatever has been another for long is marked stale, or shown."""
        now = time.monotonic()
        for name, shown in self.shown.items():
            if shown.state is FeedState.STALE or shown.failed or name not in self.judge.wallets:
                continue
            for text, age in self.unlike(name, now):
                if age > LATE[shown.state] + SPARE * self.lag:
                    self.judge.blame(f"shown as {shown.state.value} since {age:.0f} s: {text}")

    def unlike(self, name: str, now: float) -> Iterator[tuple[str, float]]:
        """What the screen shows of one key and the books do not have, and for how many seconds."""
        yield from self._unlike_balances(name, self.judge.books[name], now)
        yield from self._unlike_orders(name, self.judge.books[name], now)

    def _unlike_balances(self, name: str, books: Books, now: float) -> Iterator[tuple[str, float]]:
        known = {(row.wallet, row.asset): row for row in self.shown[name].balances}
        for ours, theirs in self.judge.wallets[name].items():
            for asset in tuple(books.account.wallets.get(theirs, {})):
                amounts, age = books.settled((theirs, asset), now)
                row = known.get((ours, asset))
                told = row.total if row is not None else Decimal(0)
                total = amounts[FIGURES.index("total")]
                if told != total and not self.judge.is_apart(name, (ours, asset), "total"):
                    yield f"{name} {ours} {asset}: {told}, and there is {total}", age

    def _unlike_orders(self, name: str, books: Books, now: float) -> Iterator[tuple[str, float]]:
        shown = {row.id: row for row in self.shown[name].orders}
        hidden = self.judge.unseen.get(name, frozenset())
        for id_ in books.orders:
            if books.account.orders[id_].wallet in hidden:
                continue
            (filled, _, is_open), age = books.lasting(id_, now)
            row = shown.get(id_)
            if (row is not None) != is_open:
                yield f"{name}: order {id_} is {'not ' if row is None else ''}there", age
            elif row is not None and row.filled not in (None, filled):
                yield f"{name}: order {id_} filled {row.filled}, not {filled}", age
