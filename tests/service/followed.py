"""Keys whose sessions answer what a test sets, and waiting for what is told of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from jungletui.domain.accounts import BalanceRow, OrderRow, Origin, PositionRow, Price
from jungletui.domain.documents import AccountEvent
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.keys import Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.exchanges.accounts import Told
from jungletui.exchanges.streams.book import Hear
from jungletui.exchanges.streams.plans import StreamLine, StreamPlan
from jungletui.service.files import find_files
from jungletui.service.state import State
from jungletui.vault.sources import PassphraseSources
from jungletui.vault.store import Content, MemoryVault

NOW = datetime(2026, 1, 2, tzinfo=UTC)
LINE = StreamLine("spot", ())
DOWN = ExchangeError(FailureKind.UNREACHABLE, "no route", "wait")


class Account:
    """A session whose answers a test sets."""

    account = Told(None, "nobody told")

    def __init__(self, key: Key) -> None:
        self.row = BalanceRow(
            key.name, "okx", "trading", "BTC", None, None, Decimal(1), None, Origin.REST, NOW
        )
        nothing = (None,) * 6
        self.position = PositionRow(
            key.name,
            "okx",
            "BTC/USD:BTC",
            "long",
            Decimal(1),
            Decimal(1),
            *nothing,
            Origin.REST,
            NOW,
        )
        self.failure: Exception | None = None
        self.asked = 0
        self.streams = False
        self.listening = 0
        self.orders_rows: tuple[OrderRow, ...] = ()
        self.broken: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()

    async def balances(self) -> Any:
        self.asked += 1
        if self.failure is not None:
            raise self.failure
        return (replace(self.row, at=datetime.now(UTC)),), ()

    async def positions(self) -> Any:
        self.asked += 1
        if self.failure is not None:
            raise self.failure
        return (replace(self.position, at=datetime.now(UTC)),), ()

    async def orders(self, state: str, symbol: object, since: object) -> Any:
        return self.orders_rows, ()

    async def streaming(self) -> StreamPlan:
        return StreamPlan((LINE,), True, True) if self.streams else StreamPlan()

    async def listen(self, line: StreamLine, hear: Hear, up: Callable[[], None]) -> None:
        self.listening += 1
        self.hear = hear
        up()
        raise await self.broken

    async def quotes(self, assets: object, quote: str) -> Any:
        return {"BTC": Price(Decimal(2), NOW, ("BTC", quote))}


class Accounts(State):
    """A state whose sessions are the test's."""

    accounts: dict[str, Account]

    async def session(self, key: Key) -> Any:
        return self.accounts[key.name]


def key(name: str) -> Key:
    return Key(KeyProfile(name, "okx"), {"apiKey": Secret("k" + name)}, NOW)


def accounts_in(home: Path) -> Accounts:
    """Two keys, `a` and `b`."""
    keys = (key("a"), key("b"))
    sources = PassphraseSources(None, None, None, {}, tty=False)
    state = Accounts(find_files(home, {}), sources, vault=MemoryVault(Content(b"f" * 32, keys)))
    state.accounts = {one.name: Account(one) for one in keys}
    return state


async def polled(account: Account, times: int) -> None:
    """Wait until it was asked so often."""
    wanted = account.asked + times
    async with asyncio.timeout(20):
        while account.asked < wanted:  # noqa: ASYNC110  it counts polls, not time
            await asyncio.sleep(0.001)


async def until(events: AsyncIterator[AccountEvent], found: Callable[[AccountEvent], Any]) -> Any:
    """The first event of which this holds."""
    async with asyncio.timeout(20):
        async for event in events:
            if found(event):
                return event
    raise AssertionError("the stream ended")
