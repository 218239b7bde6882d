"""Watching: an event at first, then only for what is new; failures once, and ever more seldom."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest

from jungletui.domain.accounts import BalanceRow, FillRow, OrderRow, Origin, Price
from jungletui.domain.documents import AccountEvent, FeedState
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.keys import Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.exchanges.accounts import Told
from jungletui.exchanges.streams.book import Hear, Heard
from jungletui.exchanges.streams.plans import StreamLine, StreamPlan
from jungletui.service import live_key, reading, watching
from jungletui.service.files import find_files
from jungletui.service.plain_digits import in_plain_digits
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


@pytest.fixture
async def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Accounts:
    monkeypatch.setattr(watching, "PAUSE", 0.0)
    monkeypatch.setattr(live_key, "GAP", 0.0)
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


async def test_only_what_changed_is_told(
    state: Accounts, events: AsyncIterator[AccountEvent]
) -> None:
    first, second = await anext(events), await anext(events)
    assert first.balances is not None
    assert first.balances.total == Decimal(2)
    assert second.orders is not None
    assert second.feed is not None
    assert second.feed.state is FeedState.POLLED
    account = state.accounts["a"]
    following = asyncio.ensure_future(anext(events))
    await polled(account, 5)
    assert not following.done()
    account.row = replace(account.row, total=Decimal(3))
    third = await asyncio.wait_for(following, 10)
    assert third.balances is not None
    assert third.balances.rows[0].total == Decimal(3)


async def test_a_failure_is_told_once_and_so_is_its_end(
    state: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_key, "LONGEST_PAUSE", 0.0)
    account = state.accounts["a"]
    account.failure = DOWN
    events = watching.watch(state, ("a",), "USD")
    failed = await anext(events)
    assert failed.error is not None
    assert failed.error.kind == "unreachable"
    assert failed.feed is not None
    assert failed.feed.state is FeedState.STALE
    following = asyncio.ensure_future(anext(events))
    await polled(account, 5)
    assert not following.done()
    account.failure = None
    again = await asyncio.wait_for(following, 10)
    assert again.balances is not None
    await cast("Any", events).aclose()


async def test_a_read_that_is_not_answered_makes_what_is_shown_stale(
    state: Accounts, events: AsyncIterator[AccountEvent], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request may hang, or stand in line behind others: nobody vouches for the figures then."""
    answered = asyncio.Event()
    balances = Account.balances

    async def slow(self: Account) -> Any:
        await answered.wait()
        return await balances(self)

    first = await until(events, lambda event: event.feed and event.orders)
    assert first.feed.state is FeedState.POLLED
    monkeypatch.setattr(live_key, "PATIENCE", 0.0)
    monkeypatch.setattr(Account, "balances", slow)
    late = await until(events, lambda event: event.feed.state is FeedState.STALE)
    assert (late.feed.reason, late.error) == (live_key.UNANSWERED, None)
    answered.set()
    monkeypatch.setattr(live_key, "PATIENCE", 20.0)
    again = await until(events, lambda event: event.feed.state is FeedState.POLLED)
    assert again.feed.checked_at is not None


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
    monkeypatch.setattr(live_key.asyncio, "sleep", sleep)
    stream = watching.watch(state, ("a",), "USD")
    while (await anext(stream)).balances is None:
        pass
    await cast("Any", stream).aclose()
    assert pauses[:9] == [8.0, 16.0, 32.0, 64.0, 128.0, 240.0, 240.0, 240.0, 240.0]


async def test_a_stream_tells_at_once_and_says_so(state: Accounts) -> None:
    account = state.accounts["a"]
    account.streams = True
    events = watching.watch(state, ("a",), "USD")
    event = await until(events, lambda e: e.feed.state is FeedState.LIVE)
    asked = account.asked
    row = replace(account.row, total=Decimal(7), source=Origin.WS, at=datetime.now(UTC))
    fill = FillRow(
        "a", "okx", "1", None, "BTC/USD", "buy", None, Decimal(1), None, None, None, None, NOW
    )
    account.hear(Heard(balances=(row,), fills=(fill,)))
    event = await until(events, lambda e: e.balances is not None and e.balances.total == 14)
    assert event.balances.rows[0].source is Origin.WS
    event = await until(events, lambda e: e.fills is not None)
    assert event.fills.rows == (fill,)
    assert account.asked == asked
    account.broken.set_result(DOWN)
    event = await until(events, lambda e: e.feed.state is not FeedState.LIVE)
    assert event.feed.state is FeedState.STALE
    assert event.feed.reason == "no route"
    event = await until(events, lambda e: e.feed.state is not FeedState.STALE)
    assert event.feed.state is FeedState.POLLED
    await cast("Any", events).aclose()


async def test_news_without_figures_are_read(state: Accounts) -> None:
    account = state.accounts["a"]
    account.streams = True
    events = watching.watch(state, ("a",), "USD")
    await until(events, lambda e: e.feed.state is FeedState.LIVE)
    account.row = replace(account.row, total=Decimal(9))
    account.hear(Heard(unclear=True))
    event = await until(events, lambda e: e.balances is not None and e.balances.total == 18)
    assert event.balances.rows[0].source is Origin.REST
    await cast("Any", events).aclose()


async def test_many_watchers_share_one_stream_and_the_last_one_ends_it(state: Accounts) -> None:
    account = state.accounts["a"]
    account.streams = True
    watchers = [watching.watch(state, ("a",), quote) for quote in ("USD", "EUR", "USD")]
    firsts = [await until(one, lambda e: e.balances is not None) for one in watchers]
    assert [first.balances.quote for first in firsts] == ["USD", "EUR", "USD"]
    await until(watchers[0], lambda e: e.feed.state is FeedState.LIVE)
    assert account.listening == 1
    for one in watchers:
        await cast("Any", one).aclose()
    asked = account.asked
    await asyncio.sleep(0.02)
    assert account.asked == asked


async def test_where_orders_are_not_told_the_balances_are_and_that_is_said(state: Accounts) -> None:
    async def untold(*_: object) -> Any:
        raise ExchangeError(FailureKind.NOT_SUPPORTED, "no such read", "")

    state.accounts["a"].orders = untold  # type: ignore[method-assign]
    events = watching.watch(state, ("a",), "USD")
    first, second = await anext(events), await anext(events)
    assert first.balances is not None
    assert second.orders is not None
    assert [gap.what for gap in second.orders.not_read] == ["open orders"]
    await cast("Any", events).aclose()


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
