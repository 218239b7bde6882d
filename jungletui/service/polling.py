"""When a followed key is read: ever so often, at once where it is wished, ever more seldom while it
fails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

CHECK = 60.0
"""Seconds between two cross-checks of a live key by REST."""
GAP = 1.0
"""Seconds between two reads, at least; as many as where it is polled, while messages of a stream
only hint that something is new."""
LONGEST_PAUSE = 240.0
PATIENCE = 20.0
"""Seconds that a read may take, its turn included, before nobody vouches for the older figures."""


@dataclass(slots=True)
class Wish:
    """That a read should come soon."""

    _wished: asyncio.Event = field(default_factory=asyncio.Event)
    _hinted: bool = False

    def soon(self) -> None:
        """As soon as may be."""
        self._wished.set()

    def hint(self) -> None:
        """A message of a stream only hints at news: many may come, and each read is a request."""
        self._hinted = True
        self._wished.set()

    def take(self) -> bool:
        """A read begins, and answers all that was wished; whether there was a hint."""
        self._wished.clear()
        hinted, self._hinted = self._hinted, False
        return hinted

    async def within(self, seconds: float) -> None:
        """Wait for a wish, so long at most."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wished.wait()


@dataclass(frozen=True, slots=True)
class Turns:
    """How fast a key may be read: `gate` lets so many keys of its exchange go at a time, `usual`
    says how many seconds lie between two reads where it is polled."""

    gate: asyncio.Semaphore
    usual: Callable[[], float]

    def longer(self, pause: float) -> float:
        """The pause after a read that failed, by the one before."""
        return max(self.usual(), min(pause * 2, LONGEST_PAUSE))


async def poll(
    turns: Turns,
    read: Callable[[], Awaitable[bool]],
    late: Callable[[], None],
    wish: Wish,
    is_live: Callable[[], bool],
) -> None:
    """Call `read` for ever, which says whether nothing failed; `late` where one takes long. While
    a stream is live it is only checked now and then."""
    pause = turns.usual()
    while True:
        hinted = wish.take()
        timer = asyncio.get_running_loop().call_later(PATIENCE, late)
        try:
            async with turns.gate:
                succeeded = await read()
        finally:
            timer.cancel()
        if not succeeded:
            pause = turns.longer(pause)
            await asyncio.sleep(pause)
            continue
        pause = turns.usual()
        live = is_live()
        await asyncio.sleep(pause if hinted else min(GAP, pause))
        await wish.within(max(CHECK, pause) if live else pause)


async def poll_evenly(turns: Turns, read: Callable[[], Awaitable[bool]]) -> None:
    """The same where nothing tells of news: one read after the other."""
    pause = turns.usual()
    while True:
        async with turns.gate:
            succeeded = await read()
        pause = turns.usual() if succeeded else turns.longer(pause)
        await asyncio.sleep(pause)
