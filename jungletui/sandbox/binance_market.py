"""binance's public replies: time, markets and prices of spot, USD-M and COIN-M."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from aiohttp import web

from jungletui.sandbox.binance_wire import (
    Call,
    error,
    integer_of,
    market_id,
    markets,
    millis,
    reply,
    text,
)
from jungletui.sandbox.prices import Ticker
from jungletui.sandbox.rules import Market, Product

ONBOARDED = 1_569_398_400_000
FUNDING = 28_800_000
FOREVER = 4_133_404_800_000
"""The delivery date that perpetuals have on binance."""


def ping(_call: Call) -> web.Response:
    """GET /api/v3/ping."""
    return reply({})


def time(call: Call) -> web.Response:
    """GET /api/v3/time."""
    return reply({"serverTime": millis(call.world.wall())})


def system_status(_call: Call) -> web.Response:
    """GET /sapi/v1/system/status."""
    return reply({"status": 0, "msg": "normal"})


def exchange_info(call: Call) -> web.Response:
    """GET …/exchangeInfo, of all markets or of `symbol`."""
    render = _spot if call.product is Product.SPOT else _contract
    listed = markets(call)
    if "symbol" in call.params:
        one = call.market()
        if one is None:
            return error(-1121, "Invalid symbol.")
        listed = [one]
    return reply(
        {
            "timezone": "UTC",
            "serverTime": millis(call.world.wall()),
            "rateLimits": [
                {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1,
                 "limit": 6000},
                {"rateLimitType": "ORDERS", "interval": "SECOND", "intervalNum": 10, "limit": 100},
            ],
            "exchangeFilters": [],
            "symbols": call.world.listing.rows("exchangeInfo", listed, render),
        }
    )  # fmt: skip


def _filters(market: Market) -> list[dict[str, Any]]:
    lot, largest = text(market.lot), "9000000.00000000"
    return [
        {"filterType": "PRICE_FILTER", "minPrice": text(market.tick), "maxPrice": "10000000.00",
         "tickSize": text(market.tick)},
        {"filterType": "LOT_SIZE", "minQty": lot, "maxQty": largest, "stepSize": lot},
        {"filterType": "MARKET_LOT_SIZE", "minQty": lot, "maxQty": largest, "stepSize": lot},
    ]  # fmt: skip


def _spot(market: Market) -> dict[str, Any]:
    notional = {
        "filterType": "NOTIONAL", "minNotional": text(market.minimum_cost),
        "applyMinToMarket": True, "maxNotional": "9000000.00000000", "applyMaxToMarket": False,
        "avgPriceMins": 5,
    }  # fmt: skip
    return {
        "symbol": market_id(market),
        "status": "TRADING",
        "baseAsset": market.base,
        "baseAssetPrecision": 8,
        "quoteAsset": market.quote,
        "quotePrecision": 8,
        "quoteAssetPrecision": 8,
        "orderTypes": ["LIMIT", "LIMIT_MAKER", "MARKET"],
        "icebergAllowed": False,
        "ocoAllowed": False,
        "quoteOrderQtyMarketAllowed": True,
        "allowTrailingStop": False,
        "isSpotTradingAllowed": True,
        "isMarginTradingAllowed": market.quote == "USDT",
        "filters": [*_filters(market), notional],
        "permissions": [],
        "permissionSets": [["SPOT", "MARGIN"]],
    }


def _contract(market: Market) -> dict[str, Any]:
    status = "contractStatus" if market.inverse else "status"
    size = {"contractSize": int(market.contract_size)} if market.inverse else {}
    least = {"filterType": "MIN_NOTIONAL", "notional": text(market.minimum_cost)}
    return {
        "symbol": market_id(market),
        "pair": f"{market.base}{market.quote}",
        "contractType": "PERPETUAL",
        "deliveryDate": FOREVER,
        "onboardDate": ONBOARDED,
        status: "TRADING",
        **size,
        "marginAsset": market.settle,
        "maintMarginPercent": "2.5000",
        "requiredMarginPercent": "5.0000",
        "baseAsset": market.base,
        "quoteAsset": market.quote,
        "pricePrecision": -int(market.tick.as_tuple().exponent),
        "quantityPrecision": -int(market.lot.as_tuple().exponent),
        "baseAssetPrecision": 8,
        "quotePrecision": 8,
        "underlyingType": "COIN",
        "filters": [*_filters(market), least],
        "orderTypes": ["LIMIT", "MARKET"],
        "timeInForce": ["GTC", "IOC", "FOK", "GTX"],
    }


def ticker_24hr(call: Call) -> web.Response:
    """GET …/ticker/24hr, of all markets or of `symbol`."""
    return _each(call, _day)


def ticker_price(call: Call) -> web.Response:
    """GET …/ticker/price."""
    return _each(call, _price)


def book_ticker(call: Call) -> web.Response:
    """GET …/ticker/bookTicker."""
    return _each(call, _best)


def premium_index(call: Call) -> web.Response:
    """GET …/premiumIndex: mark prices are the last prices."""
    return _each(call, _mark)


def depth(call: Call) -> web.Response:
    """GET …/depth: a book of a few even levels around the price."""
    market = call.market()
    if market is None:
        return error(-1121, "Invalid symbol.")
    ticker = call.world.ticker(market.symbol)
    levels = range(min(20, max(1, integer_of(call.params, "limit", 10))))
    size = text(market.lot * 100)
    return reply(
        {
            "lastUpdateId": millis(ticker.at),
            "bids": [[text(ticker.bid - market.tick * n), size] for n in levels],
            "asks": [[text(ticker.ask + market.tick * n), size] for n in levels],
        }
    )


def _price(market: Market, ticker: Ticker) -> dict[str, Any]:
    """Only futures tell the time of a price."""
    document = {"symbol": market_id(market), "price": text(ticker.last)}
    return document if market.spot else document | {"time": millis(ticker.at)}


def _best(market: Market, ticker: Ticker) -> dict[str, Any]:
    size = text(market.lot * 100)
    return {
        "symbol": market_id(market),
        "bidPrice": text(ticker.bid),
        "bidQty": size,
        "askPrice": text(ticker.ask),
        "askQty": size,
    }


def _mark(market: Market, ticker: Ticker) -> dict[str, Any]:
    now = millis(ticker.at)
    return {
        "symbol": market_id(market),
        "pair": f"{market.base}{market.quote}",
        "markPrice": text(ticker.last),
        "indexPrice": text(ticker.last),
        "estimatedSettlePrice": text(ticker.last),
        "lastFundingRate": "0.00010000",
        "interestRate": "0.00010000",
        "nextFundingTime": (now // FUNDING + 1) * FUNDING,
        "time": now,
    }


def _day(market: Market, ticker: Ticker) -> dict[str, Any]:
    change = ticker.last - ticker.open
    base_volume = (
        {"baseVolume": text(ticker.volume)}
        if market.inverse
        else {"quoteVolume": text(ticker.quote_volume)}
    )
    return {
        "symbol": market_id(market),
        "priceChange": text(change),
        "priceChangePercent": f"{change / ticker.open * Decimal(100):.3f}",
        "weightedAvgPrice": text((ticker.last + ticker.open) / 2),
        "prevClosePrice": text(ticker.open),
        "lastPrice": text(ticker.last),
        "lastQty": text(market.lot),
        "bidPrice": text(ticker.bid),
        "bidQty": text(market.lot * 100),
        "askPrice": text(ticker.ask),
        "askQty": text(market.lot * 100),
        "openPrice": text(ticker.open),
        "highPrice": text(ticker.high),
        "lowPrice": text(ticker.low),
        "volume": text(ticker.volume),
        **base_volume,
        "openTime": millis(ticker.at) - 86_400_000,
        "closeTime": millis(ticker.at),
        "firstId": 1,
        "lastId": 100_000,
        "count": 100_000,
    }


def _each(call: Call, render: Any) -> web.Response:
    """One document for `symbol`, else a list: of `symbols` (a JSON list), or of all."""
    world = call.world
    if "symbol" in call.params:
        market = call.market()
        if market is None:
            return error(-1121, "Invalid symbol.")
        one = render(market, world.ticker(market.symbol))
        return reply([one] if call.product is Product.INVERSE else one)
    wanted = call.params.get("symbols")
    listed = [m for m in markets(call) if wanted is None or f'"{market_id(m)}"' in wanted]
    return reply([render(market, world.ticker(market.symbol)) for market in listed])
