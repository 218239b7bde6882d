"""The middle of a market at a past minute, from the exchange's own public candles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from jungletui.domain.times import to_milliseconds
from jungletui.exchanges.line import Line
from jungletui.exchanges.protocol import Ccxt
from jungletui.exchanges.reading import ask, method
from jungletui.exchanges.rows import exact

MINUTE = 60_000


async def middle(made: Ccxt, line: Line, symbol: str, at: datetime) -> Decimal | None:
    """Half-way between the highest and the lowest price of the minute of `at`; None where the
    exchange has no candle of that very minute. Raises ExchangeError."""
    frames = getattr(made, "timeframes", None)
    if not made.has.get("fetchOHLCV") or not isinstance(frames, dict) or "1m" not in frames:
        return None
    start = to_milliseconds(at) // MINUTE * MINUTE
    told = await ask(line, method(made, "fetch_ohlcv")(symbol, "1m", start, 2, {}))
    for candle in told if isinstance(told, list) else []:
        if isinstance(candle, Sequence) and len(candle) > 3 and candle[0] == start:
            high, low = exact(candle[2]), exact(candle[3])
            if high is not None and low is not None and high.is_finite() and low.is_finite():
                return (high + low) / 2
    return None
