"""The least time that rate limits and latency leave for reading keys: what the service sends for
them, counted by the limits that it keeps."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence

from jungletui.domain.keys import Key
from jungletui.exchanges.house import House
from jungletui.exchanges.session import Session
from tests.benchmarks.pacing_minimum import Asked, Recorder

Read = Callable[[Session], Awaitable[object]]


async def _balances(session: Session) -> object:
    return await session.balances()


async def _open_orders(session: Session) -> object:
    return await session.orders("open", None, None)


READS: Mapping[str, Read] = {"balances": _balances, "orders": _open_orders}


def minimum_of_reading(keys: Sequence[Key], latency: float) -> tuple[float, int]:
    """Seconds for one reading of balances, and then of the open orders, of these keys by a service
    that has read before; and how many requests they are. Their exchanges must be running."""
    first = {key.profile.exchange: key for key in reversed(keys)}
    count = Counter(key.profile.exchange for key in keys)
    asked = asyncio.run(_asked(list(first.values())))
    seconds = sum(
        max(one.minimum(count[name], latency) for name, one in found.items())
        for found in asked.values()
    )
    requests = sum(
        count[name] * len(one.requests) for found in asked.values() for name, one in found.items()
    )
    return seconds, requests


async def _asked(keys: Sequence[Key]) -> dict[str, dict[str, Asked]]:
    """By what is read and by exchange: what one key asks there."""
    house = House()
    try:
        found = await asyncio.gather(*(_of_one(house, key) for key in keys))
    finally:
        await house.close()
    names = [key.profile.exchange for key in keys]
    return {of: {name: one[of] for name, one in zip(names, found, strict=True)} for of in READS}


async def _of_one(house: House, key: Key) -> dict[str, Asked]:
    session = await house.session(key)
    for read in READS.values():
        await read(session)  # a warm service knows markets, time and account
    told: dict[str, Asked] = {}
    unit = float(session.made.rateLimit) / 1000
    for of, read in READS.items():
        recorder = Recorder()
        session.line.pacer = recorder
        await read(session)
        told[of] = Asked(tuple(recorder.asked), unit, session.world.plan)
    return told
