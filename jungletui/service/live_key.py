"""One watched key: its stream, its reads, and what is known by both; every watcher shares it."""

from __future__ import annotations

import asyncio
import gc
import random
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from jungletui.domain.accounts import NotRead, Price
from jungletui.domain.documents import AccountEvent, Balances, Fills, Orders
from jungletui.domain.failures import ErrorInfo, ExchangeError, FailureKind
from jungletui.domain.keys import Key
from jungletui.domain.worth import Account
from jungletui.exchanges.streams.book import Book, Heard
from jungletui.exchanges.streams.plans import StreamLine, StreamPlan
from jungletui.service.feeds import NO_STREAM, FeedOf
from jungletui.service.outlet import Outlet
from jungletui.service.reading import account_of
from jungletui.service.side_by_side import error_info
from jungletui.service.state import State
from jungletui.service.valuing import with_value

if TYPE_CHECKING:
    from jungletui.exchanges.session import Session

CHECK = 60.0
"""Seconds between two cross-checks of a live key by REST."""
GAP = 1.0
"""Seconds between two reads, at least, however much is new."""
TELL_CHECK = timedelta(seconds=30)
"""How often a read that found nothing new is told all the same."""
LONGEST_PAUSE = 240.0
GRACE = 3.0
"""Seconds in which a stream may still tell what a read found."""
STEADY, LONGEST_BACKOFF, HOPELESS = 60.0, 60.0, 1800.0
LASTING = frozenset((FailureKind.NOT_SUPPORTED, FailureKind.PERMISSION, FailureKind.KEY_UNKNOWN))
"""Refusals of a stream that another attempt will not change soon."""


