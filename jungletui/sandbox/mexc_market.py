"""MEXC's public data, and its coins: time, symbols, tickers."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.desk import Call, Params, assets_of, decimals, number, spot_markets
from jungletui.sandbox.mexc_door import reply
from jungletui.sandbox.rules import Market
from jungletui.sandbox.world import World


def symbol_of(market: Market) -> str:
    """`BTCUSDT`."""
    return market.base + market.quote


def server_time(world: World, _params: Params) -> web.Response:
    """Milliseconds."""
    return reply({"serverTime": to_milliseconds(world.wall())})


def exchange_info(world: World, _params: Params) -> web.Response:
    """Every spot market."""
    return reply(
        {
            "timezone": "CST",
            "serverTime": to_milliseconds(world.wall()),
            "rateLimits": [],
            "exchangeFilters": [],
            "symbols": [_symbol(market) for market in spot_markets(world)],
        }
    )


def no_contracts(_world: World, _params: Params) -> web.Response:
    """There are no contracts here."""
    return reply({"success": True, "code": 0, "data": []})


def tickers(world: World, _params: Params) -> web.Response:
    """Every market's day."""
    return reply([_ticker(world, market) for market in spot_markets(world)])


def coins(call: Call) -> web.Response:
    """Every coin with one network; a signed call there."""
    return reply([_coin(asset) for asset in assets_of(call.world)])


def _coin(asset: str) -> dict[str, Any]:
    network = {
        "coin": asset, "depositDesc": None, "depositEnable": True, "minConfirm": 3,
        "name": asset, "network": asset, "netWork": asset, "withdrawEnable": True,
        "withdrawFee": "0.0005", "withdrawIntegerMultiple": None, "withdrawMax": "100000",
        "withdrawMin": "0.001", "sameAddress": False, "contract": "", "withdrawTips": None,
        "depositTips": None,
    }  # fmt: skip
    return {"coin": asset, "name": asset, "Name": asset, "networkList": [network]}


def _symbol(market: Market) -> dict[str, Any]:
    return {
        "symbol": symbol_of(market), "status": "1", "baseAsset": market.base,
        "baseAssetPrecision": decimals(market.lot), "quoteAsset": market.quote,
        "quotePrecision": decimals(market.tick), "quoteAssetPrecision": decimals(market.tick),
        "baseCommissionPrecision": 8, "quoteCommissionPrecision": 8,
        "orderTypes": ["LIMIT", "MARKET", "LIMIT_MAKER"], "isSpotTradingAllowed": True,
        "isMarginTradingAllowed": False, "quoteAmountPrecision": number(market.minimum_cost),
        "baseSizePrecision": number(market.lot), "permissions": ["SPOT"], "filters": [],
        "maxQuoteAmount": "2000000", "makerCommission": "0", "takerCommission": "0.0005",
        "fullName": market.base, "tradeSideType": 1,
    }  # fmt: skip


def _ticker(world: World, market: Market) -> dict[str, Any]:
    day = world.ticker(market.symbol)
    change = day.last - day.open
    return {
        "symbol": symbol_of(market), "priceChange": number(change),
        "priceChangePercent": f"{change / day.open:.4f}", "prevClosePrice": number(day.open),
        "lastPrice": number(day.last), "bidPrice": number(day.bid),
        "bidQty": number(market.lot), "askPrice": number(day.ask), "askQty": number(market.lot),
        "openPrice": number(day.open), "highPrice": number(day.high),
        "lowPrice": number(day.low), "volume": number(day.volume),
        "quoteVolume": number(day.quote_volume), "openTime": to_milliseconds(day.at) - 86_400_000,
        "closeTime": to_milliseconds(day.at), "count": None,
    }  # fmt: skip
