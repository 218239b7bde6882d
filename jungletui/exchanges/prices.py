"""What assets are worth, from one exchange's own tickers: directly, or over one other asset."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from jungletui.domain.times import Clock
from jungletui.exchanges.flight import Flight
from jungletui.exchanges.protocol import Ccxt, Row
from jungletui.exchanges.rows import exact

LIFE = timedelta(seconds=30)
HOPS = ("USDT", "USD", "USDC", "BTC", "EUR", "ETH", "BNB", "FDUSD")
Rates = Mapping[tuple[str, str], Decimal]
"""What one of the first asset costs in the second."""


class Prices:
    """The spot tickers of one world, fetched at most every 30 seconds, shared by all keys."""

    def __init__(self, public: Ccxt, clock: Clock) -> None:
        self._public = public
        self._clock = clock
        self._rates: Rates = {}
        self._at: datetime | None = None
        self._flight = Flight(self._fetch)

    async def of(self, assets: Collection[str], quote: str) -> dict[str, Decimal]:
        """Prices in `quote` of those assets that have one. Raises ExchangeError."""
        if self._at is None or self._clock() - self._at > LIFE:
            await self._flight.join()
        found = {asset: price_of(asset, quote, self._rates) for asset in assets}
        return {asset: price for asset, price in found.items() if price is not None}

    async def _fetch(self) -> None:
        tickers = await self._public.fetch_tickers(
            None, {"type": "spot"} if _typed(self._public) else {}
        )
        self._rates = rates_of(tickers.values())
        self._at = self._clock()

    async def close(self) -> None:
        """Stop a fetch under way."""
        await self._flight.close()


def rates_of(tickers: Iterable[Row]) -> Rates:
    """The last price (else the middle of bid and ask) of every spot pair."""
    rates = {}
    for ticker in tickers:
        symbol, price = ticker.get("symbol"), _price(ticker)
        if isinstance(symbol, str) and ":" not in symbol and symbol.count("/") == 1 and price:
            base, quote = symbol.split("/")
            rates[base, quote] = price
    return rates


def price_of(asset: str, quote: str, rates: Rates) -> Decimal | None:
    """What `asset` costs in `quote`; None where the tickers do not say. A stablecoin is never
    taken for its currency: that is a price like any other, or unknown."""
    if asset == quote:
        return Decimal(1)
    direct = _step(asset, quote, rates)
    if direct is not None:
        return direct
    for hop in HOPS:
        first, second = _step(asset, hop, rates), _step(hop, quote, rates)
        if first is not None and second is not None:
            return first * second
    return None


def _step(base: str, quote: str, rates: Rates) -> Decimal | None:
    if (base, quote) in rates:
        return rates[base, quote]
    reverse = rates.get((quote, base))
    return None if reverse is None else 1 / reverse


def _price(ticker: Row) -> Decimal | None:
    last, bid, ask = (exact(ticker.get(name)) for name in ("last", "bid", "ask"))
    if last is not None and last > 0:
        return last
    if bid is not None and ask is not None and bid > 0 and ask > 0:
        return (bid + ask) / 2
    return None


def _typed(public: Ccxt) -> bool:
    """Kraken has one kind of ticker and refuses a `type`."""
    return public.id != "kraken"
