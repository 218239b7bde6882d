"""The lines of contracts and margin, beside spot: heard from the sandbox through both guards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import pytest

from jungletui.domain.accounts import Origin
from jungletui.domain.failures import ExchangeError
from jungletui.domain.keys import Environment, Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.domain.times import utc_now
from jungletui.exchanges.house import House
from jungletui.exchanges.session import Session
from jungletui.exchanges.streams import stream
from jungletui.sandbox.run import Sandbox, SandboxOptions, running
from tests.exchanges.streams.test_sandbox import Ears
from tests.sandbox.streaming import bought, subscribed, until


@asynccontextmanager
async def session_of(exchange: str, name: str = "") -> AsyncIterator[tuple[Sandbox, Session]]:
    """A session with one sample key of a sandbox in which nothing moves by itself."""
    options = SandboxOptions(moving=False, markets=80, exchanges=(exchange,))
    async with running(options) as sandbox:
        sample = next(key for key in sandbox.keys if not name or key.name == name)
        profile = KeyProfile(
            sample.name, exchange, Environment(sample.environment), sample.endpoint
        )
        credential = {field: Secret(text) for field, text in sample.credential.items()}
        house = House()
        try:
            yield sandbox, await house.session(Key(profile, credential, utc_now()))
        finally:
            await house.close()


@asynccontextmanager
async def listening(session: Session, name: str) -> AsyncIterator[Ears]:
    """One line, up."""
    ears = Ears()
    line = next(line for line in (await session.streaming()).lines if line.name == name)
    task = asyncio.create_task(session.listen(line, ears.hear, ears.up.set))
    opening = asyncio.create_task(ears.up.wait())
    try:
        await asyncio.wait((opening, task), timeout=20, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
        assert ears.up.is_set()
        yield ears
    finally:
        task.cancel()
        opening.cancel()
        await asyncio.gather(task, opening, return_exceptions=True)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "SETTLED", 0.1)


@pytest.mark.parametrize(
    ("line", "key", "owner", "symbol", "wallet"),
    [
        ("usdm", "binance-hummingbot", "lab", "ETH/USDT:USDT", "futures"),
        ("coinm", "binance-coppervine", "main", "BTC/USD:BTC", "delivery"),
    ],
)
async def test_binances_contracts_tell_orders_and_hint_at_balances(
    line: str, key: str, owner: str, symbol: str, wallet: str
) -> None:
    async with session_of("binance", key) as (sandbox, session), listening(session, line) as ears:
        order = bought(sandbox, "binance", owner, symbol, wallet)
        sandbox.streams("binance").push()
        await ears.until(lambda heard: [r for h in heard for r in h.orders if r.filled])
        await ears.until(lambda heard: any(h.unclear for h in heard))
        row = [row for h in ears.heard for row in h.orders if row.id == order.id][-1]
        assert (row.symbol, row.source, row.filled) == (symbol, Origin.WS, order.filled)
        assert not [h for h in ears.heard if h.balances]
        assert not sandbox.writes("binance")


async def test_binances_margin_is_no_news_of_the_spot_wallet() -> None:
    async with (
        session_of("binance", "binance-freqtrade") as (sandbox, session),
        listening(session, "margin") as ears,
    ):
        books = sandbox.books("binance")
        books.transfer(books.accounts["main"], "spot", "margin", "USDT", Decimal(7))
        sandbox.streams("binance").push()
        await ears.until(lambda heard: any(h.unclear for h in heard))
        assert not [h for h in ears.heard if h.balances]


PUSHED: dict[str, dict[str, Any]] = {
    "gate": {
        "id": None,
        "time": 1767225600,
        "channel": "futures.balances",
        "event": "update",
        "error": None,
        "result": [
            {
                "balance": 20.5,
                "change": -0.25,
                "text": "BTC_USDT:1",
                "type": "fee",
                "time": 1767225600,
                "time_ms": 1767225600000,
                "user": "1",
                "currency": "usdt",
            }
        ],
    },
    "kucoin": {
        "topic": "/contractAccount/wallet",
        "type": "message",
        "subject": "walletBalance.change",
        "id": "1",
        "userId": "1",
        "channelType": "private",
        "data": {
            "crossPosMargin": "0",
            "isolatedOrderMargin": "0",
            "holdBalance": "0",
            "equity": "81.27",
            "version": "1377",
            "availableBalance": "81.27",
            "isolatedPosMargin": "0",
            "walletBalance": "81.27",
            "isolatedFundingFeeMargin": "0",
            "crossUnPnl": "0",
            "totalCrossMargin": "81.27",
            "currency": "USDT",
            "isolatedUnPnl": "0",
            "crossOrderMargin": "0",
            "timestamp": "1767225600000",
        },
    },
}
"""https://www.gate.com/docs/developers/futures/ws/en/#balances-notification and
https://www.kucoin.com/docs-new/3470092w0: the shapes, with figures of our own."""


@pytest.mark.parametrize(("exchange", "line"), [("gate", "swap, USDT"), ("kucoin", "futures")])
async def test_a_moved_contracts_account_is_news(exchange: str, line: str) -> None:
    async with session_of(exchange) as (sandbox, session), listening(session, line) as ears:
        await until(subscribed(sandbox, exchange, 2))
        [one] = sandbox.streams(exchange).lines
        one.say(PUSHED[exchange])
        await ears.until(lambda heard: any(h.unclear for h in heard))
        assert not [h for h in ears.heard if h.balances or h.orders or h.fills]


async def test_gates_contracts_want_the_accounts_number() -> None:
    async with session_of("gate") as (_, session):
        await session.ask_account()
        call = session.world.accounts.call
        assert call is not None
        session.world.accounts._told.clear()
        session.world.accounts.call = None
        with pytest.raises(ExchangeError, match="wants the account's number") as refused:
            async with listening(session, "swap, USDT"):
                pass
        assert refused.value.kind == "not-supported"


async def test_a_listen_key_that_ends_ends_the_line_and_the_next_one_has_a_new_one() -> None:
    async with session_of("binance", "binance-hummingbot") as (sandbox, session):
        tokens, ears = sandbox.streams("binance").tokens, Ears()
        line = next(line for line in (await session.streaming()).lines if line.name == "usdm")
        task = asyncio.create_task(session.listen(line, ears.hear, ears.up.set))
        await asyncio.wait_for(ears.up.wait(), 20)
        first = set(tokens.alive)
        sandbox.streams("binance").expire_listen_keys()
        with pytest.raises(ExchangeError, match="ended the stream"):
            await asyncio.wait_for(task, 20)
        async with listening(session, "usdm"):
            assert tokens.alive
            assert not first & set(tokens.alive)
