"""Bybit's public side: time, instruments, tickers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec
from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.bybit_wire import needed, page, refusal, reply
from jungletui.sandbox.desk import Params, number
from jungletui.sandbox.exchange import WORLD
from jungletui.sandbox.prices import Ticker
from jungletui.sandbox.rules import Market, Product
from jungletui.sandbox.world import World

CATEGORIES = {"spot": Product.SPOT, "linear": Product.LINEAR, "inverse": Product.INVERSE}
LAUNCHED = "1585526400000"
FUNDING_MINUTES = 480
BASIS_POINT = Decimal("0.0001")


def market_id(market: Market) -> str:
    """`BTCUSDT`, `BTCUSD`: spot and linear share a spelling, the category tells them apart."""
    return market.base + market.quote


def category_of(market: Market) -> str:
    """The `category` parameter under which a market is found."""
    return market.product.value


def markets_of(world: World, category: str) -> Sequence[Market]:
    """The markets of a category. Raises ValueError for one that Bybit does not have."""
    return world.listing.of(*_products(category))


def _products(category: str) -> tuple[Product, ...]:
    if category == "option":
        return ()
    if category not in CATEGORIES:
        raise ValueError("Illegal category")
    return (CATEGORIES[category],)


def find_market(world: World, category: str, wanted: str) -> Market:
    """The market of that id. Raises ValueError."""
    market = world.listing.named(market_id, *_products(category)).get(wanted)
    if market is None:
        raise ValueError("params error: symbol invalid " + wanted)
    return market


async def server_time(request: web.Request) -> web.Response:
    """GET /v5/market/time"""
    world = request.app[WORLD]
    now = to_milliseconds(world.now())
    return reply(world, {"timeSecond": str(now // 1000), "timeNano": str(now * 1_000_000)})


async def instruments(request: web.Request) -> web.Response:
    """GET /v5/market/instruments-info; spot comes whole, contracts in pages."""
    world, params = request.app[WORLD], dict(request.query)
    try:
        category = needed(params, "category")
        markets = _chosen(world, category, params)
        if category == "spot":
            rows, cursor = _rows(world, markets), ""
        else:
            found, cursor = page(markets, market_id, params, (500, 1000))
            rows = _rows(world, found)
    except ValueError as error:
        return refusal(world, 10001, str(error))
    return reply(world, {"category": category, "list": rows, "nextPageCursor": cursor})


def rows_of_all(world: World) -> None:
    """Make what `instruments` answers."""
    _rows(world, list(world.markets.values()))


def _rows(world: World, markets: Sequence[Market]) -> list[msgspec.Raw]:
    return world.listing.rows("instruments", markets, _instrument)


async def tickers(request: web.Request) -> web.Response:
    """GET /v5/market/tickers"""
    world, params = request.app[WORLD], dict(request.query)
    try:
        category = needed(params, "category")
        markets = _chosen(world, category, params)
    except ValueError as error:
        return refusal(world, 10001, str(error))
    rows = [_ticker(world, market) for market in markets]
    return reply(world, {"category": category, "list": rows})


def _chosen(world: World, category: str, params: Params) -> Sequence[Market]:
    """The markets that `symbol`, `baseCoin` and `status` leave."""
    if params.get("symbol"):
        return [find_market(world, category, params["symbol"])]
    if params.get("status", "Trading") != "Trading":
        return []
    base = params.get("baseCoin")
    return [m for m in markets_of(world, category) if not base or m.base == base]


def _instrument(market: Market) -> dict[str, Any]:
    return _spot_instrument(market) if market.spot else _contract_instrument(market)


def _spot_instrument(market: Market) -> dict[str, Any]:
    """bybit-exchange.github.io/docs/v5/market/instrument, spot."""
    lot = number(market.lot)
    return {
        "symbol": market_id(market), "baseCoin": market.base, "quoteCoin": market.quote,
        "innovation": "0", "symbolType": "", "status": "Trading", "marginTrading": "utaOnly",
        "stTag": "0",
        "lotSizeFilter": {
            "basePrecision": lot, "quotePrecision": "0.00000001", "minOrderQty": lot,
            "maxOrderQty": number(market.lot * 10**9), "minOrderAmt": number(market.minimum_cost),
            "maxOrderAmt": "4000000",
        },
        "priceFilter": {"tickSize": number(market.tick)},
        "riskParameters": {"priceLimitRatioX": "0.05", "priceLimitRatioY": "0.05"},
    }  # fmt: skip


def _contract_instrument(market: Market) -> dict[str, Any]:
    """The same for perpetuals; quantities of inverse ones are dollars."""
    kind = "LinearPerpetual" if market.product is Product.LINEAR else "InversePerpetual"
    step = market.lot if market.product is Product.LINEAR else market.lot * market.contract_size
    return {
        "symbol": market_id(market), "contractType": kind, "status": "Trading",
        "baseCoin": market.base, "quoteCoin": market.quote, "settleCoin": market.settle,
        "launchTime": LAUNCHED, "deliveryTime": "0", "deliveryFeeRate": "", "priceScale": "2",
        "leverageFilter": {"minLeverage": "1", "maxLeverage": "100.00", "leverageStep": "0.01"},
        "priceFilter": {
            "minPrice": number(market.tick), "maxPrice": "1999999.80",
            "tickSize": number(market.tick),
        },
        "lotSizeFilter": {
            "maxOrderQty": number(step * 10**7), "minOrderQty": number(step),
            "qtyStep": number(step), "postOnlyMaxOrderQty": number(step * 10**7),
            "maxMktOrderQty": number(step * 10**6), "minNotionalValue": number(market.minimum_cost),
        },
        "unifiedMarginTrade": True, "fundingInterval": FUNDING_MINUTES, "copyTrading": "none",
        "upperFundingRate": "0.00375", "lowerFundingRate": "-0.00375", "isPreListing": False,
        "preListingInfo": None,
    }  # fmt: skip


def _ticker(world: World, market: Market) -> Mapping[str, str]:
    """bybit-exchange.github.io/docs/v5/market/tickers; contracts have an index and funding too."""
    day = world.ticker(market.symbol)
    inverse = market.product is Product.INVERSE
    volume, turnover = day.volume, day.quote_volume
    if inverse:
        volume, turnover = turnover.to_integral_value(), volume
    row = {
        "symbol": market_id(market), "lastPrice": number(day.last),
        "bid1Price": number(day.bid), "bid1Size": number(market.lot * 250),
        "ask1Price": number(day.ask), "ask1Size": number(market.lot * 180),
        "prevPrice24h": number(day.open), "price24hPcnt": number(_change(day)),
        "highPrice24h": number(day.high), "lowPrice24h": number(day.low),
        "volume24h": number(volume), "turnover24h": number(turnover),
    }  # fmt: skip
    if market.spot:
        return row | {"usdIndexPrice": number(day.last)}
    return row | {
        "indexPrice": number(day.last), "markPrice": number(day.last),
        "prevPrice1h": number(day.open), "openInterest": number(volume),
        "openInterestValue": number(turnover), "fundingRate": "0.0001",
        "nextFundingTime": _next_funding(world), "predictedDeliveryPrice": "", "basisRate": "",
        "deliveryFeeRate": "", "deliveryTime": "0",
    }  # fmt: skip


def _change(day: Ticker) -> Decimal:
    return ((day.last - day.open) / day.open).quantize(BASIS_POINT)


def _next_funding(world: World) -> str:
    period = FUNDING_MINUTES * 60_000
    return str((to_milliseconds(world.now()) // period + 1) * period)
