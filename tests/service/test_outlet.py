"""News wait in slots: the newest state of each, at most ten a second, never more than there are."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from jungletui.domain.accounts import FillRow
from jungletui.service.outlet import MOST_FILLS, Bucket, Outlet

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def fill(number: int) -> FillRow:
    one = Decimal(1)
    return FillRow("a", "x", str(number), None, "S", "buy", one, one, one, None, None, None, NOW)


async def test_a_slot_waits_once_however_often_it_has_news() -> None:
    outlet = Outlet(lambda: 0.0)
    for _ in range(100):
        outlet.put("a", "balances")
        outlet.put("b", "orders")
    assert await outlet.take() == ("a", "balances")
    assert await outlet.take() == ("b", "orders")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(outlet.take(), 0.01)


def test_never_more_than_ten_in_any_second() -> None:
    bucket, went, now = Bucket(), [], 0.0
    while now < 5:
        if bucket.wait(now) <= 0:
            bucket.take(now)
            went.append(now)
        now += 0.002
    assert max(sum(start <= t < start + 1 for t in went) for start in went) <= 10
    assert len(went) >= 25
    assert went[:5] == [0.0, *went[1:5]]
    assert went[4] < 0.02


async def test_a_flood_in_one_slot_never_delays_another() -> None:
    outlet = Outlet(lambda: 0.0)
    for _ in range(5):
        outlet.put("a", "balances")
        assert await outlet.take() == ("a", "balances")
    outlet.put("a", "balances")
    outlet.put("b", "balances")
    assert await asyncio.wait_for(outlet.take(), 5) == ("b", "balances")


async def test_what_waits_goes_as_soon_as_it_may() -> None:
    now = 0.0
    outlet = Outlet(lambda: now)
    for _ in range(5):
        outlet.put("a", "orders")
        await outlet.take()
    outlet.put("a", "orders")
    taking = asyncio.ensure_future(outlet.take())
    await asyncio.sleep(0)
    assert not taking.done()
    now = 1.0
    outlet.put("b", "orders")
    assert await asyncio.wait_for(taking, 5) == ("a", "orders")


async def test_fills_are_each_told_and_bounded() -> None:
    outlet = Outlet(lambda: 0.0)
    for number in range(MOST_FILLS + 5):
        outlet.put_fills("a", (fill(number),))
    assert await outlet.take() == ("a", "fills")
    kept = outlet.fills("a")
    assert len(kept) == MOST_FILLS
    assert kept[0].id == str(MOST_FILLS + 4)
    assert outlet.fills("a") == ()
