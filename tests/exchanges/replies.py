"""Replies with values of our own, in the shapes that the exchanges document."""

from __future__ import annotations

import json

from tests.exchanges.server import Answer, Script

NOW = 1_700_000_000_000


def reply(value: object) -> Answer:
    return Answer(json.dumps(value))


def binance_symbol(base: str, quote: str) -> dict[str, object]:
    return {
        "symbol": base + quote,
        "status": "TRADING",
        "baseAsset": base,
        "quoteAsset": quote,
        "baseAssetPrecision": 8,
        "quoteAssetPrecision": 8,
        "isSpotTradingAllowed": True,
        "isMarginTradingAllowed": False,
        "permissions": ["SPOT"],
        "orderTypes": ["LIMIT"],
        "filters": [
            {"filterType": "PRICE_FILTER", "tickSize": "0.01", "minPrice": "0.01", "maxPrice": "9"},
            {"filterType": "LOT_SIZE", "stepSize": "0.0001", "minQty": "0.0001", "maxQty": "9"},
        ],
    }


def binance_public() -> Script:
    spot = {"symbols": [binance_symbol("BTC", "USDT"), binance_symbol("ETH", "BTC")]}
    tickers = [
        {"symbol": "BTCUSDT", "lastPrice": "50000.5", "closeTime": NOW},
        {"symbol": "ETHBTC", "lastPrice": "0.0625", "closeTime": NOW},
    ]
    return {
        "GET /api/v3/time": reply({"serverTime": NOW}),
        "GET /api/v3/exchangeInfo": reply(spot),
        "GET /fapi/v1/exchangeInfo": reply({"symbols": []}),
        "GET /dapi/v1/exchangeInfo": reply({"symbols": []}),
        "GET /api/v3/ticker/24hr": reply(tickers),
    }


def binance_account(free: str) -> Answer:
    row = '{"asset": "BTC", "free": ' + free + ', "locked": "0"}'
    return Answer('{"balances": [' + row + '], "accountType": "SPOT"}')


def bybit_public() -> Script:
    return {
        "GET /v5/market/time": reply({"retCode": 0, "retMsg": "OK", "result": {}, "time": NOW}),
        "GET /v5/market/instruments-info": reply(
            {"retCode": 0, "retMsg": "OK", "result": {"list": []}, "time": NOW}
        ),
    }


def okx_public() -> Script:
    return {
        "GET /api/v5/public/time": reply({"code": "0", "data": [{"ts": str(NOW)}], "msg": ""}),
        "GET /api/v5/public/instruments": reply({"code": "0", "data": [], "msg": ""}),
    }


def kraken_public() -> Script:
    return {
        "GET /0/public/AssetPairs": reply({"error": [], "result": {}}),
        "GET /0/public/Assets": reply({"error": [], "result": {}}),
    }


PUBLIC = {
    "binance": binance_public,
    "bybit": bybit_public,
    "okx": okx_public,
    "kraken": kraken_public,
}
