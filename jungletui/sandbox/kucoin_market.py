"""KuCoin's public data: time, currencies, symbols, tickers."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.desk import Params, assets_of, number, spot_markets
from jungletui.sandbox.kucoin_door import reply
from jungletui.sandbox.prices import FIAT
from jungletui.sandbox.rules import Market
from jungletui.sandbox.world import World


def symbol_of(market: Market) -> str:
    """`BTC-USDT`."""
    return f"{market.base}-{market.quote}"


def timestamp(world: World, _params: Params) -> web.Response:
    """Milliseconds."""
    return reply(to_milliseconds(world.wall()))


def currencies(world: World, _params: Params) -> web.Response:
    """Every coin with one chain; a fiat currency has none."""
    return reply(world.listing.rows("currencies", assets_of(world), _currency))


def symbols(world: World, _params: Params) -> web.Response:
    """Every spot market."""
    return reply(world.listing.rows("symbols", spot_markets(world), _symbol))


def nothing(_world: World, _params: Params) -> web.Response:
    """A list that is empty here: contracts."""
    return reply([])


def all_tickers(world: World, _params: Params) -> web.Response:
    """Every market's day."""
    rows = [_ticker(world, market) for market in spot_markets(world)]
    return reply({"time": to_milliseconds(world.now()), "ticker": rows})


def _currency(asset: str) -> dict[str, Any]:
    chain = {
        "chainName": asset, "chainId": asset.lower(), "withdrawalMinSize": "0.001",
        "depositMinSize": None, "withdrawFeeRate": "0", "withdrawalMinFee": "0.0005",
        "isWithdrawEnabled": True, "isDepositEnabled": True, "confirms": 3, "preConfirms": 1,
        "withdrawPrecision": 8, "maxWithdraw": None, "maxDeposit": None, "needTag": False,
    }  # fmt: skip
    return {
        "currency": asset, "name": asset, "fullName": asset, "precision": 8, "confirms": None,
        "contractAddress": None, "isMarginEnabled": False, "isDebitEnabled": False,
        "chains": [] if asset in FIAT else [chain],
    }  # fmt: skip


def _symbol(market: Market) -> dict[str, Any]:
    return {
        "symbol": symbol_of(market), "name": symbol_of(market), "baseCurrency": market.base,
        "quoteCurrency": market.quote, "feeCurrency": market.quote, "market": market.quote,
        "baseMinSize": number(market.lot), "quoteMinSize": number(market.minimum_cost),
        "baseMaxSize": "10000000000", "quoteMaxSize": "99999999",
        "baseIncrement": number(market.lot), "quoteIncrement": number(market.tick),
        "priceIncrement": number(market.tick), "priceLimitRate": "0.1",
        "minFunds": number(market.minimum_cost), "isMarginEnabled": False, "enableTrading": True,
        "makerFeeCoefficient": "1.00", "takerFeeCoefficient": "1.00",
    }  # fmt: skip


def _ticker(world: World, market: Market) -> dict[str, str]:
    day = world.ticker(market.symbol)
    change = day.last - day.open
    return {
        "symbol": symbol_of(market), "symbolName": symbol_of(market), "buy": number(day.bid),
        "sell": number(day.ask), "changeRate": f"{change / day.open:.4f}",
        "changePrice": number(change), "high": number(day.high), "low": number(day.low),
        "vol": number(day.volume), "volValue": number(day.quote_volume), "last": number(day.last),
        "averagePrice": number(day.open), "takerFeeRate": "0.001", "makerFeeRate": "0.001",
        "takerCoefficient": "1", "makerCoefficient": "1",
    }  # fmt: skip
