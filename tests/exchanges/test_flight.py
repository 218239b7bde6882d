"""One run for all who wait: it is shared, and so is its end."""

from __future__ import annotations

import asyncio

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.exchanges.flight import Flight


async def test_a_flight_is_shared_and_its_failure_too():
    runs = []

    async def work():
        runs.append(1)
        await asyncio.sleep(0)
        if len(runs) == 1:
            raise ExchangeError(FailureKind.UNREACHABLE, "gone", "")

    flight = Flight(work)
    outcomes = await asyncio.gather(*(flight.join() for _ in range(5)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [ExchangeError] * 5
    await asyncio.gather(*(flight.join() for _ in range(5)))
    assert len(runs) == 2


async def test_a_flight_ends_when_the_last_one_leaves():
    started, ended = asyncio.Event(), []

    async def work():
        started.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            ended.append(True)
            raise

    flight = Flight(work)
    first, second = (asyncio.create_task(flight.join()) for _ in range(2))
    await started.wait()
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    assert not ended
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    await asyncio.sleep(0)
    assert ended


async def test_who_comes_after_the_last_one_left_starts_anew():
    runs = []

    async def work():
        runs.append(1)
        if len(runs) == 1:
            await asyncio.Event().wait()

    flight = Flight(work)
    first = asyncio.create_task(flight.join())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    await flight.join()
    assert len(runs) == 2
