"""Prices from an exchange's own tickers: which way, and how often they are asked for."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest

from jungletui.exchanges.house import House
from jungletui.exchanges.prices import Prices, Rate, price_of
from tests.exchanges.conftest import fixed_clock, make_key
from tests.exchanges.replies import PUBLIC
from tests.exchanges.server import playing


def cost(asset, quote, rates):
    now = fixed_clock()
    found = price_of(asset, quote, {pair: Rate(value, now) for pair, value in rates.items()}, now)
    return None if found is None else found.value


RATES = {
    ("BTC", "USDT"): Decimal(50000),
    ("ETH", "BTC"): Decimal("0.05"),
    ("USDT", "USD"): Decimal("0.999"),
    ("EUR", "USD"): Decimal("1.25"),
}


@pytest.mark.parametrize(
    ("asset", "quote", "price"),
    [
        ("BTC", "USDT", "50000"),
        ("USDT", "BTC", "0.00002"),
        ("ETH", "USDT", "2500"),
        ("BTC", "USD", "49950"),
        ("USD", "EUR", "0.8"),
        ("USDT", "EUR", "0.7992"),
        ("USD", "USD", "1"),
        ("ETH", "USD", "2497.5"),
        ("XRP", "USD", None),
        ("USDC", "USDT", None),
    ],
)
def test_prices_are_direct_or_one_hop(asset, quote, price):
    found = cost(asset, quote, RATES)
    assert found == (None if price is None else Decimal(price))


@pytest.mark.parametrize("hop", ["BTC", "USDC", "USD", "EUR", "ETH", "BNB", "FDUSD"])
def test_every_usual_quote_is_a_hop(hop):
    rates = {("XYZ", hop): Decimal(4), (hop, "USDT"): Decimal("2.5")}
    assert cost("XYZ", "USDT", rates) == Decimal(10)
    inverse = {("XYZ", hop): Decimal(4), ("USDT", hop): Decimal("0.8")}
    assert cost("XYZ", "USDT", inverse) == Decimal(5)


def test_a_stablecoin_is_not_its_currency():
    assert cost("BTC", "USD", {("BTC", "USDT"): Decimal(1)}) is None
    assert cost("USDT", "USD", {}) is None


async def test_tickers_are_fetched_once_in_thirty_seconds():
    moment = [fixed_clock()]
    there = House(clock=lambda: moment[0])
    async with playing(PUBLIC["binance"]()) as played:
        session = await there.session(make_key("binance", played.endpoint))
        await asyncio.gather(*(session.prices(["BTC"], "USDT") for _ in range(5)))
        assert played.paths().count("GET /api/v3/ticker/24hr") == 1
        moment[0] += timedelta(seconds=31)
        assert await session.prices(["ETH"], "USDT") == {"ETH": Decimal("3125.03125")}
        assert played.paths().count("GET /api/v3/ticker/24hr") == 2
    await there.close()


async def test_tickers_one_by_one_where_there_is_no_list():
    asked = []

    class Single:
        id, has = "somewhere", {"fetchTickers": False}
        markets = ("BTC/EUR", "ETH/BTC", "XRP/BTC")

        async def fetch_ticker(self, symbol):
            asked.append(symbol)
            return {"symbol": symbol, "last": {"BTC/EUR": "40000", "ETH/BTC": "0.05"}.get(symbol)}

    prices = Prices(Single(), fixed_clock)
    found = await prices.of(["ETH", "BTC", "EUR", "NIL", "XRP"], "EUR")
    assert {asset: (price.value, price.path) for asset, price in found.items()} == {
        "ETH": (Decimal(2000), ("ETH", "BTC", "EUR")),
        "BTC": (Decimal(40000), ("BTC", "EUR")),
        "EUR": (Decimal(1), ("EUR",)),
    }
    assert asked == ["ETH/BTC", "BTC/EUR", "XRP/BTC"]
