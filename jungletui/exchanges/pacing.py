"""Rate limiting: spaces requests to one exchange, whoever sends them, and lets a few go at once."""

from __future__ import annotations

import asyncio
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
    ) -> None:
        times = faster or {}
        self._rest = Pacer(spacing, burst)
        self._apart = {name: Pacer(spacing / times.get(name, 1.0), burst) for name in prefixes}

    async def wait(self, section: str, cost: float) -> None:
        """Wait for one's turn among the requests of the same limit."""
        await self._of(section).wait(cost)

    def hold(self, section: str, seconds: float) -> None:
        """Let nobody of the same limit go for so long."""
        self._of(section).hold(seconds)

    def _of(self, section: str) -> Pacer:
        found = (pacer for prefix, pacer in self._apart.items() if section.startswith(prefix))
        return next(found, self._rest)


class Pacer:
    """`spacing` seconds per unit of cost, with `burst` seconds saved up while idle.

    ccxt gives every endpoint a cost and every exchange a `rateLimit` (milliseconds per unit), and
    a limiter to each object; exchanges count per address or account, so one limiter is shared.
    """

    def __init__(self, spacing: float, burst: float, now: Callable[[], float] = monotonic) -> None:
        self._spacing = spacing
        self._burst = burst
        self._now = now
        self._next = 0.0

    def delay(self, cost: float) -> float:
        """Take the next place in the queue; how many seconds are left until it comes."""
        now = self._now()
        place = max(self._next, now - self._burst)
        self._next = place + cost * self._spacing
        return max(0.0, place - now)

    def hold(self, seconds: float) -> None:
        """Let nobody go before so many seconds have passed."""
        self._next = max(self._next, self._now() + seconds)

    async def wait(self, cost: float) -> None:
        """Wait for one's turn."""
        delay = self.delay(cost)
        if delay > 0:
            await asyncio.sleep(delay)
