"""What assets are worth, from one exchange's own tickers: directly, or over one or two others."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from jungletui.domain.accounts import Price
from jungletui.domain.times import Clock
from jungletui.exchanges.flight import Flight
from jungletui.exchanges.loader import ccxt_error
from jungletui.exchanges.protocol import Ccxt, Row
from jungletui.exchanges.rows import exact, moment
from jungletui.exchanges.ticker_reply import TickerReply

LIFE = timedelta(seconds=30)
HOPS = ("USDT", "USD", "USDC", "BTC", "EUR", "ETH", "BNB", "FDUSD")
MOST_SINGLE = 24
"""Tickers that are asked one by one."""
UNTYPED = frozenset(("kraken", "gemini", "coinbase", "bitfinex"))
"""Exchanges with one kind of ticker, to which ccxt 4.5.90 would pass a `type` on."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What one of an asset costs in another, and when that was so."""

    value: Decimal
    at: datetime


Rates = Mapping[tuple[str, str], Rate]
"""By base and quote of a pair."""


class Prices:
    """The spot tickers of one world, fetched at most every 30 seconds, shared by all keys, and
    parsed as far as their assets want."""

    def __init__(self, public: Ccxt, clock: Clock) -> None:
        self._public = public
        self._clock = clock
        self._rates: Rates = {}
        self._at: datetime | None = None
        self._flight = Flight(self._fetch)
        self._reply: TickerReply | None = None
        self._parsing = asyncio.Lock()
        self._listed = public.has.get("fetchTickers") is True

    async def of(self, assets: Collection[str], quote: str) -> dict[str, Price]:
        """Prices in `quote` of those assets that have one. Raises ExchangeError."""
        stale = self._at is None or self._reply is None or self._clock() - self._at > LIFE
        if self._listed and stale:
            await self._flight.join()
        if self._listed:
            await self._parse(assets, quote)
        else:
            await self._one_by_one(assets, quote)
        at = self._at or self._clock()
        found = {asset: price_of(asset, quote, self._rates, at) for asset in assets}
        return {asset: price for asset, price in found.items() if price is not None}

    async def _fetch(self) -> None:
        has = self._public.has
        several = bool(has.get("spot")) and bool(has.get("swap") or has.get("future"))
        typed = several and self._public.id not in UNTYPED
        reply = TickerReply(self._public, {"type": "spot"} if typed else {})
        try:
            told = await reply.fetch()
        except ccxt_error() as error:
            if type(error).__name__ != "ArgumentsRequired":
                raise
            self._listed = False  # deribit: by currency only
            return
        self._at = self._clock()
        self._rates = rates_of(told, self._at)
        self._reply = reply
        asyncio.get_running_loop().call_later(LIFE.total_seconds(), self._forget, reply)

    async def _parse(self, assets: Collection[str], quote: str) -> None:
        """Have those tickers parsed that may lie on a way from one of the assets to the quote."""
        async with self._parsing:
            reply, at = self._reply, self._at
            if reply is None or at is None:
                return
            told = await reply.of(_symbols(assets, quote))
            if told and self._reply is reply:
                self._rates = {**self._rates, **rates_of(told, at)}

    def _forget(self, reply: TickerReply) -> None:
        """A reply whose prices are old: it is large."""
        if self._reply is reply:
            self._reply = None

    async def _one_by_one(self, assets: Collection[str], quote: str) -> None:
        """Where there is no list of all tickers: those of the assets against the quote, or against
        the first usual asset that has a market with both."""
        now, markets = self._clock(), self._public.markets or {}
        wanted: dict[str, None] = {}
        for path in (way for asset in assets for way in _ways(asset, quote, markets)):
            wanted |= dict.fromkeys(path)
        tickers = []
        for symbol in list(wanted)[:MOST_SINGLE]:
            rate = self._rates.get(_pair(symbol))
            if rate is None or now - rate.at > LIFE:
                tickers.append(await self._public.fetch_ticker(symbol))
        self._at = now
        self._rates = {**self._rates, **rates_of(tickers, now)}

    async def close(self) -> None:
        """Stop a fetch under way."""
        await self._flight.close()


def _ways(asset: str, quote: str, markets: Collection[str]) -> Iterator[tuple[str, ...]]:
    """The symbols of the first way from an asset to the quote that has markets."""
    for path in _paths(asset, quote) if asset != quote else ():
        symbols = tuple(
            next((s for s in (f"{a}/{b}", f"{b}/{a}") if s in markets), "")
            for a, b in pairwise(path)
        )
        if all(symbols):
            yield symbols
            return


def _symbols(assets: Collection[str], quote: str) -> Iterator[str]:
    """Every symbol that a market on such a way may have."""
    ends = {quote, *HOPS}
    for one in {*assets, *ends}:
        for other in ends:
            yield f"{one}/{other}"
            yield f"{other}/{one}"


def _pair(symbol: str) -> tuple[str, str]:
    base, _, quote = symbol.partition("/")
    return base, quote


def rates_of(tickers: Iterable[Row], now: datetime) -> Rates:
    """The last price (else the middle of bid and ask) of every spot pair, as of the ticker's own
    time; where it tells none, of `now`."""
    rates = {}
    for ticker in tickers:
        symbol, price = ticker.get("symbol"), _price(ticker)
        if isinstance(symbol, str) and ":" not in symbol and symbol.count("/") == 1 and price:
            base, quote = symbol.split("/")
            rates[base, quote] = Rate(price, min(now, moment(ticker.get("timestamp")) or now))
    return rates


def price_of(asset: str, quote: str, rates: Rates, now: datetime) -> Price | None:
    """What `asset` costs in `quote`, by the shortest way; None where the tickers do not say. A
    stablecoin is never taken for its currency: that is a price like any other, or unknown."""
    if asset == quote:
        return Price(Decimal(1), now, (asset,))
    for path in _paths(asset, quote):
        steps = [_step(base, to, rates) for base, to in pairwise(path)]
        if all(steps):
            known = [step for step in steps if step is not None]
            value = Decimal(1)
            for step in known:
                value *= step.value
            return Price(value, min(step.at for step in known), path)
    return None


def _paths(asset: str, quote: str) -> Iterator[tuple[str, ...]]:
    """The direct way, those over one asset, and those over two: the more liquid ones first."""
    yield asset, quote
    hops = [hop for hop in HOPS if hop not in (asset, quote)]
    for hop in hops:
        yield asset, hop, quote
    for first in hops:
        for second in hops:
            if first != second:
                yield asset, first, second, quote


def _step(base: str, quote: str, rates: Rates) -> Rate | None:
    if (base, quote) in rates:
        return rates[base, quote]
    reverse = rates.get((quote, base))
    return None if reverse is None else Rate(1 / reverse.value, reverse.at)


def _price(ticker: Row) -> Decimal | None:
    last = _positive(ticker.get("last"))
    if last is not None:
        return last
    bid, ask = _positive(ticker.get("bid")), _positive(ticker.get("ask"))
    return (bid + ask) / 2 if bid is not None and ask is not None else None


def _positive(value: object) -> Decimal | None:
    found = exact(value)
    return found if found is not None and found.is_finite() and found > 0 else None
