"""Coinbase's public data: time, currencies, products with their prices."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from aiohttp import web

from jungletui.sandbox.desk import Call, Params, assets_of, json_response, number, spot_markets
from jungletui.sandbox.prices import FIAT
from jungletui.sandbox.rules import Market
from jungletui.sandbox.world import World

MONEY = FIAT | {"USD"}


def product_of(market: Market) -> str:
    """`BTC-USD`."""
    return f"{market.base}-{market.quote}"


def moment(at: datetime) -> str:
    """RFC 3339 in UTC."""
    return f"{at:%Y-%m-%dT%H:%M:%S.%f}Z"


def account_id(asset: str) -> str:
    """A UUID for the account of one asset."""
    digits = "de30" + hashlib.sha256(f"DEMO/coinbase/{asset}".encode()).hexdigest()[:28]
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def server_time(world: World, _params: Params) -> web.Response:
    """Seconds."""
    now = world.wall()
    return json_response({"data": {"iso": moment(now), "epoch": int(now.timestamp())}})


def currencies(world: World, _params: Params) -> web.Response:
    """The fiat ones."""
    rows = [
        {"id": asset, "name": asset, "min_size": "0.01"}
        for asset in assets_of(world)
        if asset in MONEY
    ]
    return json_response({"data": rows})


def coins(world: World, _params: Params) -> web.Response:
    """The crypto ones."""
    rows = [
        {"asset_id": account_id(asset), "code": asset, "name": asset, "type": "crypto",
         "exponent": 8}
        for asset in assets_of(world)
        if asset not in MONEY
    ]  # fmt: skip
    return json_response({"data": rows})


def exchange_rates(_world: World, _params: Params) -> web.Response:
    """Only the dollar's own."""
    return json_response({"data": {"currency": "USD", "rates": {"USD": "1.0"}}})


def products(world: World, params: Params) -> web.Response:
    """Every spot market; no futures."""
    found = spot_markets(world) if params.get("product_type", "SPOT") == "SPOT" else []
    rows = [_product(world, market) for market in found]
    return json_response({"products": rows, "num_products": len(rows)})


def transaction_summary(_call: Call) -> web.Response:
    """The fee tier."""
    tier = {"pricing_tier": "Intro", "taker_fee_rate": "0.006", "maker_fee_rate": "0.004"}
    return json_response({"total_volume": 0, "total_fees": 0, "fee_tier": tier})


def _product(world: World, market: Market) -> dict[str, Any]:
    day = world.ticker(market.symbol)
    return {
        "product_id": product_of(market), "price": number(day.last),
        "price_percentage_change_24h": f"{(day.last - day.open) / day.open * 100:.6f}",
        "volume_24h": number(day.volume), "base_increment": number(market.lot),
        "quote_increment": number(market.tick), "price_increment": number(market.tick),
        "quote_min_size": number(market.minimum_cost), "quote_max_size": "50000000",
        "base_min_size": number(market.lot), "base_max_size": "10000000",
        "base_name": market.base, "quote_name": market.quote, "status": "online",
        "cancel_only": False, "limit_only": False, "post_only": False, "trading_disabled": False,
        "auction_mode": False, "product_type": "SPOT", "quote_currency_id": market.quote,
        "base_currency_id": market.base, "alias": "", "alias_to": [],
        "approximate_quote_24h_volume": number(day.quote_volume),
    }  # fmt: skip
