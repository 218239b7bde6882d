"""Everything that is read with one key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar, cast

from jungletui.domain.accounts import (
    BalanceRow,
    FillRow,
    MovementRow,
    NotRead,
    OrderRow,
    PositionRow,
    Price,
)
from jungletui.domain.failures import ExchangeError, UsageError
from jungletui.domain.json import Json
from jungletui.domain.keys import Key
from jungletui.domain.times import Clock
from jungletui.exchanges import (
    candles,
    history,
    ledger,
    movements,
    offers,
    one_order,
    positions,
)
from jungletui.exchanges.accounts import Told
from jungletui.exchanges.allowlists import section_of
from jungletui.exchanges.guard import check
from jungletui.exchanges.line import Line
from jungletui.exchanges.memories import Memory
from jungletui.exchanges.plans import Wallet
from jungletui.exchanges.protocol import Ccxt, Row
from jungletui.exchanges.reading import ask, implicit_call, parsed
from jungletui.exchanges.rows import (
    fill_row,
    movement_row,
    order_row,
    position_row,
)
from jungletui.exchanges.settling import is_open, settled
from jungletui.exchanges.singles import each_once, single_orders
from jungletui.exchanges.spelling import canonical
from jungletui.exchanges.streams import listening
from jungletui.exchanges.streams.book import Hear
from jungletui.exchanges.streams.plans import StreamLine, StreamPlan
from jungletui.exchanges.timesync import ClockReading, read_clock
from jungletui.exchanges.vouching import Witness
from jungletui.exchanges.wallets import Reader
from jungletui.exchanges.world import World

Dated = TypeVar("Dated", OrderRow, FillRow, MovementRow)
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
        none could be read, the first failure is raised. `account` is known afterwards, as far as
        the exchange tells it; where it does not, the balances are none the worse."""
        if not self.world.plan.wallets:
            raise self._untold("balances")
        await self._with_markets()
        accounts = self.world.accounts
        if accounts.call is not None and not accounts.call.wallet:
            accounts.ask(self._owner, self.call)
        witness = self._witness("balances")
        parts = [self._wallet(wallet, witness) for wallet in self.world.plan.wallets]
        names = [wallet.name for wallet in self.world.plan.wallets]
        read, missed = history.split(self.key.name, names, await history.side_by_side(parts))
        await accounts.settled(self._owner)
        gaps = (*missed, *self._left_out("balances"), *witness.gaps())
        return tuple(row for rows in read for row in rows), gaps

    @property
    def account(self) -> Told:
        """Which account the key belongs to, as far as that is known by now."""
        return self.world.accounts.of(self._owner)

    @property
    def _owner(self) -> str:
        return self.key.public_id or self.key.name

    def _account_told(self, wallet: Wallet, raw: object) -> None:
        """Reading one wallet may tell which account it is."""
        call = self.world.accounts.call
        if call is not None and call.wallet == wallet.name:
            self.world.accounts.heard(self._owner, raw)

    async def ask_account(self) -> Told:
        """The same, asked where it is not known. Nothing is raised."""
        self.world.accounts.ask(self._owner, self.call)
        await self.world.accounts.settled(self._owner)
        return self.account

    async def orders(
        self, state: str, symbol: str | None, since: datetime | None
    ) -> tuple[tuple[OrderRow, ...], tuple[NotRead, ...]]:
        """Orders that are `open`, `closed` (filled, cancelled, …) or `all`, newest first."""
        if state not in STATES:
            raise UsageError(f"no such state of orders: {state}", "open, closed or all")
        parts = [part for part in STATES[state] if offers.tells(self.world.plan, part)]
        if not parts:
            raise self._untold(f"{state} orders" if state != "all" else "orders")
        await self._with_markets()
        self.memory.refused.clear()
        reads = [await history.attempt(history.read(self._asking(p, symbol, since))) for p in parts]
        found, missed = history.split(self.key.name, [f"{part} orders" for part in parts], reads)
        untold = [self._untold(f"{part} orders") for part in STATES[state] if part not in parts]
        witness, at = self._witness("orders"), self.clock()

        def as_order(row: Row) -> OrderRow:
            return witness.orders(order_row(row, self.key.profile, at), row)

        orders = [row for rows, _ in found for row in parsed(self.line, as_order, rows)]
        if state == "closed":
            orders = [row for row in orders if row.status != "open"]
        missed += [gap for _, gaps in found for gap in gaps]
        missed += self._left_out(*parts)
        missed += [NotRead(self.key.name, "further orders", e.message, e.remedy) for e in untold]
        missed += witness.gaps()
        return _newest(single_orders(orders)), tuple(dict.fromkeys(missed))

    async def order(
        self, id: str, symbol: str | None
    ) -> tuple[OrderRow, tuple[FillRow, ...], tuple[NotRead, ...]]:
        """One order with its fills. Without `symbol` it is looked for among all that are told,
        where the exchange wants one. ExchangeError (not-supported) where it is not there."""
        await self._with_markets()
        symbol = None if symbol is None else canonical(self.made, symbol)
        row, missed = await one_order.found(self, id, symbol)
        fills, gaps = await one_order.fills_of(self, row)
        return row, _newest(fills), (*missed, *gaps)

    async def fills(
        self, symbol: str | None, since: datetime | None
    ) -> tuple[tuple[FillRow, ...], tuple[NotRead, ...]]:
        """Executions, newest first."""
        self._needs("fills")
        await self._with_markets()
        self.memory.refused.clear()
        rows, missed = await history.read(self._asking("fills", symbol, since))
        witness = self._witness("fills")

        def as_fill(row: Row) -> FillRow:
            return witness.fills(fill_row(row, self.key.profile), row)

        fills = parsed(self.line, as_fill, rows)
        gaps = (*missed, *self._left_out("fills"), *witness.gaps())
        return _newest(each_once(fills)), gaps

    async def positions(self) -> tuple[tuple[PositionRow, ...], tuple[NotRead, ...]]:
        """Open positions, by symbol; none, and said so, of a key without the right for them."""
        self._needs("positions")
        await self._with_markets()
        try:
            rows, missed = await positions.read(self._asking("positions", None, None))
        except ExchangeError as error:
            if not is_open(error) or not await self._is_answered():
                raise
            gap = NotRead(self.key.name, "positions", settled(error).message, error.remedy)
            return (), (gap, *self._left_out("positions"))
        witness, at = self._witness("positions"), self.clock()

        def as_position(row: Row) -> PositionRow:
            return witness.positions(position_row(row, self.key.profile, at), row)

        read = parsed(self.line, as_position, rows)
        found = sorted(read, key=lambda row: (row.symbol, row.side or ""))
        return tuple(found), (*missed, *self._left_out("positions"), *witness.gaps())

    async def _is_answered(self) -> bool:
        """Whether the exchange answers this key where its account is told."""
        call = self.world.accounts.call
        if call is None or not call.wallet:
            return False
        try:
            await self.call(call.call)
        except ExchangeError:
            return False
        return True

    async def movements(
        self, kind: str, asset: str | None, since: datetime | None
    ) -> tuple[tuple[MovementRow, ...], tuple[NotRead, ...]]:
        """Deposits and withdrawals (`kind`: `deposits`, `withdrawals` or `all`), newest first."""
        if kind not in movements.KINDS:
            raise UsageError(f"no such kind: {kind}", f"There are {', '.join(movements.KINDS)}.")
        self._needs(*movements.KINDS[kind], what="deposits and withdrawals")
        await self._with_markets()
        told, missed = await movements.read(self._asking(kind, None, since), asset)
        found: list[MovementRow] = []
        witness, at = self._witness("deposits and withdrawals"), self.clock()

        def as_movement(row: Row, of: str) -> MovementRow:
            return witness.movements(movement_row(row, self.key.profile, of, at), row)

        for of, raw in told:
            found += parsed(self.line, partial(as_movement, of=of), [raw])
        gaps = (*missed, *self._left_out(*movements.KINDS[kind]), *witness.gaps())
        return _newest(each_once(found)), gaps

    async def newest_act(self, since: datetime) -> ledger.Act | None:
        """The newest entry of the account's ledger that a key may have caused; None where there is
        none since then."""
        await self._with_markets()
        return await ledger.newest_act(self.made, self.line, since)

    async def streaming(self) -> StreamPlan:
        """What can be listened to here; no lines where there is nothing."""
        found = await listening.plan(self.key.profile.exchange)
        return replace(found, parts=listening.parts_of(self.world.plan))

    async def listen(self, line: StreamLine, hear: Hear, up: Callable[[], None]) -> None:
        """Hear what one line of the stream tells, until its time is over: days at most. `up` is
        called once all is subscribed: what changed before is not told. ExchangeError where it ends
        otherwise."""
        self.line.check()
        await self._with_markets()
        await self.line.time.ready()
        await listening.listen(self, line, hear, up)

    async def middle(self, symbol: str, at: datetime) -> Decimal | None:
        """The middle of a market in the minute of `at`; None where no candle tells it."""
        await self._with_markets()
        return await candles.middle(self.made, self.line, symbol, at)

    async def prices(self, assets: Collection[str], quote: str) -> Mapping[str, Decimal]:
        """What one of each asset is worth in `quote`, from this exchange's own tickers, at most 30
        seconds old; an asset without a price is left out."""
        return {asset: price.value for asset, price in (await self.quotes(assets, quote)).items()}

    async def quotes(self, assets: Collection[str], quote: str) -> Mapping[str, Price]:
        """The same with the time of each price and the way to it."""
        return cast("Mapping[str, Price]", await ask(self.line, self._quotes(assets, quote)))

    async def _quotes(self, assets: Collection[str], quote: str) -> dict[str, Price]:
        await self.world.public()
        return await self.world.prices.of(assets, quote)

    async def _with_markets(self) -> None:
        self.line.check()
        await ask(self.line, self.world.markets.share(self.made))

    async def _wallet(self, wallet: Wallet, witness: Witness) -> list[BalanceRow]:
        profile, at = self.key.profile, self.clock()
        reader = Reader(self.made, self.line, self.call, profile, at, self._account_told, witness)
        return await reader.read(wallet)

    def _witness(self, what: str) -> Witness:
        """Who compares the rows of one reading with the answers that they were read from."""
        return Witness(self.made, self.key.name, what)

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

    def _left_out(self, *lists: str) -> tuple[NotRead, ...]:
        return offers.left_out(self.key.name, self.world.plan, *lists)

    def _needs(self, *lists: str, what: str = "") -> None:
        if not offers.tells(self.world.plan, *lists):
            raise self._untold(what or lists[0])

    def _untold(self, what: str) -> ExchangeError:
        return offers.untold(self.key.profile.exchange, self.world.plan, what)


def _newest(rows: Collection[Dated]) -> tuple[Dated, ...]:
    return tuple(sorted(rows, key=_sort_key, reverse=True))


def _sort_key(row: OrderRow | FillRow | MovementRow) -> tuple[float, str]:
    moment = row.at if isinstance(row, FillRow) else row.created_at
    return (moment.timestamp() if moment else 0.0, row.id)
