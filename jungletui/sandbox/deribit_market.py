"""Deribit's public data: time, currencies, spot instruments and their prices."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.deribit_door import refused, result
from jungletui.sandbox.desk import Params, assets_of, needed, spot_market, spot_markets
from jungletui.sandbox.model import Refusal
from jungletui.sandbox.rules import Market
from jungletui.sandbox.world import World


def instrument_of(market: Market) -> str:
    """`BTC_USDC`."""
    return f"{market.base}_{market.quote}"


def server_time(world: World, _params: Params) -> web.Response:
    """Milliseconds."""
    return result(to_milliseconds(world.wall()))


def currencies(world: World, _params: Params) -> web.Response:
    """Every asset."""
    return result(
        [
            {
                "currency": asset, "currency_long": asset, "coin_type": asset,
                "fee_precision": 4, "min_confirmations": 1, "min_withdrawal_fee": 0,
                "withdrawal_fee": 0, "withdrawal_priorities": [], "in_cross_collateral_pool": False,
            }
            for asset in assets_of(world)
        ]
    )  # fmt: skip


def instruments(world: World, params: Params) -> web.Response:
    """Every spot instrument; of a currency where asked."""
    currency = params.get("currency", "any")
    found = [m for m in spot_markets(world) if currency in ("any", m.base, m.quote)]
    return result([_instrument(world, market) for market in found])


def ticker(world: World, params: Params) -> web.Response:
    """One instrument's price."""
    market = spot_market(world, needed(params, "instrument_name"), instrument_of)
    return refused(Refusal.MARKET) if market is None else result(_ticker(world, market))


def book_summary(world: World, params: Params) -> web.Response:
    """The prices of a currency's instruments."""
    currency = needed(params, "currency")
    return result(
        [_summary(world, market) for market in spot_markets(world) if market.base == currency]
    )


def _instrument(world: World, market: Market) -> dict[str, Any]:
    return {
        "instrument_name": instrument_of(market), "kind": "spot", "base_currency": market.base,
        "quote_currency": market.quote, "counter_currency": market.quote,
        "tick_size": market.tick, "min_trade_amount": market.lot, "contract_size": market.lot,
        "maker_commission": world.rules.fees.maker, "taker_commission": world.rules.fees.taker,
        "is_active": True, "creation_timestamp": to_milliseconds(world.started_at),
        "expiration_timestamp": 32_503_708_800_000, "price_index": instrument_of(market).lower(),
    }  # fmt: skip


def _ticker(world: World, market: Market) -> dict[str, Any]:
    day = world.ticker(market.symbol)
    return {
        "instrument_name": instrument_of(market), "timestamp": to_milliseconds(day.at),
        "state": "open", "last_price": day.last, "mark_price": day.last, "index_price": day.last,
        "best_bid_price": day.bid, "best_bid_amount": market.lot, "best_ask_price": day.ask,
        "best_ask_amount": market.lot, "min_price": day.low, "max_price": day.high,
        "stats": {
            "high": day.high, "low": day.low, "volume": day.volume,
            "volume_notional": day.quote_volume, "price_change": None,
        },
    }  # fmt: skip


def _summary(world: World, market: Market) -> dict[str, Any]:
    day = world.ticker(market.symbol)
    return {
        "instrument_name": instrument_of(market), "base_currency": market.base,
        "quote_currency": market.quote, "creation_timestamp": to_milliseconds(day.at),
        "last": day.last, "bid_price": day.bid, "ask_price": day.ask, "high": day.high,
        "low": day.low, "volume": day.volume, "volume_notional": day.quote_volume,
        "mark_price": day.last, "mid_price": day.last,
    }  # fmt: skip
