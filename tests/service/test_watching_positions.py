"""Following positions: an event at first, then for what changed; always polled, and said to be."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace
from decimal import Decimal

from jungletui.domain.documents import FeedState
from jungletui.service import watching_positions as wp
from tests.service.followed import Accounts, polled


async def test_positions_are_told_first_and_then_when_they_changed(state: Accounts) -> None:
    holder = state.accounts["a"]
    async with aclosing(wp.watch_positions(state, ("a",))) as events:
        first = await anext(events)
        assert first.positions is not None
        assert [row.contracts for row in first.positions.rows] == [1]
        assert first.feed is not None
        assert (first.feed.state, first.feed.reason) == (FeedState.POLLED, wp.ASKED)
        checked = await anext(events)
        assert checked.positions is None, "nothing changed: only that it was looked at"
        following = asyncio.ensure_future(anext(events))
        await polled(holder, 5)
        assert not following.done()
        holder.position = replace(holder.position, contracts=Decimal(2))
        changed = await asyncio.wait_for(following, 20)
        assert changed.positions is not None
        assert changed.positions.rows[0].contracts == 2
