"""Bitget's public data: time, coins, symbols, tickers."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.bitget_door import reply
from jungletui.sandbox.desk import Params, assets_of, decimals, number, spot_markets
from jungletui.sandbox.rules import Market
from jungletui.sandbox.world import World


def symbol_of(market: Market) -> str:
    """`BTCUSDT`."""
    return market.base + market.quote


def server_time(world: World, _params: Params) -> web.Response:
    """Milliseconds as text."""
    return reply({"serverTime": str(to_milliseconds(world.wall()))})


def coins(world: World, _params: Params) -> web.Response:
    """Every coin with one chain."""
    numbers = {asset: str(number) for number, asset in enumerate(assets_of(world), 1)}
    return reply(world.listing.rows("coins", numbers, lambda asset: _coin(numbers[asset], asset)))


def symbols(world: World, _params: Params) -> web.Response:
    """Every spot market."""
    return reply(world.listing.rows("symbols", spot_markets(world), _symbol))


def nothing(_world: World, _params: Params) -> web.Response:
    """A list that is empty here: contracts, and what can be borrowed."""
    return reply([])


def tickers(world: World, _params: Params) -> web.Response:
    """Every market's day."""
    return reply([_ticker(world, market) for market in spot_markets(world)])


def _coin(number: str, asset: str) -> dict[str, Any]:
    chain = {
        "chain": asset, "needTag": "false", "withdrawable": "true", "rechargeable": "true",
        "withdrawFee": "0.0005", "extraWithdrawFee": "0", "depositConfirm": "1",
        "withdrawConfirm": "1", "minDepositAmount": "0.0001", "minWithdrawAmount": "0.001",
        "browserUrl": "", "contractAddress": None, "withdrawStep": "0", "withdrawMinScale": "8",
        "congestion": "normal",
    }  # fmt: skip
    return {"coinId": number, "coin": asset, "transfer": "true", "chains": [chain]}


def _symbol(market: Market) -> dict[str, str]:
    return {
        "symbol": symbol_of(market), "baseCoin": market.base, "quoteCoin": market.quote,
        "minTradeAmount": "0", "maxTradeAmount": "10000000000", "takerFeeRate": "0.001",
        "makerFeeRate": "0.001", "pricePrecision": str(decimals(market.tick)),
        "quantityPrecision": str(decimals(market.lot)), "quotePrecision": "8",
        "status": "online", "minTradeUSDT": "5", "buyLimitPriceRatio": "0.05",
        "sellLimitPriceRatio": "0.05", "areaSymbol": "no", "orderQuantity": "200",
        "openTime": "1532454360000", "offTime": "",
    }  # fmt: skip


def _ticker(world: World, market: Market) -> dict[str, str]:
    day = world.ticker(market.symbol)
    return {
        "symbol": symbol_of(market), "high24h": number(day.high), "open": number(day.open),
        "low24h": number(day.low), "lastPr": number(day.last),
        "quoteVolume": number(day.quote_volume), "baseVolume": number(day.volume),
        "usdtVolume": number(day.quote_volume), "bidPr": number(day.bid), "askPr": number(day.ask),
        "bidSz": number(market.lot), "askSz": number(market.lot), "openUtc": number(day.open),
        "ts": str(to_milliseconds(day.at)),
        "changeUtc24h": "0", "change24h": f"{(day.last - day.open) / day.open:.5f}",
    }  # fmt: skip
