"""Watching an account: an event at first, then only for what is new, by its stream or its reads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from jungletui.domain.accounts import FillRow, Origin
from jungletui.domain.documents import AccountEvent, FeedState
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.exchanges.streams.book import Heard
from jungletui.service import live_key, polling, watching
from tests.service.followed import DOWN, NOW, Account, Accounts, polled, until


@pytest.fixture
async def events(state: Accounts) -> AsyncIterator[AsyncIterator[AccountEvent]]:
    async with aclosing(watching.watch(state, ("a",), "USD")) as stream:
        yield stream


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
    monkeypatch.setattr(polling, "PATIENCE", 0.0)
    monkeypatch.setattr(Account, "balances", slow)
    late = await until(events, lambda event: event.feed.state is FeedState.STALE)
    assert (late.feed.reason, late.error) == (live_key.UNANSWERED, None)
    answered.set()
    monkeypatch.setattr(polling, "PATIENCE", 20.0)
    again = await until(events, lambda event: event.feed.state is FeedState.POLLED)
    assert again.feed.checked_at is not None


async def test_a_stream_tells_at_once_and_says_so(
    state: Accounts, events: AsyncIterator[AccountEvent]
) -> None:
    account = state.accounts["a"]
    account.streams = True
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


async def test_news_without_figures_are_read(
    state: Accounts, events: AsyncIterator[AccountEvent]
) -> None:
    account = state.accounts["a"]
    account.streams = True
    await until(events, lambda e: e.feed.state is FeedState.LIVE)
    account.row = replace(account.row, total=Decimal(9))
    account.hear(Heard(unclear=True))
    event = await until(events, lambda e: e.balances is not None and e.balances.total == 18)
    assert event.balances.rows[0].source is Origin.REST


async def test_many_watchers_share_one_stream_and_the_last_one_ends_it(state: Accounts) -> None:
    account = state.accounts["a"]
    account.streams = True
    watchers = [watching.watch(state, ("a",), quote) for quote in ("USD", "EUR", "USD")]
    firsts = [await until(one, lambda e: e.balances is not None) for one in watchers]
    assert [first.balances.quote for first in firsts] == ["USD", "EUR", "USD"]
    await until(watchers[0], lambda e: e.feed.state is FeedState.LIVE)
    assert account.listening == 1
    for one in watchers:
        await one.aclose()
    asked = account.asked
    await asyncio.sleep(0.02)
    assert account.asked == asked


async def test_where_orders_are_not_told_the_balances_are_and_that_is_said(
    state: Accounts, events: AsyncIterator[AccountEvent]
) -> None:
    async def untold(*_: object) -> Any:
        raise ExchangeError(FailureKind.NOT_SUPPORTED, "no such read", "")

    state.accounts["a"].orders = untold  # type: ignore[method-assign]
    first, second = await anext(events), await anext(events)
    assert first.balances is not None
    assert second.orders is not None
    assert [gap.what for gap in second.orders.not_read] == ["open orders"]
