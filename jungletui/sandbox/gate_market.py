"""Gate's public data: time, currencies, pairs, tickers."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.desk import Params, assets_of, decimals, number, spot_markets
from jungletui.sandbox.gate_door import reply
from jungletui.sandbox.rules import Market
from jungletui.sandbox.world import World


def pair_of(market: Market) -> str:
    """`BTC_USDT`."""
    return f"{market.base}_{market.quote}"


def server_time(world: World, _params: Params) -> web.Response:
    """Milliseconds."""
    return reply({"server_time": to_milliseconds(world.wall())})


def currencies(world: World, _params: Params) -> web.Response:
    """Every coin with one chain."""
    return reply(world.listing.rows("currencies", assets_of(world), _currency))


def pairs(world: World, _params: Params) -> web.Response:
    """Every spot market."""
    return reply(world.listing.rows("symbols", spot_markets(world), _pair))


def nothing(_world: World, _params: Params) -> web.Response:
    """A list that is empty here: margin pairs, contracts, options."""
    return reply([])


def tickers(world: World, _params: Params) -> web.Response:
    """Every market's day."""
    return reply([_ticker(world, market) for market in spot_markets(world)])


def _currency(asset: str) -> dict[str, Any]:
    chain = {
        "name": asset, "addr": "", "withdraw_disabled": False, "withdraw_delayed": False,
        "deposit_disabled": False,
    }  # fmt: skip
    return {
        "currency": asset, "name": asset, "delisted": False, "withdraw_disabled": False,
        "withdraw_delayed": False, "deposit_disabled": False, "trade_disabled": False,
        "chain": asset, "chains": [chain],
    }  # fmt: skip


def _pair(market: Market) -> dict[str, Any]:
    return {
        "id": pair_of(market), "base": market.base, "base_name": market.base,
        "quote": market.quote, "quote_name": market.quote, "fee": "0.2",
        "min_base_amount": number(market.lot), "min_quote_amount": number(market.minimum_cost),
        "max_quote_amount": "5000000", "amount_precision": decimals(market.lot),
        "precision": decimals(market.tick), "trade_status": "tradable", "sell_start": 0,
        "buy_start": 0, "type": "normal",
    }  # fmt: skip


def _ticker(world: World, market: Market) -> dict[str, str]:
    day = world.ticker(market.symbol)
    return {
        "currency_pair": pair_of(market), "last": number(day.last), "lowest_ask": number(day.ask),
        "lowest_size": number(market.lot), "highest_bid": number(day.bid),
        "highest_size": number(market.lot),
        "change_percentage": f"{(day.last - day.open) / day.open * 100:.2f}",
        "base_volume": number(day.volume), "quote_volume": number(day.quote_volume),
        "high_24h": number(day.high), "low_24h": number(day.low),
    }  # fmt: skip
