"""Following one key: what a stream misses is noticed and read, and nothing else is called live."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from jungletui.domain.accounts import NotRead, Origin
from jungletui.domain.documents import AccountEvent, FeedState
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.exchanges.streams.book import Heard
from jungletui.exchanges.streams.plans import StreamLine, StreamPlan
from jungletui.service import feeds, live_attempts, live_lines, polling, watching
from tests.service.followed import DOWN, Account, Accounts, polled, until

SPOT = StreamLine("spot", (), wallets=frozenset(("trading",)), lists=frozenset(("all",)))
EXTRA = StreamLine("usdm", (), needed=False, wallets=frozenset(("usdm",)))
PARTS = ("trading wallet", "usdm wallet", "funding wallet", "all orders")


class Streamed(Account):
    """A session with a stream, whose lines a test ends as it likes."""

    plan = StreamPlan((SPOT, EXTRA), True, True, frozenset(("trading",)), parts=PARTS)
    unread: tuple[NotRead, ...] = ()

    def __init__(self, of: Any) -> None:
        super().__init__(of)
        self.opened: list[str] = []
        self.ends: dict[str, asyncio.Future[Exception | None]] = {}

    async def balances(self) -> Any:
        rows, _ = await super().balances()
        return rows, self.unread

    async def streaming(self) -> StreamPlan:
        return self.plan

    async def listen(self, line: StreamLine, hear: Any, up: Any) -> None:
        self.opened.append(line.name)
        self.hear = hear
        self.ends[line.name] = asyncio.get_running_loop().create_future()
        up()
        error = await self.ends[line.name]
        if error is not None:
            raise error


def account_of(state: Accounts) -> Streamed:
    found = Streamed(state.vault.content.keys[0])  # type: ignore[union-attr]
    state.accounts["a"] = found
    return found


def watched(state: Accounts) -> aclosing[Any]:
    return aclosing(watching.watch(state, ("a",), "USD"))


def is_live(event: AccountEvent) -> bool:
    return event.feed is not None and event.feed.state is FeedState.LIVE


async def test_what_no_line_tells_is_named_as_polled(state: Accounts) -> None:
    account_of(state)
    async with watched(state) as events:
        event = await until(events, lambda e: is_live(e) and len(e.feed.polled) == 1)
        assert event.feed.polled == ("funding wallet",)


async def test_a_line_of_a_product_that_is_not_there_is_not_opened(state: Accounts) -> None:
    account = account_of(state)
    account.unread = (NotRead("a", "usdm", "no such product"),)
    async with watched(state) as events:
        event = await until(events, is_live)
        assert event.feed.polled == ("usdm wallet", "funding wallet")
        assert account.opened == ["spot"]
        account.unread = ()
        account.hear(Heard(unclear=True))
        event = await until(events, lambda e: is_live(e) and len(e.feed.polled) == 1)
        assert account.opened == ["spot", "usdm"]
        account.ends["usdm"].set_result(DOWN)
        event = await until(events, lambda e: len(e.feed.polled) == 2)
        assert event.feed.state is FeedState.LIVE


async def test_a_change_that_the_stream_did_not_tell_reopens_it(
    state: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "CHECK", 0.0)
    monkeypatch.setattr(live_lines, "GRACE", 0.0)
    account = account_of(state)
    async with watched(state) as events:
        await until(events, is_live)
        for times in range(1, live_lines.MOST_DEAF + 1):
            account.row = replace(account.row, total=Decimal(10 + times))
            event = await until(events, lambda e: e.feed.state is not FeedState.LIVE)
            assert (event.feed.state, event.feed.reason) == (FeedState.STALE, live_lines.DEAF)
            await until(events, is_live)
            assert account.opened.count("spot") == 1 + times
        account.row = replace(account.row, total=Decimal(20))
        await until(events, lambda e: e.feed.state is FeedState.POLLED)
        await polled(account, 3)
        assert account.opened.count("spot") == 1 + live_lines.MOST_DEAF, "left alone for long"


async def test_what_the_stream_told_in_time_is_no_reason_to_reopen_it(
    state: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_lines, "GRACE", 0.0)
    account = account_of(state)
    account.plan = replace(account.plan, balances=False, orders=False)
    async with watched(state) as events:
        await until(events, is_live)
        account.row = replace(account.row, total=Decimal(3))
        account.hear(Heard(unclear=True))
        await until(events, lambda e: e.balances is not None and e.balances.total == 6)
        await asyncio.sleep(0.01)
        assert account.opened.count("spot") == 1


async def test_a_line_that_ends_is_opened_again_and_the_gap_is_read(
    state: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_attempts, "LONGEST_BACKOFF", 0.0)
    account = account_of(state)
    async with watched(state) as events:
        await until(events, is_live)
        account.row = replace(account.row, total=Decimal(5))  # missed while the line is down
        account.ends["spot"].set_result(DOWN)
        event = await until(events, lambda e: e.balances is not None and e.balances.total == 10)
        assert event.balances.rows[0].source is Origin.REST
        await until(events, is_live)
        assert account.opened.count("spot") == 2


async def test_attempts_come_ever_more_seldom_and_never_all_at_once(
    state: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    drawn: list[tuple[float, float]] = []
    account = account_of(state)
    account.plan = StreamPlan((SPOT,), parts=PARTS)

    async def listen(line: StreamLine, hear: Any, up: Any) -> None:
        if len(pauses) >= 9:
            raise ExchangeError(FailureKind.PERMISSION, "may not", "")
        raise DOWN

    async def sleep(seconds: float) -> None:
        if asyncio.current_task() in lines:
            pauses.append(seconds)
        await real(0)

    def draw(low: float, high: float) -> float:
        drawn.append((low, high))
        return 1.0

    real, lines = asyncio.sleep, []
    hub = watching.hub_of(state)
    monkeypatch.setattr(account, "listen", listen)
    monkeypatch.setattr(live_attempts.random, "uniform", draw)

    async def kept(*args: Any, **named: Any) -> None:
        lines.append(asyncio.current_task())
        await live_attempts.keep(*args, **named)

    monkeypatch.setattr(live_lines, "keep", kept)
    monkeypatch.setattr(live_attempts.asyncio, "sleep", sleep)
    async with watched(state) as events:
        await anext(events)
        async with asyncio.timeout(20):
            while len(pauses) <= 11:
                await real(0.001)
    assert hub._followed == []
    assert pauses[:9] == [0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]
    assert pauses[10] == live_attempts.HOPELESS
    assert set(drawn) == {(0.5, 1)}


async def test_a_line_that_not_every_account_has_is_soon_left_alone(
    state: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_attempts, "LONGEST_BACKOFF", 0.0)
    account = account_of(state)
    opened = account.listen

    async def listen(line: StreamLine, hear: Any, up: Any) -> None:
        if line.name == "usdm":
            account.opened.append("usdm")
            raise DOWN
        await opened(line, hear, up)

    monkeypatch.setattr(account, "listen", listen)
    async with watched(state) as events:
        event = await until(events, is_live)
        async with asyncio.timeout(20):
            while account.opened.count("usdm") <= live_attempts.MOST_TRIES:  # noqa: ASYNC110
                await asyncio.sleep(0.001)
        await asyncio.sleep(0.02)
        assert account.opened.count("usdm") == live_attempts.MOST_TRIES + 1
        assert event.feed.polled == ("usdm wallet", "funding wallet")


async def test_news_that_wait_to_be_read_are_not_live(
    state: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "LAG", feeds.LAG * 0)
    monkeypatch.setattr(live_lines, "LAG", feeds.LAG * 0)
    account = account_of(state)
    async with watched(state) as events:
        await until(events, is_live)
        waits = asyncio.Event()
        monkeypatch.setattr(account, "balances", waiting(account, waits))
        account.hear(Heard(unclear=True))
        event = await until(events, lambda e: not is_live(e))
        assert (event.feed.state, event.feed.reason) == (FeedState.POLLED, feeds.LAGGING)
        waits.set()
        await until(events, is_live)


def waiting(account: Account, until_then: asyncio.Event) -> Any:
    async def balances() -> Any:
        await until_then.wait()
        return (replace(account.row, at=datetime.now(UTC)),), ()

    return balances


async def test_without_a_stream_the_reason_is_the_plans(state: Accounts) -> None:
    account = account_of(state)
    account.plan = StreamPlan(polled="ccxt wants a symbol")
    async with watched(state) as events:
        await anext(events)
        await polled(account, 2)
        account.row = replace(account.row, total=Decimal(3))
        event = await until(events, lambda e: e.balances is not None and e.balances.total == 6)
        assert event.feed.reason == "ccxt wants a symbol"
        assert event.feed.state is FeedState.POLLED
        assert event.feed.polled == ()
