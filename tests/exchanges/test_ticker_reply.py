"""Only those tickers are parsed that somebody wants, and they say what all of them would."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jungletui.exchanges.house import House
from jungletui.exchanges.prices import _symbols, price_of, rates_of
from jungletui.exchanges.ticker_reply import TickerReply, sorted_by
from jungletui.sandbox.registry import EXCHANGES
from jungletui.sandbox.run import SandboxOptions, running
from tests.exchanges.sandboxed import key_of

KNOWN = {"BTCUSDT": [], "ETHUSDT": [], "ETHBTC": [], "XBTUSD": []}
WANTED = frozenset({"ETHBTC"})
ONE_BY_ONE = frozenset({"bitflyer", "deribit"})
"""Exchanges whose tickers are asked one by one."""


@pytest.mark.parametrize(
    ("reply", "left"),
    [
        ([], []),
        ([{"s": "BTCUSDT"}, {"s": "ETHBTC"}], [{"s": "ETHBTC"}]),
        ({"data": {"rows": [{"s": "BTCUSDT"}]}}, {"data": {"rows": []}}),
        ([{"s": "BTCUSDT"}, {"s": "NEW"}], [{"s": "NEW"}]),
        ([{"s": "NEW"}, {"s": "NEWER"}], [{"s": "NEW"}, {"s": "NEWER"}]),
        ([{"s": "ETHUSDT", "of": "BTCUSDT"}, {"s": "NEW", "of": "BTCUSDT"}],
         [{"s": "NEW", "of": "BTCUSDT"}]),
        ([{"s": "BTCUSDT"}, {"s": "BTCUSDT"}], [{"s": "BTCUSDT"}, {"s": "BTCUSDT"}]),
        ({"result": {"XBTUSD": {"c": 1}, "ETHBTC": {"c": 2}}}, {"result": {"ETHBTC": {"c": 2}}}),
        ([["tBTCUSD", 1]], [["tBTCUSD", 1]]),
        ({"code": "0", "time": 7}, {"code": "0", "time": 7}),
    ],
)  # fmt: skip
def test_rows_of_known_markets_go_unless_they_are_wanted(reply, left):
    assert sorted_by(reply, KNOWN)(WANTED) == left


def test_what_was_told_stays_as_it_was():
    reply = {"data": [{"s": "BTCUSDT"}, {"s": "ETHBTC"}]}
    sorted_by(reply, KNOWN)(WANTED)
    assert reply == {"data": [{"s": "BTCUSDT"}, {"s": "ETHBTC"}]}


@pytest.mark.slow
@pytest.mark.parametrize("exchange", sorted(EXCHANGES.keys() - ONE_BY_ONE))
async def test_the_prices_are_those_of_all_tickers(exchange):
    options = SandboxOptions(exchanges=(exchange,), moving=False)
    async with running(options) as sandbox:
        house = House()
        key = next(key for key in sandbox.keys if key.environment == "live")
        session = await house.session(key_of(key))
        public = await session.world.public()
        typed = exchange not in ("kraken", "gemini", "coinbase", "bitfinex")
        params = {"type": "spot"} if typed and public.has.get("swap") else {}
        now = session.clock()
        whole = rates_of((await public.fetch_tickers(None, params)).values(), now)
        assets = {base for base, _ in whole} | {"NIL"}
        reply = TickerReply(public, params)
        rates = rates_of(await reply.fetch(), now)
        before = len(sandbox.log(exchange))
        for some in ({"BTC", "ETH"}, assets):
            rates = {**rates, **rates_of(await reply.of(_symbols(some, "USD")), now)}
        assert len(sandbox.log(exchange)) == before, "asked once"
        assert await reply.of(_symbols(assets, "USD")) == []
        for asset in assets:
            one, all_of = price_of(asset, "USD", rates, now), price_of(asset, "USD", whole, now)
            assert (one and (one.value, one.path)) == (all_of and (all_of.value, all_of.path))
        assert await session.prices({"BTC"}, "BTC") == {"BTC": Decimal(1)}
        await house.close()
