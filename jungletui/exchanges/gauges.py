"""How much of a limit is used up, as the exchange tells in its headers, and how long to hold back.

The rule: nothing while a fifth of the limit is left; from there on each further request waits, the
longer the less is left, until nothing is sent before the window ends. The bots of the same address
use the same limit: what is left is left to them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

EASY = 0.2
"""The part of a limit down to which nobody waits."""
LONGEST = 60.0
SAME = {
    "binanceusdm": "binance",
    "binancecoinm": "binance",
    "bybiteu": "bybit",
    "bybitid": "bybit",
    "kucoinfutures": "kucoin",
    "gateeu": "gate",
}
"""Other ids of the same exchange in ccxt 4.5.90."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """One limit that headers tell; see `gauges.toml`."""

    limit: str | int
    window: float
    per: str
    used: str = ""
    left: str = ""
    reset: str = ""
    aligned: bool = False
    sections: tuple[str, ...] = ()

    def hold(self, headers: Mapping[str, str], section: str, now: float) -> float:
        """Seconds to hold back after a reply with these headers; 0 where they tell nothing, or
        nothing to worry about. `now` is the exchange's time in seconds."""
        if self.sections and not section.startswith(self.sections):
            return 0.0
        limit = self.limit if isinstance(self.limit, int) else _count(headers, self.limit)
        told = _count(headers, self.left or self.used)
        if not limit or told is None:
            return 0.0
        left = max(0.0, (told if self.left else limit - told) / limit)
        if left >= EASY:
            return 0.0
        return self._until_reset(headers, now) * (1 - left / EASY)

    def _until_reset(self, headers: Mapping[str, str], now: float) -> float:
        told = _count(headers, self.reset) if self.reset else None
        if told is not None:
            return min(told / 1000, LONGEST)
        return self.window - now % self.window if self.aligned else self.window


@cache
def gauges_of(exchange: str) -> tuple[Gauge, ...]:
    """The gauges of an exchange; none where it tells nothing."""
    text = files("jungletui.exchanges").joinpath("gauges.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text).get(SAME.get(exchange, exchange), ())
    return tuple(Gauge(**{**row, "sections": tuple(row.get("sections", ()))}) for row in rows)


def _count(headers: Mapping[str, str], name: str) -> int | None:
    """A header's number; headers are looked up by their title case, as `Reply` has them."""
    text = headers.get(name.title(), "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
