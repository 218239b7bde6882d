"""Following positions: each key is asked again and again while somebody watches, however many do.

No exchange's stream tells what a position is worth now, so that all of them are polled, with
back-off, and said to be.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from jungletui.domain.accounts import NotRead, Origin, PositionRow
from jungletui.domain.documents import AccountEvent
from jungletui.domain.failures import ErrorInfo
from jungletui.domain.keys import Key
from jungletui.domain.reading_documents import Positions
from jungletui.service.feeds import FeedOf
from jungletui.service.keys import named
from jungletui.service.outlet import Outlet
from jungletui.service.side_by_side import Gates, error_info
from jungletui.service.state import State, opened

PAUSE = 5.0
DEMO_PAUSE = 2.0
"""Seconds between two reads of one key; so many times longer where keys share an exchange."""
LONGEST_PAUSE = 240.0
AT_ONCE = 8
TELL_CHECK = timedelta(seconds=30)
"""How often a read that found nothing new is told all the same."""
ASKED = "no stream tells what positions are worth: they are asked for"
POSITIONS, ERROR, FEED = "positions", "error", "feed"
LONG_AGO = datetime.min.replace(tzinfo=UTC)


class PositionsHub:
    """The keys whose positions are followed now."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._gates = Gates(AT_ONCE)
        self._followed: list[_Followed] = []

    def enter(self, key: Key, outlet: Outlet) -> _Followed:
        """Let a watcher see `key`; the first one starts the reads."""
        for one in self._followed:
            if one.key == key:
                one.enter(outlet)
                return one
        usual = partial(self._usual, key.profile.exchange)
        one = _Followed(self._state, key, self._gates.of(key), usual)
        self._followed.append(one)
        one.enter(outlet)
        one.start()
        return one

    async def leave(self, one: _Followed, outlet: Outlet) -> None:
        """The last watcher ends the reads."""
        one.outlets.discard(outlet)
        if not one.outlets and one in self._followed:
            self._followed.remove(one)
            await one.stop()

    def _usual(self, exchange: str) -> float:
        crowd = sum(one.key.profile.exchange == exchange for one in self._followed)
        return (DEMO_PAUSE if self._state.demo else PAUSE) * max(1, crowd)


class _Followed:
    """The positions of one key, from `start` to `stop`."""

    def __init__(
        self, state: State, key: Key, gate: asyncio.Semaphore, usual: Callable[[], float]
    ) -> None:
        self.key = key
        self.outlets: set[Outlet] = set()
        self._state = state
        self._gate = gate
        self._usual = usual
        self._feed = FeedOf(reason=ASKED)
        self._rows: tuple[PositionRow, ...] = ()
        self._not_read: tuple[NotRead, ...] = ()
        self._error: ErrorInfo | None = None
        self._was_read = False
        self._told_check: datetime | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Read, and read again."""
        self._task = asyncio.create_task(self._poll())

    async def stop(self) -> None:
        """Read no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def enter(self, outlet: Outlet) -> None:
        """Tell a watcher what is known, and what comes."""
        self.outlets.add(outlet)
        if self._error is not None:
            outlet.put(self.key.name, ERROR)
        elif self._was_read:
            outlet.put(self.key.name, POSITIONS)

    def event(self, part: str) -> AccountEvent | None:
        """What there is to tell of one part, as it is now; None where the news are over."""
        now = self._state.clock()
        event = AccountEvent(self.key.name, now, feed=self._feed.now(now))
        if part == POSITIONS:
            return replace(event, positions=Positions(now, self._rows, (), self._not_read))
        if part == ERROR:
            return replace(event, error=self._error) if self._error is not None else None
        return event

    async def _poll(self) -> None:
        pause = self._usual()
        while True:
            async with self._gate:
                read = await self._read()
            pause = self._usual() if read else max(self._usual(), min(pause * 2, LONGEST_PAUSE))
            await asyncio.sleep(pause)

    async def _read(self) -> bool:
        asked = self._state.clock()
        try:
            session = await self._state.session(self.key)
            rows, not_read = await session.positions()
        except Exception as error:  # noqa: BLE001  the boundary of one key: others go on
            self._failed(error_info(error, self._state.debug))
            return False
        news = _plain(rows) != _plain(self._rows) or not_read != self._not_read
        recovered = self._error is not None or not self._was_read
        self._rows, self._not_read = rows, not_read
        self._error, self._was_read = None, True
        self._feed.reason = ASKED
        self._feed.read(asked)
        if news or recovered:
            self._tell(POSITIONS)
        elif self._told_check is None or asked - self._told_check > TELL_CHECK:
            self._tell(FEED)
            self._told_check = asked
        return True

    def _failed(self, error: ErrorInfo) -> None:
        before = self._feed.now(self._state.clock()).state
        self._feed.failed(f"{error.kind}: {error.message}")
        if error != self._error:
            self._error = error
            self._tell(ERROR)
        elif self._feed.now(self._state.clock()).state is not before:
            self._tell(FEED)

    def _tell(self, part: str) -> None:
        for outlet in self.outlets:
            outlet.put(self.key.name, part)


async def watch_positions(state: State, names: tuple[str, ...]) -> AsyncIterator[AccountEvent]:
    """Open positions of these keys at once, then whenever they changed; a failure once, until it is
    another or over. Runs until it is closed. UsageError for an unknown name."""
    keys = named(opened(state).content.keys, names)
    hub = _hub_of(state)
    outlet = Outlet()
    followed = {key.name: hub.enter(key, outlet) for key in keys}
    try:
        while True:
            name, part = await outlet.take()
            event = followed[name].event(part)
            if event is not None:
                yield event
    finally:
        await asyncio.gather(*(hub.leave(one, outlet) for one in followed.values()))


def _hub_of(state: State) -> PositionsHub:
    if state.positions_hub is None:
        state.positions_hub = PositionsHub(state)
    return state.positions_hub


def _plain(rows: tuple[PositionRow, ...]) -> tuple[PositionRow, ...]:
    """The rows without where and when they were read."""
    return tuple(replace(row, at=LONG_AGO, source=Origin.REST) for row in rows)
