"""Made-up keys and a house that closes itself."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest_asyncio

from jungletui.domain.keys import Environment, Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.exchanges.house import House
from tests.exchanges.replies import NOW

FOUR = ("binance", "bybit", "okx", "kraken")
SECRET = base64.b64encode(b"no such secret was ever given to anyone").decode()
PASSPHRASE = "made-up passphrase"


def fixed_clock() -> datetime:
    return datetime.fromtimestamp(NOW / 1000, UTC)


def make_key(
    exchange: str,
    endpoint: str | None = None,
    name: str = "main",
    environment: Environment = Environment.LIVE,
    public_id: str = "made-up-key-0001",
    secret: str = SECRET,
) -> Key:
    credential = {"apiKey": Secret(public_id), "secret": Secret(secret)}
    if exchange == "okx":
        credential["password"] = Secret(PASSPHRASE)
    profile = KeyProfile(name, exchange, environment, endpoint)
    return Key(profile, credential, datetime(2026, 1, 1, tzinfo=UTC))


@pytest_asyncio.fixture
async def house() -> AsyncIterator[House]:
    made = House(clock=fixed_clock)
    yield made
    await made.close()
