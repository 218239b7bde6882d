"""HTX's public data: time, currencies, symbols, tickers, and three contracts to look at.

ccxt 4.5.90 htx.py refuses to start where one of the four lists of markets is empty.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.desk import Params, assets_of, decimals, json_response, spot_markets
from jungletui.sandbox.htx_door import reply, reply_v2
from jungletui.sandbox.rules import Market
from jungletui.sandbox.world import World


def symbol_of(market: Market) -> str:
    """`btcusdt`."""
    return f"{market.base}{market.quote}".lower()


def timestamp(world: World, _params: Params) -> web.Response:
    """Milliseconds, in the places of spot and of contracts."""
    now = to_milliseconds(world.wall())
    return json_response({"status": "ok", "data": now, "ts": now})


def currencies(world: World, _params: Params) -> web.Response:
    """Every coin with one chain."""
    return reply_v2(world.listing.rows("currencies", assets_of(world), _currency))


def symbols(world: World, _params: Params) -> web.Response:
    """Every spot market."""
    return reply(world.listing.rows("symbols", spot_markets(world), _symbol))


def tickers(world: World, _params: Params) -> web.Response:
    """Every market's day."""
    rows = [_ticker(world, market) for market in spot_markets(world)]
    return json_response({"status": "ok", "ts": to_milliseconds(world.now()), "data": rows})


def linear_contracts(_world: World, _params: Params) -> web.Response:
    """One perpetual in USDT; it cannot be traded here."""
    return reply([{**_contract("BTC-USDT"), "business_type": "swap", "pair": "BTC-USDT"}])


def inverse_contracts(_world: World, _params: Params) -> web.Response:
    """One perpetual in the coin."""
    return reply([_contract("BTC-USD")])


def futures(_world: World, _params: Params) -> web.Response:
    """One that expires."""
    dated = {"delivery_date": "20270326", "delivery_time": "1806048000000"}
    return reply([{**_contract("BTC270326"), **dated, "contract_type": "quarter"}])


def _contract(code: str) -> dict[str, Any]:
    return {
        "symbol": "BTC", "contract_code": code, "contract_size": 0.001, "price_tick": 0.1,
        "create_date": "20201021", "contract_status": 1, "settlement_date": "1806048000000",
    }  # fmt: skip


def _currency(asset: str) -> dict[str, Any]:
    name = asset.lower()
    chain = {
        "chain": name, "displayName": name.upper(), "fullName": "", "baseChain": name.upper(),
        "baseChainProtocol": name.upper(), "isDynamic": False, "numOfConfirmations": 12,
        "depositStatus": "allowed", "minDepositAmt": "0.0001", "withdrawStatus": "allowed",
        "minWithdrawAmt": "0.001", "withdrawPrecision": 8, "maxWithdrawAmt": "100000",
        "withdrawFeeType": "fixed", "transactFeeWithdraw": "0.0005",
    }  # fmt: skip
    return {"currency": name, "assetType": 1, "chains": [chain], "instStatus": "normal"}


def _symbol(market: Market) -> dict[str, Any]:
    return {
        "base-currency": market.base.lower(), "quote-currency": market.quote.lower(),
        "price-precision": decimals(market.tick), "amount-precision": decimals(market.lot),
        "symbol-partition": "main", "symbol": symbol_of(market), "state": "online",
        "value-precision": 8, "min-order-amt": float(market.lot), "max-order-amt": 10_000_000,
        "min-order-value": float(market.minimum_cost), "api-trading": "enabled", "tags": "",
    }  # fmt: skip


def _ticker(world: World, market: Market) -> dict[str, Any]:
    day = world.ticker(market.symbol)
    return {
        "symbol": symbol_of(market), "open": float(day.open), "high": float(day.high),
        "low": float(day.low), "close": float(day.last), "amount": float(day.volume),
        "vol": float(day.quote_volume), "count": 1000, "bid": float(day.bid),
        "bidSize": float(market.lot), "ask": float(day.ask), "askSize": float(market.lot),
    }  # fmt: skip
