"""What each market did in its last day, reckoned once an hour, and its turnover, once a minute."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from decimal import ROUND_UP, Decimal

from jungletui.sandbox import prices
from jungletui.sandbox.rules import Market

HOUR, MINUTE = 3600, 60
Day = tuple[Decimal, Decimal, Decimal]
"""Open, high and low."""


@dataclass(slots=True)
class Days:
    """The days of the markets of one world. Times are whole seconds since 1970."""

    seed: int
    _days: dict[str, tuple[int, Day]] = field(default_factory=dict)
    _volumes: dict[str, tuple[int, Decimal]] = field(default_factory=dict)

    def of(self, market: Market, now: int) -> Day:
        """Open, high and low of the 24 hours before the current hour."""
        hour = now // HOUR
        kept = self._days.get(market.symbol)
        if kept is None or kept[0] != hour:
            day = [prices.cross(self.seed, market, (hour - ago) * HOUR) for ago in range(24, 0, -4)]
            kept = self._days[market.symbol] = (hour, (day[0], max(day), min(day)))
        return kept[1]

    def volume(self, market: Market, now: int) -> Decimal:
        """A seeded turnover that grows a little every minute, in lots of the base."""
        minute = now // MINUTE
        kept = self._volumes.get(market.symbol)
        if kept is None or kept[0] != minute:
            kept = self._volumes[market.symbol] = (minute, self._turnover(market, minute))
        return kept[1]

    def _turnover(self, market: Market, minute: int) -> Decimal:
        digest = hashlib.blake2b(f"{self.seed}/{market.symbol}".encode(), digest_size=4).digest()
        worth = 50_000 + int.from_bytes(digest, "big") % 30_000_000
        worth += minute % 1440 * (worth // 10_000)
        amount = Decimal(worth) / prices.DOLLARS.get(market.base, Decimal(1))
        return amount.quantize(market.lot, ROUND_UP)
