"""kraken's public replies: time, status, assets, pairs and prices."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from jungletui.sandbox.kraken_wire import (
    Call,
    altname,
    asset_id,
    error,
    pair_altname,
    pair_id,
    pair_wsname,
    reply,
    text,
)
from jungletui.sandbox.rules import Fees, Market


def time(call: Call) -> web.Response:
    """GET /0/public/Time."""
    now = call.world.wall()
    return reply(
        {"unixtime": int(now.timestamp()), "rfc1123": now.strftime("%a, %d %b %y %H:%M:%S +0000")}
    )


def system_status(call: Call) -> web.Response:
    """GET /0/public/SystemStatus."""
    return reply(
        {"status": "online", "timestamp": call.world.wall().strftime("%Y-%m-%dT%H:%M:%SZ")}
    )


def assets(call: Call) -> web.Response:
    """GET /0/public/Assets."""
    names = {name for m in call.world.markets.values() for name in (m.base, m.quote)}
    held = {
        asset
        for account in call.world.accounts.values()
        for wallet in account.wallets.values()
        for asset in wallet
    }
    return reply(
        {
            asset_id(name): {
                "aclass": "currency",
                "altname": altname(name),
                "decimals": 10,
                "display_decimals": 5,
                "status": "enabled",
            }
            for name in sorted(names | held)
        }
    )


def asset_pairs(call: Call) -> web.Response:
    """GET /0/public/AssetPairs, all of them or those of `pair`."""
    listed = _wanted(call)
    if listed is None:
        return error("EQuery:Unknown asset pair")
    fees = call.world.rules.fees
    rows = call.world.listing.rows("pairs", listed, lambda market: _pair(fees, market))
    return reply({pair_id(market): row for market, row in zip(listed, rows, strict=True)})


def _pair(fees: Fees, market: Market) -> dict[str, Any]:
    return {
        "altname": pair_altname(market),
        "wsname": pair_wsname(market),
        "aclass_base": "currency",
        "base": asset_id(market.base),
        "aclass_quote": "currency",
        "quote": asset_id(market.quote),
        "lot": "unit",
        "cost_decimals": 8,
        "pair_decimals": -int(market.tick.as_tuple().exponent),
        "lot_decimals": -int(market.lot.as_tuple().exponent),
        "lot_multiplier": 1,
        "leverage_buy": [],
        "leverage_sell": [],
        "fees": [[0, float(fees.taker * 100)]],
        "fees_maker": [[0, float(fees.maker * 100)]],
        "fee_volume_currency": "ZUSD",
        "margin_call": 80,
        "margin_stop": 40,
        "ordermin": text(market.lot),
        "costmin": text(market.minimum_cost),
        "tick_size": text(market.tick),
        "status": "online",
    }


def ticker(call: Call) -> web.Response:
    """GET /0/public/Ticker, of all pairs or those of `pair`."""
    listed = _wanted(call)
    if listed is None:
        return error("EQuery:Unknown asset pair")
    return reply({pair_id(market): _day(call, market) for market in listed})


def _day(call: Call, market: Market) -> dict[str, Any]:
    day = call.world.ticker(market.symbol)
    volume, average = text(day.volume), text((day.last + day.open) / 2)
    return {
        "a": [text(day.ask), "1", "1.000"],
        "b": [text(day.bid), "1", "1.000"],
        "c": [text(day.last), text(market.lot)],
        "v": [volume, volume],
        "p": [average, average],
        "t": [1000, 1000],
        "l": [text(day.low), text(day.low)],
        "h": [text(day.high), text(day.high)],
        "o": text(day.open),
    }


def _wanted(call: Call) -> list[Market] | None:
    """The markets of the parameter `pair`; all without it; None where one is unknown."""
    if not call.params.get("pair"):
        return list(call.world.markets.values())
    found = [call.market(name) for name in call.params["pair"].split(",")]
    known = [market for market in found if market is not None]
    return known if len(known) == len(found) else None
