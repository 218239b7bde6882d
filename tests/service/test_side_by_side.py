"""Many keys at once: what fails or hangs for one exchange is nothing to the others."""

from __future__ import annotations

import asyncio

from jungletui.domain.failures import ErrorInfo, ExchangeError, FailureKind
from jungletui.domain.keys import Key
from jungletui.domain.progress import HEARER, Progress
from jungletui.service import side_by_side
from jungletui.service.side_by_side import AT_ONCE, Gates, ask_all
from tests.service.fake_house import key_of


async def test_answers_come_in_the_order_of_the_keys_and_failures_in_their_place() -> None:
    keys = [key_of(name, "kraken") for name in ("a", "b", "c")]

    async def ask(key: Key) -> str:
        if key.name == "b":
            raise ExchangeError(FailureKind.EXPIRED, "Its life is over.", "Make a new one.")
        return key.name

    answers = [answer for _, answer in await ask_all(keys, ask, debug=False)]
    assert answers[0] == "a"
    assert answers[2] == "c"
    assert isinstance(answers[1], ErrorInfo)
    assert answers[1].kind == "expired"


async def test_an_exchange_that_hangs_takes_no_place_of_another() -> None:
    """More keys hang than are asked at once; the last key, of another exchange, is asked."""
    released, other = asyncio.Event(), asyncio.Event()
    hanging = [key_of(f"k{number}", "kraken") for number in range(AT_ONCE + 8)]

    async def ask(key: Key) -> None:
        if key.profile.exchange == "okx":
            other.set()
        else:
            await released.wait()

    asking = asyncio.create_task(ask_all([*hanging, key_of("last", "okx")], ask, debug=False))
    async with asyncio.timeout(20):
        await other.wait()
    assert not asking.done(), "the others still hang"
    released.set()
    assert len(await asking) == len(hanging) + 1


async def test_one_exchange_is_not_asked_for_everything_at_once() -> None:
    now = most = 0

    async def ask(_key: Key) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0)
        now -= 1

    keys = [key_of(f"k{number}", "kraken") for number in range(3 * AT_ONCE)]
    await ask_all(keys, ask, debug=False)
    assert most == AT_ONCE


async def test_whoever_wants_hears_how_far_it_is() -> None:
    keys = [key_of(name, "kraken") for name in ("a", "b")]
    turns = {key.name: asyncio.Event() for key in keys}
    heard: list[Progress] = []

    async def ask(key: Key) -> None:
        await turns[key.name].wait()
        turns["a"].set()
        if key.name == "a":
            raise ExchangeError(FailureKind.EXPIRED, "Its life is over.", "Make a new one.")

    turns["b"].set()
    HEARER.set(heard.append)
    await ask_all(keys, ask, debug=False, doing="inspected")
    assert heard == [
        Progress("inspected", 0, 2, ("a", "b")),
        Progress("inspected", 1, 2, ("a",)),
        Progress("inspected", 2, 2, ()),
    ]
    await ask_all(keys, ask, debug=False, doing="")
    assert len(heard) == 3


def test_another_endpoint_proxy_or_environment_is_another_way() -> None:
    gates = Gates(1)
    first = gates.of(key_of("a", "kraken"))
    assert gates.of(key_of("b", "kraken")) is first
    for chosen in ({"endpoint": "http://127.0.0.1:9"}, {"proxy": "http://127.0.0.1:9"}):
        assert gates.of(key_of("c", "kraken", **chosen)) is not first
    assert side_by_side.AT_ONCE > 16
