"""Following positions: an event at first, then for what changed; failures once; always polled."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast

import pytest

from jungletui.domain.accounts import Origin, PositionRow
from jungletui.domain.documents import FeedState
from jungletui.domain.failures import UsageError
from jungletui.service import watching_positions as wp
from tests.service.test_watching import DOWN, NOW, Account, Accounts, state, until

__all__ = ["state"]


class Holder(Account):
    """A session whose positions a test sets."""

    def __init__(self, of: Any) -> None:
        super().__init__(of)
        nothing = (None,) * 6
        self.position = PositionRow(
            of.name,
            "okx",
            "BTC/USD:BTC",
            "long",
            Decimal(1),
            Decimal(1),
            *nothing,
            Origin.REST,
            NOW,
        )
        self.read = 0

    async def positions(self) -> Any:
        self.read += 1
        if self.failure is not None:
            raise self.failure
        return (replace(self.position, at=datetime.now(UTC)),), ()


@pytest.fixture(autouse=True)
async def holder(state: Accounts, monkeypatch: pytest.MonkeyPatch) -> Holder:
    monkeypatch.setattr(wp, "PAUSE", 0.0)
    found = Holder(state.vault.content.keys[0])  # type: ignore[union-attr]
    state.accounts["a"] = found
    return found


async def reads(holder: Holder, times: int) -> None:
    wanted = holder.read + times
    async with asyncio.timeout(20):
        while holder.read < wanted:  # noqa: ASYNC110  it counts reads, not time
            await asyncio.sleep(0.001)


async def test_positions_are_told_first_and_then_when_they_changed(
    state: Accounts, holder: Holder
) -> None:
    events = wp.watch_positions(state, ("a",))
    first = await anext(events)
    assert first.positions is not None
    assert [row.contracts for row in first.positions.rows] == [1]
    assert first.feed is not None
    assert (first.feed.state, first.feed.reason) == (FeedState.POLLED, wp.ASKED)
    checked = await anext(events)
    assert checked.positions is None, "nothing changed: only that it was looked at"
    following = asyncio.ensure_future(anext(events))
    await reads(holder, 5)
    assert not following.done()
    holder.position = replace(holder.position, contracts=Decimal(2))
    changed = await asyncio.wait_for(following, 20)
    assert changed.positions is not None
    assert changed.positions.rows[0].contracts == 2
    await cast("Any", events).aclose()


async def test_a_failure_is_told_once_and_so_is_its_end(
    state: Accounts, holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wp, "LONGEST_PAUSE", 0.0)
    holder.failure = DOWN
    events = wp.watch_positions(state, ("a",))
    failed = await anext(events)
    assert failed.error is not None
    assert failed.feed is not None
    assert failed.feed.state is FeedState.STALE
    following = asyncio.ensure_future(anext(events))
    await reads(holder, 5)
    assert not following.done()
    holder.failure = None
    again = await asyncio.wait_for(following, 20)
    assert again.positions is not None
    assert again.feed is not None
    assert again.feed.state is FeedState.POLLED
    await cast("Any", events).aclose()


async def test_pauses_grow_while_it_fails(
    state: Accounts, holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        holder.failure = DOWN if len(pauses) < 8 else None
        await real(0)

    monkeypatch.setattr(wp, "PAUSE", 5.0)
    holder.failure = DOWN
    monkeypatch.setattr(wp.asyncio, "sleep", sleep)
    events = wp.watch_positions(state, ("a",))
    await until(events, lambda e: e.positions is not None)
    await cast("Any", events).aclose()
    assert pauses[:8] == [10.0, 20.0, 40.0, 80.0, 160.0, 240.0, 240.0, 240.0]


async def test_many_watchers_share_the_reads_and_the_last_one_ends_them(
    state: Accounts, holder: Holder
) -> None:
    watchers = [wp.watch_positions(state, ("a",)) for _ in range(3)]
    for one in watchers:
        await until(one, lambda e: e.positions is not None)
    assert state.positions_hub is not None
    assert len(state.positions_hub._followed) == 1
    for one in watchers:
        await cast("Any", one).aclose()
    assert state.positions_hub._followed == []
    before = holder.read
    await asyncio.sleep(0.02)
    assert holder.read == before


async def test_an_unknown_name_is_wrong_usage(state: Accounts) -> None:
    with pytest.raises(UsageError):
        await anext(wp.watch_positions(state, ("nobody",)))
