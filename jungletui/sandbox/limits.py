"""A rate limit: a budget per payer that comes back with time."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Spend:
    """What one request costs, and who pays: an address or a key."""

    payer: str
    weight: int = 1


@dataclass(slots=True)
class Budget:
    """`limit` per `seconds`. A window starts anew on the minute (binance); otherwise what was
    spent comes back evenly (kraken's counter). Tests set `limit` low to run into it. `strikes`
    counts a payer's refused requests since its last paid one."""

    limit: int
    seconds: int = 60
    window: bool = True
    strikes: dict[str, int] = field(default_factory=dict)
    _spent: dict[str, tuple[float, float]] = field(default_factory=dict)

    def spend(self, spend: Spend, now: datetime) -> tuple[int, int]:
        """Take the cost out; returns (used so far, seconds to wait; 0 where it was paid)."""
        at = now.timestamp()
        used = self._used(spend.payer, at)
        if used + spend.weight > self.limit:
            self._spent[spend.payer] = (at, used)
            self.strikes[spend.payer] = self.strikes.get(spend.payer, 0) + 1
            return math.ceil(used), max(1, math.ceil(self._wait(used, spend.weight, at)))
        self._spent[spend.payer] = (at, used + spend.weight)
        self.strikes.pop(spend.payer, None)
        return math.ceil(used + spend.weight), 0

    def _used(self, payer: str, at: float) -> float:
        then, used = self._spent.get(payer, (at, 0.0))
        if self.window:
            return used if int(then) // self.seconds == int(at) // self.seconds else 0.0
        return max(0.0, used - (at - then) * self.limit / self.seconds)

    def _wait(self, used: float, weight: int, at: float) -> float:
        if self.window:
            return self.seconds - at % self.seconds
        return (used + weight - self.limit) * self.seconds / max(1, self.limit)