class LiveKey:
    """Follows one key from `start` to `stop`. `usual` says how many seconds lie between two reads
    where it is polled."""

    def __init__(
        self, state: State, key: Key, gate: asyncio.Semaphore, usual: Callable[[], float]
    ) -> None:
        self.key = key
        self.outlets: dict[Outlet, str] = {}
        self._state = state
        self._gate = gate
        self._usual = usual
        self._book = Book()
        self._feed = FeedOf()
        self._plan = StreamPlan()
        self._account: Account | None = None
        self._prices: dict[str, Mapping[str, Price]] = {}
        self._unpriced: dict[str, NotRead] = {}
        self._error: ErrorInfo | None = None
        self._orders_untold: NotRead | None = None
        self._was_read = self._settled = False
        self._told_check: datetime | None = None
        self._heard = 0
        self._nudged, self._tried = asyncio.Event(), asyncio.Event()
        self._lines: dict[str, asyncio.Task[None]] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Read, and listen."""
        self._tasks = [asyncio.create_task(self._poll()), asyncio.create_task(self._listen())]

    async def stop(self) -> None:
        """Hang up."""
        tasks = [*self._tasks, *self._lines.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def enter(self, outlet: Outlet, quote: str) -> None:
        """Tell a watcher what is known, and what comes."""
        self.outlets[outlet] = quote
        if self._error is not None:
            outlet.put(self.key.name, "error")
        elif self._was_read:
            outlet.put(self.key.name, "balances")
            outlet.put(self.key.name, "orders")
        if quote not in self._prices:
            self._nudged.set()

    def leave(self, outlet: Outlet) -> None:
        """Tell it nothing more."""
        self.outlets.pop(outlet, None)

    def event(self, part: str, outlet: Outlet) -> AccountEvent | None:
        """What there is to tell of one part, as it is now; the feed goes with everything. None
        where the news are over."""
        event = AccountEvent(
            self.key.name, self._state.clock(), feed=self._feed.now(self._state.clock())
        )
        outlet.drop(self.key.name, "feed")
        if part == "balances":
            return replace(event, balances=self._balances(self.outlets[outlet]))
        if part == "orders":
            return replace(event, orders=self._orders())
        if part == "fills":
            fills = outlet.fills(self.key.name)
            return replace(event, fills=Fills(event.at, fills, (), ())) if fills else None
        if part == "error":
            return replace(event, error=self._error) if self._error is not None else None
        return event

    # By REST

    async def _poll(self) -> None:
        pause = self._usual()
        while True:
            self._nudged.clear()
            async with self._gate:
                read = await self._read()
            self._tried.set()
            if not read:
                pause = max(self._usual(), min(pause * 2, LONGEST_PAUSE))
                await asyncio.sleep(pause)
                continue
            pause = self._usual()
            live = self._feed.is_whole
            await asyncio.sleep(min(GAP, pause))
            with suppress(TimeoutError):
                async with asyncio.timeout(max(CHECK, pause) if live else pause):
                    await self._nudged.wait()

    async def _read(self) -> bool:
        """Read everything; whether nothing failed. What was read counts all the same."""
        asked, heard = self._state.clock(), self._heard
        try:
            session = await self._state.session(self.key)
        except Exception as error:  # noqa: BLE001  the boundary of one key: others go on
            self._failed(error_info(error, self._state.debug))
            return False
        answers = await asyncio.gather(
            session.balances(), session.orders("open", None, None), return_exceptions=True
        )
        errors = [answer for answer in answers if isinstance(answer, Exception)]
        balances, orders = answers
        news = False
        if not isinstance(balances, BaseException):
            differs = self._book.read_balances(*balances, asked)
            news = differs.anything
            self._account = account_of(self._state, self.key, session.account)
            if self._feed.is_whole and any(p[0] in self._plan.covers for p in differs.places):
                asyncio.get_running_loop().call_later(GRACE, partial(self._deaf, heard))
        self._orders_untold = None
        if isinstance(orders, ExchangeError) and orders.failure is FailureKind.NOT_SUPPORTED:
            errors.remove(orders)
            self._orders_untold = NotRead(
                self.key.name, "open orders", orders.message, orders.remedy
            )
        orders_news = not isinstance(orders, BaseException) and self._book.read_orders(
            *orders, asked
        )
        if errors:
            self._failed(error_info(errors[0], self._state.debug))
            return False
        await self._price(session)
        return self._succeeded(asked, news, orders_news)

    def _succeeded(self, asked: datetime, balances: bool, orders: bool) -> bool:
        """Tell what is new; whether nothing was lost on the way."""
        missing = {gap.what for gap in self._book.balances_not_read} & self._plan.covers
        lost = self._book.lost | missing
        recovered = self._error is not None or not self._was_read
        before = self._feed.now(self._state.clock()).state
        if lost:
            self._feed.failed(f"not read this time: {', '.join(sorted(lost))}")
        else:
            self._feed.read(asked)
        self._error, self._was_read = None, True
        if balances or recovered:
            self._tell("balances")
        if orders or recovered:
            self._tell("orders")
        if self._feed.now(self._state.clock()).state is not before or self._is_check_due(asked):
            self._tell("feed")
            self._told_check = asked
        if not self._settled:
            # Markets are there to stay: a collector that walks over them again and again would
            # hold up every key for longer than a message takes. `Hub` undoes it.
            self._settled = True
            gc.freeze()
        return not lost

    def _is_check_due(self, asked: datetime) -> bool:
        """Whether to say that nothing changed: figures that nobody doubts must not look old."""
        return self._told_check is None or asked - self._told_check > TELL_CHECK

    def _failed(self, error: ErrorInfo) -> None:
        before = self._feed.now(self._state.clock()).state
        self._feed.failed(f"{error.kind}: {error.message}")
        if error != self._error:
            self._error = error
            self._tell("error")
        elif self._feed.now(self._state.clock()).state is not before:
            self._tell("feed")

    async def _price(self, session: Session) -> None:
        """Prices of what is there, in every quote that is asked for; the older ones stay where they
        cannot be read, and their age with them."""
        assets = {row.asset for row in self._book.balances}
        for quote in set(self.outlets.values()):
            try:
                found = await session.quotes(assets, quote)
            except Exception as error:  # noqa: BLE001  the boundary of the prices
                info = error_info(error, self._state.debug)
                what = f"prices in {quote}"
                self._unpriced[quote] = NotRead(self.key.name, what, info.message, info.remedy)
                self._prices.setdefault(quote, {})
            else:
                self._unpriced.pop(quote, None)
                if quote not in self._prices and self._was_read:
                    self._tell("balances")
                self._prices[quote] = found

    # By the stream

    async def _listen(self) -> None:
        """Keep every line of the stream, where there is one. What is there now is read before: that
        is what one waits for, and the requests of many keys stand in one line."""
        await self._tried.wait()
        try:
            session = await self._state.session(self.key)
            self._plan = await session.streaming()
        except Exception as error:  # noqa: BLE001  the boundary of one stream: it is polled
            self._feed.reason = error_info(error, self._state.debug).message
            return
        self._feed.needed = frozenset(line.name for line in self._plan.lines if line.needed)
        if not self._feed.needed:
            self._feed.reason = NO_STREAM
        for line in self._plan.lines:
            self._lines[line.name] = asyncio.create_task(self._keep(line))

    async def _keep(self, line: StreamLine) -> None:
        """Listen for ever; after failures ever more seldom, and never all keys at once."""
        loop, failures = asyncio.get_running_loop(), 0
        while True:
            began = loop.time()
            try:
                session = await self._state.session(self.key)
                await session.listen(line, self._hear, partial(self._up, line.name))
                why, lasting = "its time was over", False
            except Exception as error:  # noqa: BLE001  the boundary of one stream: others go on
                why = error_info(error, self._state.debug).message
                lasting = isinstance(error, ExchangeError) and error.failure in LASTING
            failures = 0 if loop.time() - began > STEADY else failures + 1
            self._down(line.name, why)
            longest = HOPELESS if lasting else LONGEST_BACKOFF
            pause = HOPELESS if lasting else min(longest, 0.5 * 2**failures)
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311  no secret

    def _up(self, line: str) -> None:
        """What changed before is read now."""
        self._feed.up(line, self._state.clock())
        self._nudged.set()

    def _down(self, line: str, why: str) -> None:
        before = self._feed.now(self._state.clock()).state
        self._feed.down(line, why)
        if self._feed.now(self._state.clock()).state is not before:
            self._tell("feed")
        if line in self._feed.needed:
            self._nudged.set()

    def _hear(self, heard: Heard) -> None:
        """One message of the stream."""
        self._heard += 1
        news = self._book.hear(heard)
        if heard.unclear:
            self._nudged.set()
        if not self._was_read:
            return
        if news.balances:
            self._tell("balances")
        if news.orders:
            self._tell("orders")
        if heard.fills:
            for outlet in self.outlets:
                outlet.put_fills(self.key.name, heard.fills)

    def _deaf(self, heard: int) -> None:
        """A read found what the stream should have told, and has not told since: open it anew."""
        if self._heard != heard or not self.outlets:
            return
        for line in self._plan.lines:
            task = self._lines.get(line.name)
            if line.needed and task is not None and not task.done():
                task.cancel()
                self._down(line.name, "the stream did not tell a change")
                self._lines[line.name] = asyncio.create_task(self._keep(line))

    # For the watchers

    def _tell(self, part: str) -> None:
        for outlet in self.outlets:
            outlet.put(self.key.name, part)

    def _balances(self, quote: str) -> Balances:
        prices = self._prices.get(quote, {})
        rows = tuple(with_value(row, prices.get(row.asset)) for row in self._book.balances)
        values = [row.value for row in rows if row.value is not None]
        unpriced = (self._unpriced[quote],) if quote in self._unpriced else ()
        return Balances(
            at=self._state.clock(),
            quote=quote,
            total=sum(values, Decimal(0)) if values or not rows else None,
            rows=rows,
            errors=(),
            not_read=(*self._book.balances_not_read, *unpriced),
            accounts=() if self._account is None else (self._account,),
        )

    def _orders(self) -> Orders:
        untold = () if self._orders_untold is None else (self._orders_untold,)
        gaps = (*self._book.orders_not_read, *untold)
        return Orders(self._state.clock(), self._book.orders, (), gaps)
