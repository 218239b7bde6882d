"""Exchanges on this machine, asked by a clock that a test puts ahead."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jungletui.domain.times import utc_now
from jungletui.exchanges.house import House
from tests.inspection.probing import FOUR, sandbox_of


@pytest.fixture
def ahead():
    """How far this host's clock is ahead of the exchanges'."""
    return [timedelta(0)]


@pytest.fixture
async def house(ahead):
    made = House(clock=lambda: utc_now() + ahead[0])
    yield made
    await made.close()


@pytest.fixture
async def sandbox():
    async with sandbox_of(*FOUR) as made:
        yield made
