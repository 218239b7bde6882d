"""bitFlyer's public data: the markets of Japan and the price of one."""

from __future__ import annotations

from aiohttp import web

from jungletui.sandbox.bitflyer_door import refused
from jungletui.sandbox.desk import (
    Params,
    exact_response,
    json_response,
    needed,
    spot_market,
    spot_markets,
)
from jungletui.sandbox.model import Refusal
from jungletui.sandbox.rules import Market
from jungletui.sandbox.world import World


def product_of(market: Market) -> str:
    """`BTC_JPY`."""
    return f"{market.base}_{market.quote}"


def markets(world: World, _params: Params) -> web.Response:
    """Every spot market."""
    return json_response(
        [{"product_code": product_of(m), "market_type": "Spot"} for m in spot_markets(world)]
    )


def no_markets(_world: World, _params: Params) -> web.Response:
    """Of the other regions: none."""
    return json_response([])


def ticker(world: World, params: Params) -> web.Response:
    """One market's price."""
    code = needed(params, "product_code")
    market = spot_market(world, code, product_of)
    if market is None:
        return refused(Refusal.MARKET)
    day = world.ticker(market.symbol)
    return exact_response(
        {
            "product_code": code, "state": "RUNNING", "timestamp": f"{day.at:%Y-%m-%dT%H:%M:%S}",
            "tick_id": 1, "best_bid": day.bid, "best_ask": day.ask, "best_bid_size": market.lot,
            "best_ask_size": market.lot, "total_bid_depth": day.volume,
            "total_ask_depth": day.volume, "market_bid_size": 0, "market_ask_size": 0,
            "ltp": day.last, "volume": day.volume, "volume_by_product": day.volume,
        }
    )  # fmt: skip
