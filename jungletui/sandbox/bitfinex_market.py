"""Bitfinex's public data: the lists of its configuration, and tickers."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from jungletui.sandbox.desk import Params, assets_of, json_response, needed, spot_markets
from jungletui.sandbox.rules import Market
from jungletui.sandbox.world import World

NAMES = {
    "ALGO": "ALG", "ATOM": "ATO", "DASH": "DSH", "IOTA": "IOT", "MANA": "MNA", "QTUM": "QTM",
    "STORJ": "STJ", "TUSD": "TSD", "USDC": "UDC", "USDT": "UST",
}  # fmt: skip
"""How Bitfinex calls what others call so (ccxt 4.5.90 bitfinex.py)."""
ASSETS = {name: asset for asset, name in NAMES.items()}


def name_of(asset: str) -> str:
    """`UST` for USDT."""
    return NAMES.get(asset, asset)


def pair_of(market: Market) -> str:
    """`BTCUSD`, or `AAVE:USD` where a name has not three letters."""
    base, quote = name_of(market.base), name_of(market.quote)
    return f"{base}{quote}" if len(base) == len(quote) == 3 else f"{base}:{quote}"


def symbol_of(market: Market) -> str:
    """`tBTCUSD`."""
    return f"t{pair_of(market)}"


def configuration(world: World, params: Params) -> web.Response:
    """One list for each label that is asked for; an empty one for what there is none of."""
    names = [name_of(asset) for asset in assets_of(world)]
    lists: dict[str, list[Any]] = {
        "pub:info:pair": [_pair(market) for market in spot_markets(world)],
        "pub:list:currency": names,
        "pub:map:currency:tx:fee": [[name, [0, 0.0005]] for name in names],
        "pub:map:tx:method": [[name, [name]] for name in names],
        "pub:info:tx:status": [[name, 1, 1, None, None, None, None, 0, 0] for name in names],
    }
    labels = needed(params, "config").split(",")
    return json_response([lists.get(label, []) for label in labels])


def tickers(world: World, _params: Params) -> web.Response:
    """Every market's day."""
    return json_response([_ticker(world, market) for market in spot_markets(world)])


def _pair(market: Market) -> list[Any]:
    limits = [None, None, None, str(market.lot), "1000000", None, None, None, None, None, None]
    return [pair_of(market), limits]


def _ticker(world: World, market: Market) -> list[Any]:
    day = world.ticker(market.symbol)
    change = day.last - day.open
    return [
        symbol_of(market), float(day.bid), 1, float(day.ask), 1, float(change),
        round(float(change / day.open), 6), float(day.last), float(day.volume), float(day.high),
        float(day.low),
    ]  # fmt: skip
