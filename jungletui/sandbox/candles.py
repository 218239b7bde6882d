"""Candles of one minute, as each exchange of the demo tells them: what the market was at a past
time. Prices are a function of time, so that candles need no book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from aiohttp import web

from jungletui.sandbox import binance_wire, bybit_wire, kraken_wire, okx_wire
from jungletui.sandbox.bybit_market import find_market as bybit_market
from jungletui.sandbox.bybit_wire import needed
from jungletui.sandbox.desk import number
from jungletui.sandbox.exchange import WORLD
from jungletui.sandbox.okx_market import find_market as okx_market
from jungletui.sandbox.rules import Market
from jungletui.sandbox.world import World

MINUTE = 60
SAMPLES = (0, 15, 30, 45, 59)
"""Seconds of a minute whose prices make its candle."""
MOST = 300
KRAKENS = 720
"""Kraken tells the newest so many, and no older ones:
https://docs.kraken.com/api/docs/rest-api/get-ohlc-data"""


@dataclass(frozen=True, slots=True)
class Candle:
    """One minute of one market, from its first second (`start`, since 1970)."""

    start: int
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal


def candles(world: World, market: Market, first: int, count: int) -> list[Candle]:
    """Up to `count` minutes from `first` (a second since 1970) on, oldest first; none of the
    future."""
    now = int(world.now().timestamp())
    start = -(-first // MINUTE) * MINUTE
    starts = range(start, min(start + count * MINUTE, now + 1), MINUTE)
    return [_candle(world, market, start) for start in starts]


def _candle(world: World, market: Market, start: int) -> Candle:
    begun = datetime.fromtimestamp(start, UTC)
    moments = (begun + timedelta(seconds=seconds) for seconds in SAMPLES)
    prices = [world.price(market.symbol, min(at, world.now())) for at in moments]
    return Candle(start, prices[0], max(prices), min(prices), prices[-1], market.lot * 1000)


def newest(world: World, count: int) -> int:
    """The first second of the newest `count` minutes."""
    return int(world.now().timestamp()) // MINUTE * MINUTE - (count - 1) * MINUTE


def binance_klines(call: binance_wire.Call) -> web.Response:
    """GET …/klines: https://developers.binance.com/docs/binance-spot-api-docs/rest-api"""
    market = call.market()
    if market is None:
        return binance_wire.error(-1121, "Invalid symbol.")
    if call.params.get("interval") != "1m":
        return binance_wire.error(-1120, "Invalid interval.")
    count = min(MOST, max(1, binance_wire.integer_of(call.params, "limit", MOST)))
    first = binance_wire.integer_of(call.params, "startTime", newest(call.world, count) * 1000)
    told = candles(call.world, market, -(-first // 1000), count)
    return binance_wire.reply(
        [
            [c.start * 1000, *map(binance_wire.text, (c.open, c.high, c.low, c.close, c.volume)),
             (c.start + MINUTE) * 1000 - 1, binance_wire.text(c.volume * c.close), 10,
             binance_wire.text(c.volume / 2), binance_wire.text(c.volume * c.close / 2), "0"]
            for c in told
        ]
    )  # fmt: skip


async def bybit_kline(request: web.Request) -> web.Response:
    """GET /v5/market/kline, newest first: https://bybit-exchange.github.io/docs/v5/market/kline"""
    world, params = request.app[WORLD], dict(request.query)
    try:
        category = params.get("category", "linear")
        market = bybit_market(world, category, needed(params, "symbol"))
        if needed(params, "interval") != "1":
            raise ValueError("interval")
        count, first = _span(world, params, "start")
    except ValueError as error:
        return bybit_wire.refusal(world, 10001, str(error))
    rows = [
        [str(c.start * 1000), *map(number, (c.open, c.high, c.low, c.close, c.volume)),
         number(c.volume * c.close)]
        for c in reversed(candles(world, market, first, count))
    ]  # fmt: skip
    return bybit_wire.reply(world, {"category": category, "symbol": params["symbol"], "list": rows})


async def okx_candles(request: web.Request) -> web.Response:
    """GET /api/v5/market/candles and history-candles, newest first, those after `before`:
    https://www.okx.com/docs-v5/en, "Get candlesticks"."""
    world, params = request.app[WORLD], dict(request.query)
    market = okx_market(world, params.get("instId", ""))
    if market is None:
        return okx_wire.refusal("51001")
    try:
        count, first = _span(world, params, "before")
    except ValueError as error:
        return okx_wire.refusal("51000", str(error))
    return okx_wire.reply(
        [str(c.start * 1000), *map(number, (c.open, c.high, c.low, c.close, c.volume)),
         number(c.volume), number(c.volume * c.close), "1"]
        for c in reversed(candles(world, market, first, count))
    )  # fmt: skip


def kraken_ohlc(call: kraken_wire.Call) -> web.Response:
    """GET /0/public/OHLC: the newest minutes, those after `since`."""
    market = call.market(call.params.get("pair", ""))
    if market is None:
        return kraken_wire.error("EQuery:Unknown asset pair")
    if call.params.get("interval", "1") != "1":
        return kraken_wire.error("EGeneral:Invalid arguments")
    since = call.params.get("since", "")
    oldest = newest(call.world, KRAKENS)
    first = max(oldest, int(since) + 1 if since.isdecimal() else oldest)
    told = candles(call.world, market, first, KRAKENS)
    text = kraken_wire.text
    rows = [
        [c.start, text(c.open), text(c.high), text(c.low), text(c.close), text(c.close),
         text(c.volume), 10]
        for c in told
    ]  # fmt: skip
    last = told[-1].start if told else oldest
    return kraken_wire.reply({kraken_wire.pair_id(market): rows, "last": last})


def _span(world: World, params: Mapping[str, str], name: str) -> tuple[int, int]:
    """How many minutes, and from which second on. Raises ValueError."""
    wanted = {key: params.get(key, "") for key in ("limit", name)}
    for key, value in wanted.items():
        if value and not value.isdecimal():
            raise ValueError(key)
    count = min(MOST, max(1, int(wanted["limit"] or 100)))
    first = -(-int(wanted[name]) // 1000) if wanted[name] else newest(world, count)
    return count, first
