"""One watched key: its stream, its reads, and what is known by both; every watcher shares it."""

from __future__ import annotations

import asyncio
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
from jungletui.exchanges.streams.plans import BALANCE, StreamLine, StreamPlan
from jungletui.service.feeds import LAG, NO_STREAM, FeedOf
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
"""Seconds between two reads, at least; as many as where it is polled, while messages of a stream
only hint that something is new."""
TELL_CHECK = timedelta(seconds=30)
"""How often a read that found nothing new is told all the same."""
LONGEST_PAUSE = 240.0
PATIENCE = 20.0
"""Seconds that a read may take, its turn included, before nobody vouches for the older figures."""
UNANSWERED = "its latest read is not answered yet"
GRACE = 3.0
"""Seconds in which a stream may still tell what a read found."""
STEADY, LONGEST_BACKOFF, HOPELESS = 60.0, 60.0, 1800.0
LASTING = frozenset((FailureKind.NOT_SUPPORTED, FailureKind.PERMISSION, FailureKind.KEY_UNKNOWN))
"""Refusals of a stream that another attempt will not change soon."""
MOST_TRIES = 6
"""So often a line of a product that not every account has is tried in a row."""
DEAF = "the stream did not tell a change"
MOST_DEAF = 2
"""So often in a row a line may miss a change before it is left alone for long."""


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
        self._was_read = self._hinted = False
        self._told_check: datetime | None = None
        self._heard = self._heard_before = 0
        self._deaf_ends: dict[str, int] = {}
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
            hinted, self._hinted = self._hinted, False
            late = asyncio.get_running_loop().call_later(PATIENCE, self._late)
            try:
                async with self._gate:
                    read = await self._read()
            finally:
                late.cancel()
            self._tried.set()
            if not read:
                pause = max(self._usual(), min(pause * 2, LONGEST_PAUSE))
                await asyncio.sleep(pause)
                continue
            pause = self._usual()
            live = self._feed.is_whole
            await asyncio.sleep(pause if hinted else min(GAP, pause))
            with suppress(TimeoutError):
                async with asyncio.timeout(max(CHECK, pause) if live else pause):
                    await self._nudged.wait()

    def _late(self) -> None:
        """A read takes long, for whatever reason: what is shown is older than anybody thinks."""
        before = self._feed_words()
        self._feed.failed(UNANSWERED)
        self._tell_feed(before)

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
            if self._feed.is_whole:
                self._check_hearing(frozenset(place[0] for place in differs.places), heard)
            self._heard_before = heard
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
        before = self._feed_words()
        if lost:
            self._feed.failed(f"not read this time: {', '.join(sorted(lost))}")
        else:
            self._feed.read(asked)
        self._error, self._was_read = None, True
        if balances or recovered:
            self._tell("balances")
        if orders or recovered:
            self._tell("orders")
        if self._feed_words() != before or self._is_check_due(asked):
            self._tell("feed")
            self._told_check = asked
        self._open_lines()
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
        self._feed.parts = self._plan.parts
        self._feed.tells = {line.name: line.tells for line in self._plan.lines}
        if not self._feed.needed:
            self._feed.reason = self._plan.polled or NO_STREAM
        self._open_lines()

    def _open_lines(self) -> None:
        """Begin with every line that is needed, and with those of the products that are read."""
        unread = {gap.what for gap in self._book.balances_not_read}
        for line in self._plan.lines:
            is_there = line.needed or not line.wallets or line.wallets - unread
            if line.name not in self._lines and is_there:
                self._lines[line.name] = asyncio.create_task(self._keep(line))

    async def _keep(self, line: StreamLine, wait: float = 0.0) -> None:
        """Listen for ever; after failures ever more seldom, and never all keys at once."""
        loop, failures = asyncio.get_running_loop(), 0
        await asyncio.sleep(wait)
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
            hopeless = lasting or (failures > MOST_TRIES and not line.needed)
            pause = HOPELESS if hopeless else min(LONGEST_BACKOFF, 0.5 * 2**failures)
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311  no secret

    def _up(self, line: str) -> None:
        """What changed before is read now."""
        self._feed.up(line, self._state.clock())
        self._nudged.set()

    def _down(self, line: str, why: str) -> None:
        before = self._feed_words()
        self._feed.down(line, why)
        self._tell_feed(before)
        if line in self._feed.needed:
            self._nudged.set()

    def _hear(self, heard: Heard) -> None:
        """One message of the stream."""
        self._heard += 1
        self._deaf_ends.clear()
        news = self._book.hear(heard)
        if heard.unclear:
            self._hinted = True
            self._nudged.set()
            words, later = self._feed_words(), LAG.total_seconds() + 0.1
            if self._feed.news(self._state.clock()):
                asyncio.get_running_loop().call_later(later, self._tell_feed, words)
        if not self._was_read:
            return
        if news.balances:
            self._tell("balances")
        if news.orders:
            self._tell("orders")
        if heard.fills:
            for outlet in self.outlets:
                outlet.put_fills(self.key.name, heard.fills)

    def _check_hearing(self, wallets: frozenset[str], heard: int) -> None:
        """A read found other totals in these wallets, before which so much had been heard: what a
        stream tells with figures is known by then, and what it only hints at made us read."""
        for line in self._plan.lines:
            if line.needed and wallets & line.wallets & self._plan.covers:
                figures = self._plan.believes(line, BALANCE)
                since = heard if figures else self._heard_before
                asyncio.get_running_loop().call_later(GRACE, partial(self._deaf, line, since))

    def _deaf(self, line: StreamLine, heard: int) -> None:
        """A read found what the stream should have told, and has not told since: open it anew; one
        that misses changes again and again is of no use for a while."""
        task = self._lines.get(line.name)
        if self._heard != heard or not self.outlets or task is None or task.done():
            return
        ends = self._deaf_ends.get(line.name, 0) + 1
        self._deaf_ends[line.name] = ends
        task.cancel()
        self._down(line.name, DEAF)
        wait = HOPELESS if ends > MOST_DEAF else 0.0
        self._lines[line.name] = asyncio.create_task(self._keep(line, wait))

    # For the watchers

    def _tell(self, part: str) -> None:
        for outlet in self.outlets:
            outlet.put(self.key.name, part)

    def _feed_words(self) -> tuple[object, ...]:
        feed = self._feed.now(self._state.clock())
        return feed.state, feed.polled

    def _tell_feed(self, before: tuple[object, ...]) -> None:
        """Tell how the key is followed, where that is not as before."""
        if self._feed_words() != before:
            self._tell("feed")

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
