"""Gemini's public data: symbols, prices, and the page that ccxt reads ticks and currencies from."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from jungletui.sandbox.desk import (
    Params,
    assets_of,
    decimals,
    json_response,
    number,
    spot_markets,
)
from jungletui.sandbox.prices import FIAT
from jungletui.sandbox.rules import Market
from jungletui.sandbox.world import World


def symbol_of(market: Market) -> str:
    """`btcusd`."""
    return f"{market.base}{market.quote}".lower()


def symbols(world: World, _params: Params) -> web.Response:
    """Every market's name."""
    return json_response([symbol_of(market) for market in spot_markets(world)])


def price_feed(world: World, _params: Params) -> web.Response:
    """Every market's price."""
    return json_response([_price(world, market) for market in spot_markets(world)])


def page(world: World, _params: Params) -> web.Response:
    """The start page of the exchange, with its data in a script (ccxt 4.5.90 gemini.py)."""
    data = {
        "tradingPairs": [_pair(market) for market in spot_markets(world)],
        "currencies": [_currency(asset) for asset in assets_of(world)],
        "networks": [[asset, asset.lower()] for asset in assets_of(world)],
    }
    text = f'<html><script type="application/json" id="currencyData">{json.dumps(data)}</script>'
    return web.Response(text=f"{text}</html>", content_type="text/html")


def _pair(market: Market) -> list[Any]:
    """Name, decimals of price and amount, smallest amount."""
    return [
        symbol_of(market).upper(), decimals(market.tick), decimals(market.lot),
        number(market.lot), decimals(market.tick), True,
    ]  # fmt: skip


def _currency(asset: str) -> list[Any]:
    """Name, decimals, kind, networks."""
    chain = None if asset in FIAT or asset == "USD" else asset.lower()
    kind = "fiat" if chain is None else None
    return [asset, asset, 2, 8, 8, 8, False, kind, None, chain]


def _price(world: World, market: Market) -> dict[str, str]:
    day = world.ticker(market.symbol)
    return {
        "pair": symbol_of(market).upper(), "price": number(day.last),
        "percentChange24h": f"{(day.last - day.open) / day.open:.4f}",
    }  # fmt: skip
