"""The ears of one life of a stream: from the messages, as ccxt read them, to what they tell."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from jungletui.domain.accounts import BalanceRow, FillRow, OrderRow, Origin
from jungletui.domain.failures import ExchangeError
from jungletui.domain.keys import KeyProfile
from jungletui.domain.times import Clock
from jungletui.exchanges.corrections.finding import corrections_of
from jungletui.exchanges.line import Line
from jungletui.exchanges.loader import ccxt_error
from jungletui.exchanges.protocol import Row
from jungletui.exchanges.reading import CONFUSED, parsed
from jungletui.exchanges.rows import balance_rows, exact, fill_row, order_row
from jungletui.exchanges.saying import SAID, Said
from jungletui.exchanges.streams.book import Hear, Heard
from jungletui.exchanges.streams.endings import broken_off, failure_of, says_end
from jungletui.exchanges.streams.figures import News, balance_figures
from jungletui.exchanges.streams.plans import StreamPlan
from jungletui.exchanges.vouching import Witness


@dataclass(slots=True, eq=False)
class Listener:
    """Hears the messages that `made` reads, and calls `hear` with what they tell."""

    made: Any
    line: Line
    profile: KeyProfile
    plan: StreamPlan
    clock: Clock
    hear: Hear
    framed: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Future[None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    last: float = 0.0
    unread: int = 0

    def __post_init__(self) -> None:
        # A stream that is left ends, too, and nobody asks why any more.
        self.over.add_done_callback(lambda over: over.cancelled() or over.exception())

    def frame(self) -> None:
        """A sign of life."""
        self.last = asyncio.get_running_loop().time()
        self.framed.set()

    def unreadable(self) -> None:
        """REST has to say what the message said."""
        self.unread += 1
        self.hear(Heard(unclear=True))

    def ended(self, error: Exception | None) -> None:
        """The connection is gone."""
        self._end(failure_of(error, self.line))

    def message(self, found: object, told: list[object]) -> None:
        """One message."""
        if says_end(found):
            self._end(broken_off(self.line, "the exchange ended the stream"))
            return
        try:
            heard = self._heard(found, told)
        except (ExchangeError, ccxt_error(), *CONFUSED):
            self.unreadable()
            return
        if heard is not None:
            self.hear(heard)

    def _heard(self, found: object, told: list[object]) -> Heard | None:
        at, witness = self.clock(), Witness(self.made, self.profile.name, "the stream")
        orders, fills, unclear = [], [], False
        for result in told:
            if result is self.made.orders:
                orders += self._orders(said_in(found, newest(result)), at, witness)
            elif result is self.made.myTrades:
                fills += self._fills(said_in(found, newest(result)), witness)
            elif isinstance(result, Mapping) and _is_balance(self.made, result):
                unclear = unclear or not self.plan.balances
        if (orders or fills) and not (self.plan.orders and self.plan.balances):
            unclear = True
        unclear = unclear or bool(witness.gaps())
        balances: tuple[BalanceRow, ...] = ()
        try:
            if self.plan.balances:
                balances = self._balances(found, at)
        except News:
            unclear = True
        if not self.plan.orders:
            orders, fills = [], []
        heard = Heard(balances, tuple(orders), tuple(fills), unclear)
        return heard if balances or orders or fills or unclear else None

    def _balances(self, found: object, at: datetime) -> tuple[BalanceRow, ...]:
        figures = balance_figures(self.profile.exchange, self.made, found)
        if figures is None:
            return ()
        rows = list(balance_rows(figures.balance, self.profile, figures.wallet, at))
        known = {row.asset for row in rows}
        emptied = (
            _nothing(self.profile, figures.wallet, asset, at)
            for asset, amounts in figures.balance.items()
            if asset not in known and isinstance(amounts, dict) and _is_zero(amounts)
        )
        return (*(replace(row, source=Origin.WS) for row in rows), *emptied)

    def _orders(self, rows: Iterable[Row], at: datetime, witness: Witness) -> list[OrderRow]:
        correct = corrections_of(self.profile.exchange).heard

        def convert(row: Row) -> OrderRow:
            raw = row.get("info")
            row = correct(dict(row), raw) if isinstance(raw, Mapping) else row
            order = replace(order_row(row, self.profile, at), source=Origin.WS)
            return witness.orders(order, row)

        return parsed(self.line, convert, rows)

    def _fills(self, rows: Iterable[Row], witness: Witness) -> list[FillRow]:
        return parsed(self.line, lambda row: witness.fills(fill_row(row, self.profile), row), rows)

    def _end(self, error: ExchangeError) -> None:
        if not self.over.done():
            self.over.set_exception(error)


def said_in(message: object, rows: Iterable[Row]) -> list[Row]:
    """Rows, each with what it was read from: the message, and those before it that ccxt has put
    together with it."""
    return [
        {**row, SAID: Said((json.dumps(message, default=str), json.dumps(row.get("info"))))}
        for row in rows
    ]


def newest(cache: Any) -> list[Row]:
    """What ccxt appended to one of its caches since this was asked the last time."""
    count = cache.getLimit(None, None) or 0
    size = len(cache)
    return [cache[place] for place in range(max(0, size - count), size)]


def _is_balance(made: Any, result: object) -> bool:
    """Whether `result` is ccxt's balance, or one wallet of it."""
    known = made.balance
    if result is known:
        return True
    return isinstance(known, Mapping) and any(result is part for part in known.values())


def _is_zero(amounts: Mapping[str, object]) -> bool:
    found = [exact(amounts.get(name)) for name in ("free", "used", "total")]
    return any(value is not None for value in found) and not any(found)


def _nothing(profile: KeyProfile, wallet: str, asset: str, at: datetime) -> BalanceRow:
    """An asset that is gone."""
    zero = exact("0")
    return BalanceRow(
        profile.name, profile.exchange, wallet, asset, zero, zero, zero, None, Origin.WS, at
    )
