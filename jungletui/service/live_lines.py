"""The stream of one followed key: opened line by line, heard, and doubted where it misses what a
read found."""

from __future__ import annotations

import asyncio
from functools import partial

from jungletui.domain.keys import Key
from jungletui.exchanges.streams.book import Heard
from jungletui.exchanges.streams.plans import BALANCE, StreamLine, StreamPlan
from jungletui.service.feeds import LAG, NO_STREAM
from jungletui.service.live_account import Known
from jungletui.service.live_attempts import HOPELESS, keep
from jungletui.service.polling import Wish
from jungletui.service.side_by_side import error_info
from jungletui.service.state import State
from jungletui.service.telling import BALANCES, ORDERS, Telling

GRACE = 3.0
"""Seconds in which a stream may still tell what a read found."""
DEAF = "the stream did not tell a change"
MOST_DEAF = 2
"""So often in a row a line may miss a change before it is left alone for long."""


class Lines:
    """All lines of one key. `heard` counts their messages."""

    def __init__(self, state: State, key: Key, known: Known, telling: Telling, wish: Wish) -> None:
        self.plan = StreamPlan()
        self.heard = 0
        self._state = state
        self._key = key
        self._known = known
        self._telling = telling
        self._wish = wish
        self._heard_before = 0
        self._deaf_ends: dict[str, int] = {}
        self._kept: dict[str, asyncio.Task[None]] = {}

    @property
    def tasks(self) -> tuple[asyncio.Task[None], ...]:
        """One for each line that is kept open."""
        return tuple(self._kept.values())

    async def begin(self) -> None:
        """Learn what can be listened to, and listen; where that is nothing, it is polled."""
        feed = self._telling.feed
        try:
            session = await self._state.session(self._key)
            self.plan = await session.streaming()
        except Exception as error:  # noqa: BLE001  the boundary of one stream: it is polled
            feed.reason = error_info(error, self._state.debug).message
            return
        feed.needed = frozenset(line.name for line in self.plan.lines if line.needed)
        feed.parts = self.plan.parts
        feed.tells = {line.name: line.tells for line in self.plan.lines}
        if not feed.needed:
            feed.reason = self.plan.polled or NO_STREAM
        self.open()

    def open(self) -> None:
        """Open every line that is needed, and those of the products that are read."""
        unread = {gap.what for gap in self._known.book.balances_not_read}
        for line in self.plan.lines:
            is_there = line.needed or not line.wallets or line.wallets - unread
            if line.name not in self._kept and is_there:
                self._keep(line)

    def _keep(self, line: StreamLine, wait: float = 0.0) -> None:
        kept = keep(
            partial(self._listen, line),
            partial(self._down, line.name),
            needed=line.needed,
            debug=self._state.debug,
            wait=wait,
        )
        self._kept[line.name] = asyncio.create_task(kept)

    async def _listen(self, line: StreamLine) -> None:
        session = await self._state.session(self._key)
        await session.listen(line, self._hear, partial(self._up, line.name))

    def _up(self, line: str) -> None:
        """What changed before is read now."""
        self._telling.feed.up(line, self._state.clock())
        self._wish.soon()

    def _down(self, line: str, why: str) -> None:
        before = self._telling.feed_words()
        self._telling.feed.down(line, why)
        self._telling.tell_feed(before)
        if line in self._telling.feed.needed:
            self._wish.soon()

    def _hear(self, heard: Heard) -> None:
        """One message of the stream."""
        self.heard += 1
        self._deaf_ends.clear()
        telling = self._telling
        news = self._known.book.hear(heard)
        if heard.unclear:
            self._wish.hint()
            words, later = telling.feed_words(), LAG.total_seconds() + 0.1
            if telling.feed.news(self._state.clock()):
                asyncio.get_running_loop().call_later(later, telling.tell_feed, words)
        if not telling.was_read:
            return
        if news.balances:
            telling.tell(BALANCES)
        if news.orders:
            telling.tell(ORDERS)
        if heard.fills:
            telling.tell_fills(heard.fills)

    def check(self, moved: frozenset[str], heard: int) -> None:
        """A read found other totals in these wallets, before which so much had been heard: what a
        stream tells with figures is known by then, and what it only hints at made us read."""
        before, self._heard_before = self._heard_before, heard
        if not self._telling.feed.is_whole:
            return
        for line in self.plan.lines:
            if line.needed and moved & line.wallets & self.plan.covers:
                since = heard if self.plan.believes(line, BALANCE) else before
                asyncio.get_running_loop().call_later(GRACE, partial(self._deaf, line, since))

    def _deaf(self, line: StreamLine, heard: int) -> None:
        """A read found what the stream should have told, and has not told since: open it anew; one
        that misses changes again and again is of no use for a while."""
        task = self._kept.get(line.name)
        if self.heard != heard or not self._telling.outlets or task is None or task.done():
            return
        ends = self._deaf_ends.get(line.name, 0) + 1
        self._deaf_ends[line.name] = ends
        task.cancel()
        self._down(line.name, DEAF)
        self._keep(line, HOPELESS if ends > MOST_DEAF else 0.0)
