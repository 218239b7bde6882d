"""Candles of the sandbox: every exchange tells the same market, and what was traded fits it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal

import pytest
import pytest_asyncio

from jungletui.domain.accounts import OrderRow
from jungletui.exchanges.house import House
from jungletui.sandbox.run import Sandbox, SandboxOptions, running
from tests.exchanges.sandboxed import key_of
from tests.sandbox.client import connected

KEYS = {
    "binance": "binance-freqtrade",
    "bybit": "bybit-grid",
    "okx": "okx-trend",
    "kraken": "kraken-dca",
}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def here() -> AsyncIterator[Sandbox]:
    async with running(SandboxOptions(markets=40, exchanges=tuple(KEYS))) as sandbox:
        yield sandbox


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("exchange", KEYS)
async def test_a_plain_client_reads_them(here: Sandbox, exchange: str) -> None:
    world = here.books(exchange)
    symbol = "BTC/USD" if exchange == "kraken" else "BTC/USDT"
    asked = world.now() - timedelta(hours=2)
    since = int(asked.timestamp()) // 60 * 60_000
    async with connected(here, KEYS[exchange]) as client:
        told = await client.fetch_ohlcv(symbol, "1m", since, 3)
    assert [row[0] for row in told] == [since, since + 60_000, since + 120_000]
    for _, opening, high, low, close, volume in told:
        assert low <= min(opening, close) <= max(opening, close) <= high
        assert volume > 0
    in_it = asked.replace(second=15, microsecond=0)
    assert Decimal(str(told[0][3])) <= world.price(symbol, in_it) <= Decimal(str(told[0][2]))


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("exchange", KEYS)
async def test_nothing_of_the_future_is_told(here: Sandbox, exchange: str) -> None:
    symbol = "BTC/USD" if exchange == "kraken" else "BTC/USDT"
    now = here.books(exchange).now()
    async with connected(here, KEYS[exchange]) as client:
        since = int((now - timedelta(minutes=2)).timestamp() * 1000)
        told = await client.fetch_ohlcv(symbol, "1m", since, 50)
    assert told
    assert max(row[0] for row in told) <= int(here.books(exchange).now().timestamp() * 1000)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("exchange", KEYS)
async def test_the_market_of_an_orders_minute_is_known(here: Sandbox, exchange: str) -> None:
    house = House()
    session = await house.session(key_of(here.key(KEYS[exchange])))
    orders, _ = await session.orders("closed", None, None)
    done: list[OrderRow] = [row for row in orders if row.filled and row.created_at]
    middle = await session.middle(done[0].symbol, done[0].created_at)  # type: ignore[arg-type]
    await house.close()
    assert middle is not None
    assert done[0].average is not None
    assert abs(middle / done[0].average - 1) < Decimal("0.05")
