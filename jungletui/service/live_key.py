"""One watched key: its reads, its stream, and what is known by both; every watcher shares it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from functools import partial

from jungletui.domain.documents import AccountEvent, Fills
from jungletui.domain.keys import Key
from jungletui.service.feeds import FeedOf
from jungletui.service.live_account import Known, balances_of, orders_of
from jungletui.service.live_lines import Lines
from jungletui.service.live_reads import Found, price, read
from jungletui.service.outlet import Outlet
from jungletui.service.polling import Turns, Wish, poll
from jungletui.service.reading import account_of
from jungletui.service.side_by_side import error_info
from jungletui.service.state import State
from jungletui.service.telling import BALANCES, ERROR, FEED, FILLS, ORDERS, Telling

UNANSWERED = "its latest read is not answered yet"


class LiveKey:
    """Follows one key from `start` to `stop`."""

    def __init__(self, state: State, key: Key, turns: Turns) -> None:
        self.key = key
        self._state = state
        self._turns = turns
        self._known = Known(key.name)
        self._wish = Wish()
        self._telling = Telling(key.name, state.clock, (BALANCES, ORDERS), FeedOf())
        self._lines = Lines(state, key, self._known, self._telling, self._wish)
        self._tried = asyncio.Event()
        self._tasks: tuple[asyncio.Task[None], ...] = ()

    @property
    def is_watched(self) -> bool:
        """Whether anybody still watches it."""
        return bool(self._telling.outlets)

    def start(self) -> None:
        """Read, and listen."""
        self._tasks = (asyncio.create_task(self._poll()), asyncio.create_task(self._listen()))

    async def stop(self) -> None:
        """Hang up."""
        tasks = (*self._tasks, *self._lines.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def enter(self, outlet: Outlet, quote: str) -> None:
        """Tell a watcher what is known, and what comes."""
        self._telling.enter(outlet, quote)
        if quote not in self._known.prices:
            self._wish.soon()

    def leave(self, outlet: Outlet) -> None:
        """Tell it nothing more."""
        self._telling.leave(outlet)

    def event(self, part: str, outlet: Outlet) -> AccountEvent | None:
        """What there is to tell of one part, as it is now; the feed goes with everything. None
        where the news are over."""
        outlet.drop(self.key.name, FEED)
        if part == ERROR:
            return self._telling.failure()
        event = self._telling.event()
        if part == BALANCES:
            quote = self._telling.outlets[outlet]
            return replace(event, balances=balances_of(self._known, quote, event.at))
        if part == ORDERS:
            return replace(event, orders=orders_of(self._known, event.at))
        if part == FILLS:
            fills = outlet.fills(self.key.name)
            return replace(event, fills=Fills(event.at, fills, (), ())) if fills else None
        return event

    async def _listen(self) -> None:
        """What is there now is read before: that is what one waits for, and the requests of many
        keys stand in one line."""
        await self._tried.wait()
        await self._lines.begin()

    async def _poll(self) -> None:
        late = partial(self._telling.doubt, UNANSWERED)
        await poll(self._turns, self._try, late, self._wish, lambda: self._telling.feed.is_whole)

    async def _try(self) -> bool:
        succeeded = await self._read()
        self._tried.set()
        return succeeded

    async def _read(self) -> bool:
        """Read everything; whether nothing failed. What was read counts all the same."""
        asked, heard, debug = self._state.clock(), self._lines.heard, self._state.debug
        telling, known = self._telling, self._known
        try:
            session = await self._state.session(self.key)
        except Exception as error:  # noqa: BLE001  the boundary of one key: others go on
            telling.failed(error_info(error, debug))
            return False
        found = await read(session, known, asked)
        if found.moved is not None:
            known.account = account_of(self._state, self.key, session.account)
            self._lines.check(found.moved, heard)
        if found.errors:
            telling.failed(error_info(found.errors[0], debug))
            return False
        await price(session, known, set(telling.outlets.values()), debug, self._priced)
        return self._succeeded(asked, found)

    def _priced(self) -> None:
        """A quote has prices for the first time: what was told without them is told again."""
        if self._telling.was_read:
            self._telling.tell(BALANCES)

    def _succeeded(self, asked: datetime, found: Found) -> bool:
        """Tell what is new; whether nothing was lost on the way."""
        telling, book = self._telling, self._known.book
        missing = {gap.what for gap in book.balances_not_read} & self._lines.plan.covers
        lost = book.lost | missing
        before = telling.feed_words()
        if lost:
            telling.feed.failed(f"not read this time: {', '.join(sorted(lost))}")
        else:
            telling.feed.read(asked)
        recovered = telling.recovered()
        if found.balances or recovered:
            telling.tell(BALANCES)
        if found.orders or recovered:
            telling.tell(ORDERS)
        if telling.feed_words() != before or telling.is_check_due(asked):
            telling.tell_check(asked)
        self._lines.open()
        return not lost
