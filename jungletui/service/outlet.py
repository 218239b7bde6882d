"""What waits for one watcher: the newest state of each part of each key, never faster than one can
look."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from jungletui.domain.accounts import FillRow

AT_ONCE, A_SECOND = 5, 5.0
"""So many in a moment, then so many a second: never more than ten within any second."""
MOST_FILLS = 1000

Slot = tuple[str, str]
"""The name of a key, and a part of its account."""


@dataclass(slots=True)
class Bucket:
    """Allows some at once, then a steady few."""

    left: float = AT_ONCE
    at: float = 0.0

    def wait(self, now: float) -> float:
        """Seconds until the next one may go."""
        self._fill(now)
        return 0.0 if self.left >= 1 else (1 - self.left) / A_SECOND

    def take(self, now: float) -> None:
        """One goes."""
        self._fill(now)
        self.left -= 1

    def _fill(self, now: float) -> None:
        self.left = min(AT_ONCE, self.left + max(0.0, now - self.at) * A_SECOND)
        self.at = now


class Outlet:
    """Slots that have news, for one watcher; bounded by the number of slots."""

    def __init__(self, clock: Callable[[], float] | None = None) -> None:
        self._clock = clock or asyncio.get_running_loop().time
        self._waiting: dict[Slot, None] = {}
        self._buckets: dict[Slot, Bucket] = {}
        self._fills: dict[str, deque[FillRow]] = {}
        self._filled = asyncio.Event()

    def put(self, key: str, part: str) -> None:
        """There is news of a part; what it is, is asked when it goes."""
        self._waiting.setdefault((key, part))
        self._filled.set()

    def put_fills(self, key: str, rows: tuple[FillRow, ...]) -> None:
        """Fills are each told; the oldest go where nobody takes them."""
        self._fills.setdefault(key, deque(maxlen=MOST_FILLS)).extend(rows)
        self.put(key, "fills")

    def drop(self, key: str, part: str) -> None:
        """What was told with something else."""
        self._waiting.pop((key, part), None)

    def fills(self, key: str) -> tuple[FillRow, ...]:
        """The fills that wait, newest first; they are gone then."""
        return tuple(reversed(self._fills.pop(key, ())))

    async def take(self) -> Slot:
        """The next slot that may go."""
        while True:
            wait = self._next()
            if isinstance(wait, tuple):
                return wait
            self._filled.clear()
            try:
                async with asyncio.timeout(wait):
                    await self._filled.wait()
            except TimeoutError:
                continue

    def _next(self) -> Slot | float | None:
        """A slot that may go now, or the seconds until one may; None where nothing waits."""
        now, shortest = self._clock(), None
        for slot in self._waiting:
            bucket = self._buckets.setdefault(slot, Bucket(at=now))
            wait = bucket.wait(now)
            if wait <= 0:
                bucket.take(now)
                del self._waiting[slot]
                return slot
            shortest = wait if shortest is None else min(shortest, wait)
        return shortest
