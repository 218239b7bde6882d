"""A sandbox whose prices stand still, and one whose clock the test turns."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from jungletui.sandbox.run import Sandbox, SandboxOptions, running

START = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Hand:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **duration: float) -> None:
        self.now += timedelta(**duration)


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
async def frozen() -> AsyncIterator[Sandbox]:
    """binance and kraken at START; nothing moves."""
    options = SandboxOptions(
        clock=lambda: START, moving=False, markets=120, exchanges=("binance", "kraken")
    )
    async with running(options) as sandbox:
        yield sandbox


@pytest.fixture
async def moving(hand: Hand) -> AsyncIterator[Sandbox]:
    """binance and kraken from START; `hand` moves the time."""
    options = SandboxOptions(clock=hand, markets=120, exchanges=("binance", "kraken"))
    async with running(options) as sandbox:
        yield sandbox
