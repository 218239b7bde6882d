"""Upbit's public data: markets, whose names begin with the quote, and their prices as numbers."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.desk import Params, exact_response, json_response, needed, spot_markets
from jungletui.sandbox.rules import Market
from jungletui.sandbox.world import World


def market_of(market: Market) -> str:
    """`KRW-BTC`."""
    return f"{market.quote}-{market.base}"


def all_markets(world: World, _params: Params) -> web.Response:
    """Every market and its name in two languages."""
    return json_response(
        [
            {"market": market_of(market), "korean_name": market.base, "english_name": market.base}
            for market in spot_markets(world)
        ]
    )


def tickers(world: World, params: Params) -> web.Response:
    """Of the markets that are named."""
    wanted = set(needed(params, "markets").split(","))
    return exact_response(
        [_ticker(world, m) for m in spot_markets(world) if market_of(m) in wanted]
    )


def all_tickers(world: World, params: Params) -> web.Response:
    """Of every market in the quote currencies that are named."""
    wanted = set(needed(params, "quote_currencies").split(","))
    return exact_response([_ticker(world, m) for m in spot_markets(world) if m.quote in wanted])


def _ticker(world: World, market: Market) -> dict[str, Any]:
    day = world.ticker(market.symbol)
    at = to_milliseconds(day.at)
    return {
        "market": market_of(market), "trade_date": f"{day.at:%Y%m%d}",
        "trade_time": f"{day.at:%H%M%S}", "trade_timestamp": at, "opening_price": day.open,
        "high_price": day.high, "low_price": day.low, "trade_price": day.last,
        "prev_closing_price": day.open, "change": "RISE" if day.last > day.open else "FALL",
        "change_price": abs(day.last - day.open), "signed_change_price": day.last - day.open,
        "trade_volume": market.lot, "acc_trade_price_24h": day.quote_volume,
        "acc_trade_volume_24h": day.volume, "timestamp": at,
    }  # fmt: skip
