"""Watching: an event at first, then only for what is new; failures once, and ever more seldom."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest

from jungletui.domain.accounts import BalanceRow, Origin, Price
from jungletui.domain.documents import AccountEvent
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.keys import Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.exchanges.accounts import Told
from jungletui.service import reading, watching
from jungletui.service.files import find_files
from jungletui.service.plain_digits import in_plain_digits
from jungletui.service.state import State
from jungletui.vault.sources import PassphraseSources
from jungletui.vault.store import Content, MemoryVault

NOW = datetime(2026, 1, 2, tzinfo=UTC)
DOWN = ExchangeError(FailureKind.UNREACHABLE, "no route", "wait")


class Account:
    """A session whose answers a test sets."""

    account = Told(None, "nobody told")

    def __init__(self, key: Key) -> None:
        self.row = BalanceRow(
            key.name, "okx", "trading", "BTC", None, None, Decimal(1), None, Origin.REST, NOW
        )
        self.failure: Exception | None = None
        self.asked = 0

    async def balances(self) -> Any:
        self.asked += 1
        if self.failure is not None:
            raise self.failure
        return (replace(self.row, at=datetime.now(UTC)),), ()

    async def orders(self, state: str, symbol: object, since: object) -> Any:
        return (), ()

    async def quotes(self, assets: object, quote: str) -> Any:
        return {"BTC": Price(Decimal(2), NOW, ("BTC", quote))}


class Accounts(State):
    """A state whose sessions are the test's."""

    accounts: dict[str, Account]

    async def session(self, key: Key) -> Any:
        return self.accounts[key.name]


def key(name: str) -> Key:
    return Key(KeyProfile(name, "okx"), {"apiKey": Secret("k" + name)}, NOW)


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Accounts:
    monkeypatch.setattr(watching, "PAUSE", 0.0)
    keys = (key("a"), key("b"))
    sources = PassphraseSources(None, None, None, {}, tty=False)
    state = Accounts(find_files(tmp_path, {}), sources, vault=MemoryVault(Content(b"f" * 32, keys)))
    state.accounts = {one.name: Account(one) for one in keys}
    return state


@pytest.fixture
async def events(state: Accounts) -> AsyncIterator[AsyncIterator[AccountEvent]]:
    stream = watching.watch(state, ("a",), "USD")
    yield stream
    await cast("Any", stream).aclose()


async def polled(account: Account, times: int) -> None:
    wanted = account.asked + times
    while account.asked < wanted:  # noqa: ASYNC110  it counts polls, not time
        await asyncio.sleep(0)


async def test_only_what_changed_is_told(
    state: Accounts, events: AsyncIterator[AccountEvent]
) -> None:
    first, second = await anext(events), await anext(events)
    assert first.balances is not None
    assert first.balances.total == Decimal(2)
    assert second.orders is not None
    account = state.accounts["a"]
    following = asyncio.ensure_future(anext(events))
    await polled(account, 5)
    assert not following.done()
    account.row = replace(account.row, total=Decimal(3))
    third = await asyncio.wait_for(following, 10)
    assert third.balances is not None
    assert third.balances.rows[0].total == Decimal(3)


async def test_a_failure_is_told_once_and_so_is_its_end(
    state: Accounts, events: AsyncIterator[AccountEvent], monkeypatch: pytest.MonkeyPatch
) -> None:
    account = state.accounts["a"]
    account.failure = DOWN
    failed = await anext(events)
    assert failed.error is not None
    assert failed.error.kind == "unreachable"
    following = asyncio.ensure_future(anext(events))
    await polled(account, 5)
    assert not following.done()
    account.failure = None
    again = await asyncio.wait_for(following, 10)
    assert again.balances is not None


async def test_pauses_grow_while_it_fails_and_shrink_after(
    state: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(watching, "PAUSE", 4.0)
    account = state.accounts["a"]
    account.failure = DOWN

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 9:
            account.failure = None
        await real(0)

    real = asyncio.sleep
    monkeypatch.setattr(watching.asyncio, "sleep", sleep)
    stream = watching.watch(state, ("a",), "USD")
    while (await anext(stream)).error:
        pass
    await cast("Any", stream).aclose()
    assert pauses[:9] == [8.0, 16.0, 32.0, 64.0, 128.0, 240.0, 240.0, 240.0, 240.0]
    assert set(pauses[9:]) <= {4.0}


async def test_one_bad_key_never_hurts_another(state: Accounts) -> None:
    state.accounts["a"].failure = RuntimeError("CanaryInAnException")
    document = await reading.balances(state, (), "USD")
    assert [row.key for row in document.rows] == ["b"]
    (failure,) = document.errors
    assert (failure.key, failure.kind) == ("a", "internal")
    assert "Canary" not in repr(document)
    assert document.total == Decimal(2)


async def test_without_prices_values_are_unknown_and_that_is_said(state: Accounts) -> None:
    async def down(assets: object, quote: str) -> Any:
        raise DOWN

    for account in state.accounts.values():
        account.quotes = down  # type: ignore[method-assign]
    document = await reading.balances(state, (), "EUR")
    assert [row.value for row in document.rows] == [None, None]
    assert document.total is None
    assert [note.what for note in document.not_read] == ["prices in EUR"]


async def test_amounts_go_out_in_plain_digits(state: Accounts) -> None:
    account = state.accounts["a"]
    account.row = replace(account.row, total=Decimal("1E-8"), free=Decimal("0E-8"))
    document = in_plain_digits(await reading.balances(state, ("a",), "USD"))
    assert document.rows[0].total == "0.00000001"
    assert document.rows[0].free == "0.00000000"
    assert document.total == "0.00000002"
