"""Following positions: each key is asked again and again while somebody watches.

No exchange's stream tells what a position is worth now, so that all of them are polled, with
back-off, and said to be.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from jungletui.domain.accounts import NotRead, Origin, PositionRow
from jungletui.domain.documents import AccountEvent
from jungletui.domain.keys import Key
from jungletui.domain.reading_documents import Positions
from jungletui.service.feeds import FeedOf
from jungletui.service.hub import Hub
from jungletui.service.keys import named
from jungletui.service.outlet import Outlet
from jungletui.service.polling import Turns, poll_evenly
from jungletui.service.side_by_side import error_info
from jungletui.service.state import State, opened
from jungletui.service.telling import ERROR, POSITIONS, Telling

PAUSE = 5.0
DEMO_PAUSE = 2.0
"""Seconds between two reads of one key."""
AT_ONCE = 8
ASKED = "no stream tells what positions are worth: they are asked for"
LONG_AGO = datetime.min.replace(tzinfo=UTC)


class FollowedPositions:
    """The positions of one key, from `start` to `stop`."""

    def __init__(self, state: State, key: Key, turns: Turns) -> None:
        self.key = key
        self._state = state
        self._turns = turns
        self._telling = Telling(key.name, state.clock, (POSITIONS,), FeedOf(reason=ASKED))
        self._rows: tuple[PositionRow, ...] = ()
        self._not_read: tuple[NotRead, ...] = ()
        self._task: asyncio.Task[None] | None = None

    @property
    def is_watched(self) -> bool:
        """Whether anybody still watches them."""
        return bool(self._telling.outlets)

    def start(self) -> None:
        """Read, and read again."""
        self._task = asyncio.create_task(poll_evenly(self._turns, self._read))

    async def stop(self) -> None:
        """Read no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def enter(self, outlet: Outlet, quote: str) -> None:
        """Tell a watcher what is known, and what comes."""
        self._telling.enter(outlet, quote)

    def leave(self, outlet: Outlet) -> None:
        """Tell it nothing more."""
        self._telling.leave(outlet)

    def event(self, part: str, outlet: Outlet) -> AccountEvent | None:
        """What there is to tell of one part, as it is now; None where the news are over."""
        del outlet
        if part == ERROR:
            return self._telling.failure()
        event = self._telling.event()
        if part == POSITIONS:
            return replace(event, positions=Positions(event.at, self._rows, (), self._not_read))
        return event

    async def _read(self) -> bool:
        asked, telling = self._state.clock(), self._telling
        try:
            session = await self._state.session(self.key)
            rows, not_read = await session.positions()
        except Exception as error:  # noqa: BLE001  the boundary of one key: others go on
            telling.failed(error_info(error, self._state.debug))
            return False
        news = _plain(rows) != _plain(self._rows) or not_read != self._not_read
        self._rows, self._not_read = rows, not_read
        telling.feed.reason = ASKED
        telling.feed.read(asked)
        if telling.recovered() or news:
            telling.tell(POSITIONS)
        elif telling.is_check_due(asked):
            telling.tell_check(asked)
        return True


def watch_positions(state: State, names: tuple[str, ...]) -> AsyncIterator[AccountEvent]:
    """Open positions of these keys at once, then whenever they changed; a failure once, until it is
    another or over. Runs until it is closed. UsageError for an unknown name."""
    keys = named(opened(state).content.keys, names)
    return hub_of(state).follow(keys, "")


def hub_of(state: State) -> Hub:
    """The one of this process."""
    if state.positions_hub is None:
        pause = DEMO_PAUSE if state.demo else PAUSE
        state.positions_hub = Hub(partial(FollowedPositions, state), pause, AT_ONCE)
    return state.positions_hub


def _plain(rows: tuple[PositionRow, ...]) -> tuple[PositionRow, ...]:
    """The rows without where and when they were read."""
    return tuple(replace(row, at=LONG_AGO, source=Origin.REST) for row in rows)
