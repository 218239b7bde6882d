"""Whether figures are those of the books: at the time that they claim, digit for digit."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from jungletui.domain.accounts import (
    BalanceRow,
    FillRow,
    KeyFailure,
    MovementRow,
    NotRead,
    OrderRow,
    Origin,
    PositionRow,
)
from jungletui.domain.executions import ExecutionRow
from jungletui.domain.times import utc_now
from jungletui.sandbox.movements import DEPOSITS, WITHDRAWALS, movements
from tests.soak.books import Books, Place

OLDEST = 60.0
"""Seconds that a figure may have been on its way: hanging requests take thirty, and wait for their
turn before."""
BY_STREAM = 5.0
FIGURES = ("free", "used", "total")
NEARLY = Decimal("1e-9")
"""How far an average, rounded by the exchange, may be from cost by amount."""
MOST_BLAMED = 40


@dataclass
class Judge:
    """Compares rows with the books of their key; what is wrong is in `wrong`, how much was compared
    in `counts` by exchange and kind."""

    books: dict[str, Books]
    tell: Callable[[str], object] = str
    wrong: list[str] = field(default_factory=list)
    counts: dict[str, dict[str, int]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )
    wallets: dict[str, dict[str, str]] = field(default_factory=dict)
    unseen: dict[str, frozenset[str]] = field(default_factory=dict)
    apart: set[tuple[str, str, str, str]] = field(default_factory=set)
    """Exchange, wallet, asset and figure that are by its rules something else than in the books
    (see `learn`)."""

    def learn(self, key: str, rows: Iterable[BalanceRow]) -> None:
        """Which wallet of ours is which of the books', from a reading in calm: that with the most
        in common. What differs even then is set apart, and told at the end."""
        books, ours = self.books[key], defaultdict(dict)
        for row in rows:
            ours[row.wallet][row.asset] = row
        names = self.wallets[key] = {}
        for mine, assets in ours.items():
            alike = {
                theirs: sum(
                    held[asset].total == row.total for asset, row in assets.items() if asset in held
                )
                for theirs, held in books.account.wallets.items()
                if theirs not in names.values()
            }
            best = max(alike, key=alike.__getitem__, default=None)
            if best is not None and alike[best]:
                names[mine] = best
        for mine, theirs in names.items():
            for asset, held in books.account.wallets[theirs].items():
                row = ours[mine].get(asset)
                for name in FIGURES:
                    told = getattr(row, name) if row is not None else Decimal(0)
                    if told != getattr(held, name) and (told is not None or name == "total"):
                        self.apart.add((books.world.rules.exchange, mine, asset, name))

    def learn_orders(self, key: str, rows: Iterable[OrderRow], told: bool) -> None:
        """Of which wallets the key does not see the orders, which it says (`told`)."""
        seen = {row.id for row in rows}
        open_ = self.books[key].account.open_orders()
        self.unseen[key] = frozenset(order.wallet for order in open_ if order.id not in seen)
        if self.unseen[key] and not told:
            self.blame(f"{key}: no orders of {sorted(self.unseen[key])}, and not a word of it")

    def balances(self, rows: Iterable[BalanceRow]) -> None:
        """Every figure was held."""
        for row in rows:
            theirs = self.wallets.get(row.key, {}).get(row.wallet)
            if theirs is None:
                self.count(row.key, "not compared")
                continue
            held = self.books[row.key].held((theirs, row.asset), _since(row.source, row.at))
            for position, name in enumerate(FIGURES):
                told = getattr(row, name)
                if told is None or self.is_apart(row.key, (row.wallet, row.asset), name):
                    continue
                self.count(row.key, "balances")
                if told not in {amounts[position] for amounts in held}:
                    seen = sorted({amounts[position] for amounts in held})
                    self.blame(
                        f"{row.key} {row.wallet} {row.asset}: {name} {told}, {seen} was held"
                    )

    def is_apart(self, key: str, place: Place, name: str) -> bool:
        """Whether that figure is something else by the exchange's rules."""
        return (self.books[key].world.rules.exchange, *place, name) in self.apart

    def orders(self, rows: Iterable[OrderRow]) -> None:
        """Every order is there, as it stood at some moment."""
        for row in rows:
            books = self.books[row.key]
            order = books.account.orders.get(row.id)
            if order is None or (order.symbol, order.side) != (row.symbol, row.side):
                self.blame(f"{row.key}: order {row.id} {row.symbol} {row.side} is in no book")
                continue
            self.count(row.key, "orders")
            steps = books.steps(row.id, _since(row.source, row.at))
            over = set() if row.status == "open" else {Decimal(0)}  # some say: nothing more comes
            wants = {
                "amount": (row.amount, {order.amount}),
                "price": (row.price if order.type == "limit" else None, {order.price}),
                "filled": (row.filled, {filled for filled, _, _ in steps}),
                "remaining": (
                    row.remaining,
                    {order.amount - filled for filled, _, _ in steps} | over,
                ),
            }
            for name, (told, known) in wants.items():
                if told is not None and told not in known:
                    self.blame(f"{row.key}: {name} of order {row.id} {row.symbol} is {told},"
                               f" not {sorted(known)}")  # fmt: skip
            if row.cost is not None and books.world.markets[row.symbol].spot:
                known = {cost for filled, cost, _ in steps if filled == row.filled}
                if not any(_near(row.cost, cost) for cost in known):
                    self.blame(f"{row.key}: cost of order {row.id} {row.symbol} is {row.cost},"
                               f" not {sorted(known)}")  # fmt: skip
            if (row.status == "open") not in {is_open for _, _, is_open in steps}:
                self.blame(f"{row.key}: order {row.id} {row.symbol} was not {row.status}")

    def fills(self, rows: Iterable[FillRow]) -> None:
        """Every fill happened so."""
        for row in rows:
            books = self.books[row.key]
            fill = books.fills.get(row.id)
            if fill is None or fill.symbol != row.symbol:
                self.blame(f"{row.key}: fill {row.id} {row.symbol} is in no book")
                continue
            self.count(row.key, "fills")
            told = {"amount": row.amount, "price": row.price, "order_id": row.order_id}
            for name, value in told.items():
                if value is not None and value != getattr(fill, name):
                    self.blame(f"{row.key}: {name} of fill {row.id} {row.symbol} is {value},"
                               f" not {getattr(fill, name)}")  # fmt: skip
            if row.fee is not None and row.fee != fill.fee:
                self.blame(f"{row.key}: fee of fill {row.id} is {row.fee}, not {fill.fee}")
            if row.cost is not None and fill.amount and not _near(row.cost, fill.cost):
                self.blame(f"{row.key}: cost of fill {row.id} is {row.cost}, not {fill.cost}")

    def executions(self, rows: Iterable[ExecutionRow]) -> None:
        """Every order that is judged is in the books; what was asked twice meanwhile may differ."""
        for row in rows:
            books = self.books[row.key]
            order = books.account.orders.get(row.order_id)
            if order is None:
                self.blame(f"{row.key}: order {row.order_id} of the executions is in no book")
                continue
            self.count(row.key, "executions")
            known = {filled for filled, _, _ in books.steps(row.order_id, 0)}
            if row.amount not in (None, order.amount) or row.filled not in (None, *known):
                self.blame(f"{row.key}: of order {row.order_id} {row.filled} of {row.amount}")

    def positions(self, rows: Iterable[PositionRow]) -> None:
        """Every position was held."""
        for row in rows:
            books = self.books[row.key]
            known = {abs(size) for size in books.sizes(row.symbol, _since(row.source, row.at))}
            self.count(row.key, "positions")
            if row.contracts not in known:
                self.blame(f"{row.key}: {row.contracts} contracts of {row.symbol},"
                           f" not {sorted(known)}")  # fmt: skip

    def movements(self, rows: Iterable[MovementRow]) -> None:
        """Everything that came or left did."""
        for row in rows:
            account = self.books[row.key].account
            every = (*movements(account, DEPOSITS), *movements(account, WITHDRAWALS))
            known = {one.amount: one for one in every if one.asset == row.asset}
            known |= {one.amount + one.fee: one for one in every if one.asset == row.asset}
            self.count(row.key, "movements")
            one = known.get(row.amount) if row.amount is not None else None
            if one is None:
                self.blame(f"{row.key}: {row.kind} {row.amount} {row.asset} {row.id} is in no book")

    def errors(self, errors: Iterable[KeyFailure], gaps: Iterable[NotRead]) -> None:
        """Failures are counted; one of the service itself is a crash."""
        for error in errors:
            self.count(error.key, "refused reads")
            if error.kind == "internal":
                self.blame(f"{error.key}: the service made a mistake")
        for gap in gaps:
            self.count(gap.key, "gaps told")
            if "occurs nowhere" in gap.reason:
                self.blame(f"{gap.key}: {gap.what}: {gap.reason}")

    def count(self, key: str, what: str) -> None:
        """One more of it."""
        exchange = self.books[key].world.rules.exchange if key in self.books else key
        self.counts[exchange][what] += 1

    def blame(self, text: str) -> None:
        """Something is wrong."""
        if len(self.wrong) < MOST_BLAMED and text not in self.wrong:
            self.wrong.append(text)
            self.tell(f"WRONG: {text}")


def _since(source: Origin, at: datetime) -> float:
    age = (utc_now() - at).total_seconds()
    return time.monotonic() - age - (BY_STREAM if source is Origin.WS else OLDEST)


def _near(told: Decimal, known: Decimal) -> bool:
    return abs(told - known) <= NEARLY * max(abs(known), Decimal(1))
