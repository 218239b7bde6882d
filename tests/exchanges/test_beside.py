"""Work on the thread beside the event loop: what it may ask, how it ends, and who goes when."""

from __future__ import annotations

import asyncio
import threading
from contextvars import ContextVar

import pytest

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.exchanges.beside import at_home, beside, in_turn, is_beside

WHO: ContextVar[str] = ContextVar("who", default="nobody")


async def test_the_work_runs_on_another_thread_and_asks_on_this_one() -> None:
    async def ask() -> tuple[int, bool]:
        return threading.get_ident(), is_beside()

    async def work() -> tuple[int, bool, tuple[int, bool]]:
        return threading.get_ident(), is_beside(), await at_home(ask)

    there, was_beside, asked = await beside(work)
    here = threading.get_ident()
    assert there != here
    assert was_beside
    assert asked == (here, False)
    assert not is_beside()


async def test_what_the_work_knows_of_its_caller_goes_along() -> None:
    WHO.set("a reader")

    async def ask() -> str:
        return WHO.get()

    async def work() -> str:
        return await at_home(ask)

    assert await beside(work) == "a reader"


async def test_a_failure_comes_back() -> None:
    async def ask() -> None:
        raise ExchangeError(FailureKind.UNREACHABLE, "no route", "")

    async def work() -> None:
        await at_home(ask)

    with pytest.raises(ExchangeError, match="no route"):
        await beside(work)


async def test_who_gives_up_ends_the_work_and_what_it_asked() -> None:
    asked, ended = asyncio.Event(), asyncio.Event()

    async def ask() -> None:
        asked.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async def work() -> None:
        await at_home(ask)

    task = asyncio.create_task(beside(work))
    await asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(30):
        await ended.wait()


async def test_works_go_on_side_by_side() -> None:
    first, second = asyncio.Event(), asyncio.Event()

    async def work(mine: asyncio.Event, other: asyncio.Event) -> None:
        async def meet() -> None:
            mine.set()
            await other.wait()

        await at_home(meet)

    async with asyncio.timeout(30):
        await asyncio.gather(
            beside(lambda: work(first, second)), beside(lambda: work(second, first))
        )
    assert first.is_set()
    assert second.is_set()


async def test_asking_from_nowhere_is_a_mistake() -> None:
    async def ask() -> None:
        raise AssertionError("not sent")

    with pytest.raises(RuntimeError):
        await at_home(ask)


async def test_between_two_turns_everybody_else_goes() -> None:
    rounds, done = [0], [0]

    async def others() -> None:
        while done[0] < 20:
            rounds[0] += 1
            await asyncio.sleep(0)

    async def work() -> int:
        await in_turn()
        done[0] += 1
        return rounds[0]

    watching = asyncio.create_task(others())
    seen = await asyncio.gather(*(work() for _ in range(20)))
    await watching
    assert len(set(seen)) == 20
