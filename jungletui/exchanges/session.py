"""Everything that is read with one key."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar, cast

from jungletui.domain.accounts import BalanceRow, FillRow, NotRead, OrderRow
from jungletui.domain.failures import ExchangeError, FailureKind, UsageError
from jungletui.domain.json import Json
from jungletui.domain.keys import Key
from jungletui.domain.times import Clock
from jungletui.exchanges import history
from jungletui.exchanges.allowlists import section_of
from jungletui.exchanges.guard import check
from jungletui.exchanges.line import Line
from jungletui.exchanges.memories import Memory
from jungletui.exchanges.plans import Wallet
from jungletui.exchanges.protocol import Ccxt
from jungletui.exchanges.reading import ask, implicit_call, parsed
from jungletui.exchanges.rows import balance_rows, fill_row, order_row
from jungletui.exchanges.timesync import ClockReading, read_clock
from jungletui.exchanges.world import World

Dated = TypeVar("Dated", OrderRow, FillRow)
STATES = {"open": ("open",), "closed": ("closed",), "all": ("open", "closed")}


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """One key at its exchange. Every method sends what the guard allows and nothing else; every
    method may raise ExchangeError."""

    key: Key
    made: Ccxt
    line: Line
    world: World
    clock: Clock
    memory: Memory = field(default_factory=Memory, repr=False)

    @property
    def clock_offset(self) -> timedelta | None:
        """The exchange's clock minus this host's; None where it was not measured."""
        return self.world.time.offset

    @property
    def corrects_clock(self) -> bool:
        """Whether calls are signed with the exchange's time instead of this host's."""
        return self.world.plan.needs_time

    async def read_clock(self) -> ClockReading | None:
        """The exchange's time, asked anew; None where it has no such call."""
        if not self.made.has.get("fetchTime"):
            return None
        reading = read_clock(self.clock, self.made.fetch_time)
        return cast("ClockReading", await ask(self.line, reading))

    async def call(self, method: str, params: Mapping[str, Json] | None = None) -> Json:
        """The raw JSON reply of one implicit ccxt method, such as `privateGetAccountConfig`.
        Numbers with a fraction are texts of their digits."""
        path, api, verb, config = implicit_call(self.made, method)
        check(self.line.allowed, section_of(api), verb, path)
        work = cast("Any", self.made).fetch2(path, api, verb, dict(params or {}), config)
        return cast("Json", await ask(self.line, work))

    async def balances(self) -> tuple[tuple[BalanceRow, ...], tuple[NotRead, ...]]:
        """Every wallet that is read, side by side, and those that were not, with the reason. Where
        none could be read, the first failure is raised."""
        self._needs(self.world.plan.wallets, "balances")
        await self._with_markets()
        parts = [self._wallet(wallet) for wallet in self.world.plan.wallets]
        names = [wallet.name for wallet in self.world.plan.wallets]
        read, missed = history.split(self.key.name, names, await history.side_by_side(parts))
        return tuple(row for rows in read for row in rows), (*missed, *self._unread("balances"))

    async def orders(
        self, state: str, symbol: str | None, since: datetime | None
    ) -> tuple[tuple[OrderRow, ...], tuple[NotRead, ...]]:
        """Orders that are `open`, `closed` (filled, cancelled, …) or `all`, newest first."""
        if state not in STATES:
            raise UsageError(f"no such state of orders: {state}", "open, closed or all")
        self._needs(self.world.plan.slices, "orders")
        await self._with_markets()
        self.memory.refused.clear()
        as_order = partial(order_row, key=self.key.profile, at=self.clock())
        found, missed = [], []
        for part in STATES[state]:
            rows, gaps = await history.read(self._asking(part, symbol, since))
            orders = parsed(self.line, as_order, rows)
            found += [row for row in orders if part == "open" or row.status != "open"]
            missed += [*gaps, *self._unread(part)]
        unique = {(row.symbol, row.id): row for row in reversed(found)}
        return _newest(unique.values()), tuple(dict.fromkeys(missed))

    async def fills(
        self, symbol: str | None, since: datetime | None
    ) -> tuple[tuple[FillRow, ...], tuple[NotRead, ...]]:
        """Executions, newest first."""
        self._needs(self.world.plan.slices, "fills")
        await self._with_markets()
        self.memory.refused.clear()
        rows, missed = await history.read(self._asking("fills", symbol, since))
        fills = parsed(self.line, partial(fill_row, key=self.key.profile), rows)
        found = {(row.symbol, row.id): row for row in fills}
        return _newest(found.values()), (*missed, *self._unread("fills"))

    async def prices(self, assets: Collection[str], quote: str) -> Mapping[str, Decimal]:
        """What one of each asset is worth in `quote`, from this exchange's own tickers, at most 30
        seconds old; an asset without a price is left out."""
        self._needs(self.world.plan.wallets, "prices")
        return cast("Mapping[str, Decimal]", await ask(self.line, self._prices(assets, quote)))

    async def _prices(self, assets: Collection[str], quote: str) -> dict[str, Decimal]:
        await self.world.public()
        return await self.world.prices.of(assets, quote)

    async def _with_markets(self) -> None:
        self.line.check()
        await ask(self.line, self.world.markets.share(self.made))

    async def _wallet(self, wallet: Wallet) -> list[BalanceRow]:
        found = await ask(self.line, self.made.fetch_balance(dict(wallet.params)))
        profile, at = self.key.profile, self.clock()
        [rows] = parsed(
            self.line,
            lambda balance: list(balance_rows(balance, profile, wallet.name, at)),
            [cast("Mapping[str, object]", found)],
        )
        return rows

    def _asking(self, of: str, symbol: str | None, since: datetime | None) -> history.Asking:
        plan = self.world.plan
        return history.Asking(
            key=self.key.name,
            made=self.made,
            line=self.line,
            plan=plan,
            of=of,
            symbol=symbol,
            since=since,
            memory=self.memory,
            now=self.world.time.milliseconds(),
        )

    def _unread(self, of: str) -> tuple[NotRead, ...]:
        reason = "JungleTUI does not read this yet"
        plan = self.world.plan
        return tuple(NotRead(self.key.name, u.name, reason) for u in plan.unread if of in u.of)

    def _needs(self, plan: Collection[object], what: str) -> None:
        if not plan:
            raise ExchangeError(
                FailureKind.NOT_SUPPORTED,
                f"{what} of {self.key.profile.exchange} are not read yet: no list of reading calls",
                "`jungletui exchanges` says what is read where.",
            )


def _newest(rows: Collection[Dated]) -> tuple[Dated, ...]:
    return tuple(sorted(rows, key=_sort_key, reverse=True))


def _sort_key(row: OrderRow | FillRow) -> tuple[float, str]:
    moment = row.created_at if isinstance(row, OrderRow) else row.at
    return (moment.timestamp() if moment else 0.0, row.id)
