"""Rate limiting: spaces requests to one exchange, whoever sends them, or counts them in a window,
and lets a few go at once."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from time import monotonic


class Pacers:
    """One pacer for each of an exchange's separate limits: for the sections of these prefixes, and
    one for all the rest."""

    def __init__(
        self,
        spacing: float,
        burst: float,
        prefixes: Sequence[str] = (),
        faster: Mapping[str, float] | None = None,
        window: float = 0.0,
    ) -> None:
        times = faster or {}
        self._rest = Pacer(spacing, burst, window=window)
        self._apart = {
            name: Pacer(spacing / times.get(name, 1.0), burst, window=window) for name in prefixes
        }

    async def wait(self, section: str, cost: float) -> None:
        """Wait for one's turn among the requests of the same limit."""
        await self._of(section).wait(cost)

    def hold(self, section: str, seconds: float) -> None:
        """Let nobody of the same limit go for so long."""
        self._of(section).hold(seconds)

    def _of(self, section: str) -> Pacer:
        for prefix, pacer in self._apart.items():
            if section.startswith(prefix):
                return pacer
        return self._rest


class Pacer:
    """`spacing` seconds per unit of cost, with `burst` seconds saved up while idle.

    With a `window`, costs are counted instead: as much as is spaced over `window` seconds goes at
    once, and never more in any so many seconds, as exchanges count that have a limit for a minute.

    ccxt gives every endpoint a cost and every exchange a `rateLimit` (milliseconds per unit), and
    a limiter to each object; exchanges count per address or account, so one limiter is shared.
    """

    def __init__(
        self,
        spacing: float,
        burst: float,
        now: Callable[[], float] = monotonic,
        window: float = 0.0,
    ) -> None:
        self._spacing = spacing
        self._burst = burst
        self._window = window
        self._now = now
        self._next = 0.0
        self._counted: deque[tuple[float, float]] = deque()
        self._sum = 0.0

    def delay(self, cost: float) -> float:
        """Take the next place in the queue; how many seconds are left until it comes."""
        now = self._now()
        if self._window:
            return self._in_window(cost * self._spacing, now) - now
        place = max(self._next, now - self._burst)
        self._next = place + cost * self._spacing
        return max(0.0, place - now)

    def _in_window(self, taken: float, now: float) -> float:
        """The first moment from which back the window has room for `taken` seconds of it. Nobody
        overtakes; what is larger than the window waits until that is empty."""
        place = max(self._next, now)
        self._forget(place)
        while self._counted and self._sum + taken > self._window:
            place = max(place, self._counted[0][0] + self._window)
            self._forget(place)
        self._counted.append((place, taken))
        self._sum += taken
        self._next = place
        return place

    def _forget(self, place: float) -> None:
        """Drop what lies a window or more before `place`."""
        while self._counted and self._counted[0][0] + self._window <= place:
            self._sum -= self._counted.popleft()[1]
        if not self._counted:
            self._sum = 0.0  # what rounding left

    def hold(self, seconds: float) -> None:
        """Let nobody go before so many seconds have passed."""
        self._next = max(self._next, self._now() + seconds)

    async def wait(self, cost: float) -> None:
        """Wait for one's turn."""
        delay = self.delay(cost)
        if delay > 0:
            await asyncio.sleep(delay)
