"""A symbol that is not there: the nearest ones are named."""

from __future__ import annotations

import pytest

from jungletui.domain.failures import ExchangeError
from jungletui.exchanges.spelling import nearest
from tests.exchanges.conftest import make_key
from tests.exchanges.replies import PUBLIC
from tests.exchanges.server import playing

MARKETS = ("BTC/USDT", "ETH/USDT", "ETH/BTC", "BTC/USDT:USDT", "BTC/USD:BTC", "1INCH/USDT")


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("btcusdt", "BTC/USDT"),
        ("BTC-USDT", "BTC/USDT"),
        ("eth_btc", "ETH/BTC"),
        ("ETH/USTD", "ETH/USDT"),
        ("btc/usd", "BTC/USD:BTC"),
        ("inch/usdt", "1INCH/USDT"),
    ],
)
def test_the_nearest_comes_first(written, first):
    assert nearest(written, MARKETS)[0] == first


@pytest.mark.parametrize("written", ["", "///", "zzzzzzzzzzzzzzzz"])
def test_nothing_is_near(written):
    assert nearest(written, MARKETS) == ()


async def test_the_failure_names_them_and_the_own_name_is_taken(house):
    async with playing(PUBLIC["binance"]()) as played:
        session = await house.session(make_key("binance", played.endpoint))
        with pytest.raises(ExchangeError, match="no market BTC/USTD") as caught:
            await session.orders("open", "BTC/USTD", None)
        assert "BTC/USDT" in caught.value.remedy
        with pytest.raises(ExchangeError) as caught:
            await session.orders("open", "BTCUSDT", None)
        assert "no market" not in caught.value.message
