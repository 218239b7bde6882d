"""The sandbox's exchanges, and a house that reads them with the sandbox's keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from jungletui.domain.failures import ExchangeError
from jungletui.domain.keys import Environment, Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.domain.times import Clock, utc_now
from jungletui.exchanges.house import House
from jungletui.sandbox.run import Sandbox, SandboxOptions, running

Here = tuple[Sandbox, House]
RIGHTS = {
    "binance": "sapiGetAccountApiRestrictions",
    "bybit": "privateGetV5UserQueryApi",
    "okx": "privateGetAccountConfig",
    "kraken": "privatePostGetApiKeyInfo",
}


@asynccontextmanager
async def opened(clock: Clock = utc_now) -> AsyncIterator[House]:
    """A house, until the end of the block."""
    house = House(clock=clock)
    try:
        yield house
    finally:
        await house.close()


@asynccontextmanager
async def played(options: SandboxOptions, clock: Clock = utc_now) -> AsyncIterator[Here]:
    """Both, until the end of the block."""
    async with running(options) as sandbox, opened(clock) as house:
        yield sandbox, house


def options_for(request, markets=300):
    """The sandbox that a test wants: one exchange where the test is about one."""
    chosen = getattr(request.node, "callspec", None)
    only = chosen.params.get("exchange") if chosen else None
    return SandboxOptions(moving=False, markets=markets, exchanges=(only,) if only else ())


def key_of(sample):
    credential = {name: Secret(text) for name, text in sample.credential.items()}
    environment = Environment(sample.environment)
    profile = KeyProfile(sample.name, sample.exchange, environment, sample.endpoint)
    return Key(profile, credential, datetime.now(UTC))


async def working(sandbox, house, exchange):
    """A session of the first sample key that may read."""
    for sample in sandbox.keys:
        if sample.exchange != exchange or sample.environment != "live":
            continue
        session = await house.session(key_of(sample))
        try:
            await session.call(RIGHTS[exchange])
        except ExchangeError:
            continue
        return session
    raise AssertionError(f"no key of {exchange} may read")
