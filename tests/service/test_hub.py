"""Whatever is followed: each key once, failures told once, and ever more seldom asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from types import ModuleType

import pytest

from jungletui.domain.documents import AccountEvent, FeedState
from jungletui.domain.failures import UsageError
from jungletui.service import polling, watching, watching_positions
from jungletui.service.hub import Hub
from tests.service.followed import DOWN, Accounts, polled, until


@dataclass(frozen=True, slots=True)
class Way:
    """One of the two ways to follow keys, and the part of an event that is read by it."""

    module: ModuleType
    part: str
    watch: Callable[..., AsyncIterator[AccountEvent]]

    def told(self, event: AccountEvent) -> bool:
        return getattr(event, self.part) is not None

    def hub(self, state: Accounts) -> Hub:
        return self.module.hub_of(state)


WAYS = (
    Way(watching, "balances", partial(watching.watch, quote="USD")),
    Way(watching_positions, "positions", watching_positions.watch_positions),
)


@pytest.fixture(params=WAYS, ids=lambda way: way.part)
def way(request: pytest.FixtureRequest) -> Way:
    return request.param


async def test_a_failure_is_told_once_and_so_is_its_end(
    state: Accounts, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "LONGEST_PAUSE", 0.0)
    account = state.accounts["a"]
    account.failure = DOWN
    async with aclosing(way.watch(state, ("a",))) as events:
        failed = await anext(events)
        assert failed.error is not None
        assert failed.error.kind == "unreachable"
        assert failed.feed is not None
        assert failed.feed.state is FeedState.STALE
        following = asyncio.ensure_future(anext(events))
        await polled(account, 5)
        assert not following.done()
        account.failure = None
        again = await asyncio.wait_for(following, 20)
        assert way.told(again)
        assert again.feed is not None
        assert again.feed.state is FeedState.POLLED


async def test_pauses_grow_while_it_fails_and_shrink_after(
    state: Accounts, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    account = state.accounts["a"]
    account.failure = DOWN
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 9:
            account.failure = None
        await real(0)

    monkeypatch.setattr(way.module, "PAUSE", 4.0)
    monkeypatch.setattr(polling.asyncio, "sleep", sleep)
    async with aclosing(way.watch(state, ("a",))) as events:
        await until(events, way.told)
    assert pauses[:9] == [8.0, 16.0, 32.0, 64.0, 128.0, 240.0, 240.0, 240.0, 240.0]
    assert all(pause <= 4.0 for pause in pauses[9:])


async def test_many_watchers_share_the_reads_and_the_last_one_ends_them(
    state: Accounts, way: Way
) -> None:
    account = state.accounts["a"]
    watchers = [way.watch(state, ("a",)) for _ in range(3)]
    for one in watchers:
        await until(one, way.told)
    assert len(way.hub(state)._followed) == 1
    for one in watchers:
        await one.aclose()
    assert way.hub(state)._followed == []
    asked = account.asked
    await asyncio.sleep(0.02)
    assert account.asked == asked


async def test_keys_of_one_exchange_are_asked_more_seldom_together(
    state: Accounts, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(way.module, "PAUSE", 4.0)
    async with aclosing(way.watch(state, ())) as events:
        await until(events, way.told)
        assert way.hub(state)._usual("okx") == 8.0
        assert way.hub(state)._usual("kraken") == 4.0


async def test_an_unknown_name_is_wrong_usage(state: Accounts, way: Way) -> None:
    with pytest.raises(UsageError):
        await anext(way.watch(state, ("nobody",)))
