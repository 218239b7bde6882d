"""What several want at the same time is asked for once; nobody gets another's answer."""

from __future__ import annotations

import asyncio

import pytest

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.exchanges.asking_once import AskingOnce, name_of
from jungletui.exchanges.hearing import hear, hearing


async def test_one_request_for_all_and_an_answer_for_each() -> None:
    once, sent, gate = AskingOnce(), [], asyncio.Event()

    async def work() -> object:
        sent.append(1)
        await gate.wait()
        hear("GET private kind", "{}")
        return {"rows": []}

    async def ask() -> tuple[object, int]:
        with hearing() as heard:
            return await once.ask("kind", work), len(heard)

    tasks = [asyncio.ensure_future(ask()) for _ in range(3)]
    await asyncio.sleep(0)
    gate.set()
    answers = await asyncio.gather(*tasks)
    assert len(sent) == 1
    assert [answer for answer, _ in answers] == [{"rows": []}] * 3
    assert len({id(answer) for answer, _ in answers}) == 3
    assert [heard for _, heard in answers] == [1, 1, 1]
    await ask()
    assert len(sent) == 2, "what was answered before is asked anew"


async def test_a_failure_is_everybodys_and_the_next_one_asks_anew() -> None:
    once, sent = AskingOnce(), []

    async def work() -> object:
        sent.append(1)
        await asyncio.sleep(0)
        raise ExchangeError(FailureKind.UNREACHABLE, "gone", "Try again.")

    results = await asyncio.gather(
        *(once.ask("kind", work) for _ in range(2)), return_exceptions=True
    )
    assert all(isinstance(result, ExchangeError) for result in results)
    with pytest.raises(ExchangeError):
        await once.ask("kind", work)
    assert len(sent) == 2


def test_other_parameters_are_another_request() -> None:
    assert name_of("private", "orders", {"a": 1, "b": 2}) == name_of(
        "private", "orders", {"b": 2, "a": 1}
    )
    assert name_of("private", "orders", {"a": 1}) != name_of("private", "orders", {"a": "1"})


async def test_where_who_sends_gives_up_the_next_one_sends() -> None:
    once, sent, gate = AskingOnce(), [], asyncio.Event()

    async def work() -> object:
        sent.append(1)
        await gate.wait()
        return len(sent)

    first, second, third = (asyncio.ensure_future(once.ask("kind", work)) for _ in range(3))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    await asyncio.sleep(0)
    gate.set()
    assert await asyncio.gather(second, third) == [2, 2]
    assert first.cancelled()


async def test_who_waits_and_gives_up_leaves_the_others_their_answer() -> None:
    once, gate = AskingOnce(), asyncio.Event()

    async def work() -> object:
        await gate.wait()
        return {}

    first, second, third = (asyncio.ensure_future(once.ask("kind", work)) for _ in range(3))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    gate.set()
    assert await asyncio.gather(first, third) == [{}, {}]
