"""The replies about a key have the fields of the documented samples, where those are at hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from jungletui.sandbox.run import Sandbox
from tests.sandbox.client import connected

SAMPLES = Path(__file__).parents[3] / "shared" / "permissions" / "samples"


def documented(name: str) -> Any:
    path = SAMPLES / name
    if not path.exists():
        pytest.skip("the documented samples are not here")
    return json.loads(path.read_text())


def shape(value: Any) -> Any:
    """Field names and JSON types; of a list, those of its first item."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value[:1]]
    return type(value).__name__


async def test_binance_key(frozen: Sandbox) -> None:
    sample = documented("binance/api-restrictions.json")
    async with connected(frozen, "binance-freqtrade") as exchange:
        assert shape(await exchange.sapiGetAccountApiRestrictions()) == shape(sample)


async def test_binance_account(frozen: Sandbox) -> None:
    sample = documented("binance/spot-account.json")
    async with connected(frozen, "binance-freqtrade") as exchange:
        assert shape(await exchange.privateGetAccount()) == shape(sample)


async def test_kraken_key(frozen: Sandbox) -> None:
    sample = documented("kraken/get-api-key-info.json")
    sample["result"]["ipAllowlist"] = [""]
    async with connected(frozen, "kraken-dca") as exchange:
        assert shape(await exchange.privatePostGetApiKeyInfo()) == shape(sample)
