"""BingX's public data, and its coins: time, symbols, tickers."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.bingx_door import reply
from jungletui.sandbox.desk import Call, Params, assets_of, number, spot_markets
from jungletui.sandbox.rules import Market
from jungletui.sandbox.world import World


def symbol_of(market: Market) -> str:
    """`BTC-USDT`."""
    return f"{market.base}-{market.quote}"


def server_time(world: World, _params: Params) -> web.Response:
    """Milliseconds."""
    return reply({"serverTime": to_milliseconds(world.wall())})


def symbols(world: World, _params: Params) -> web.Response:
    """Every spot market."""
    return reply({"symbols": [_symbol(market) for market in spot_markets(world)]})


def no_contracts(_world: World, _params: Params) -> web.Response:
    """There are no contracts here."""
    return reply([])


def tickers(world: World, _params: Params) -> web.Response:
    """Every market's day."""
    return reply([_ticker(world, market) for market in spot_markets(world)])


def coins(call: Call) -> web.Response:
    """Every coin with one network; a signed call there."""
    return reply([_coin(asset) for asset in assets_of(call.world)])


def _coin(asset: str) -> dict[str, Any]:
    network = {
        "name": asset, "network": asset, "isDefault": True, "minConfirm": 2,
        "withdrawEnable": True, "depositEnable": True, "withdrawFee": "0.0005",
        "withdrawMax": "100000", "withdrawMin": "0.001", "depositMin": "0.0001",
        "withdrawPrecision": 8, "depositPrecision": 8,
    }  # fmt: skip
    return {"coin": asset, "name": asset, "networkList": [network]}


def _symbol(market: Market) -> dict[str, Any]:
    return {
        "symbol": symbol_of(market), "tickSize": float(market.tick), "stepSize": float(market.lot),
        "minQty": float(market.lot), "maxQty": 10_000_000,
        "minNotional": float(market.minimum_cost), "maxNotional": 1_000_000, "status": 1,
        "apiStateBuy": True, "apiStateSell": True, "timeOnline": 0, "offTime": 0,
        "maintainTime": 0,
    }  # fmt: skip


def _ticker(world: World, market: Market) -> dict[str, Any]:
    day = world.ticker(market.symbol)
    change = day.last - day.open
    return {
        "symbol": symbol_of(market), "openPrice": number(day.open), "highPrice": number(day.high),
        "lowPrice": number(day.low), "lastPrice": number(day.last),
        "priceChange": number(change), "priceChangePercent": f"{change / day.open * 100:.2f}%",
        "volume": number(day.volume), "quoteVolume": number(day.quote_volume),
        "openTime": to_milliseconds(day.at) - 86_400_000, "closeTime": to_milliseconds(day.at),
        "askPrice": number(day.ask), "askQty": number(market.lot), "bidPrice": number(day.bid),
        "bidQty": number(market.lot),
    }  # fmt: skip
