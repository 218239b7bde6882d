"""What an unmodified ccxt reads of deposits, withdrawals, margin positions and isolated margin."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal

import pytest

from jungletui.sandbox.kraken_funds import movement_id
from jungletui.sandbox.model import Account
from jungletui.sandbox.movements import DEPOSITS, WITHDRAWALS, movements
from jungletui.sandbox.run import Sandbox, SandboxOptions, running
from tests.sandbox.client import connected
from tests.sandbox.conftest import START

KEYS = {
    "binance": "binance-coppervine",
    "bybit": "bybit-desk",
    "okx": "okx-trend",
    "kraken": "kraken-old",
}
DAY = 24 * 3600 * 1000
TOLD = {"binance": 90, "bybit": 30, "okx": 999, "kraken": 999}
"""Days that are told where no time is named."""


@asynccontextmanager
async def standing(exchange: str) -> AsyncIterator[Sandbox]:
    options = SandboxOptions(moving=False, markets=60, exchanges=(exchange,))
    async with running(options) as sandbox:
        yield sandbox


def account_of(sandbox: Sandbox, exchange: str) -> Account:
    credential = sandbox.key(KEYS[exchange]).credential
    return sandbox.books(exchange).account_of(credential["apiKey"])


@pytest.mark.parametrize("exchange", sorted(KEYS))
async def test_deposits_and_withdrawals_are_the_books(exchange: str) -> None:
    async with standing(exchange) as sandbox, connected(sandbox, KEYS[exchange]) as client:
        account, now = account_of(sandbox, exchange), sandbox.books(exchange).now()
        told = {
            DEPOSITS: await client.fetch_deposits(),
            WITHDRAWALS: await client.fetch_withdrawals(),
        }
        for kind, rows in told.items():
            recent = [
                one for one in movements(account, kind) if (now - one.at).days < TOLD[exchange]
            ]
            ids = [movement_id(one) if exchange == "kraken" else one.id for one in recent]
            assert sorted(row["id"] for row in rows) == sorted(ids)
            found = {row["id"]: row for row in rows}
            for name, own in zip(ids, recent, strict=True):
                assert Decimal(str(found[name]["amount"])) == own.amount
                assert found[name]["currency"] == own.asset
                assert found[name]["txid"] == own.txid
        assert told[DEPOSITS]


async def test_a_stretch_of_time_is_no_longer_than_told(frozen: Sandbox) -> None:
    async with connected(frozen, "binance-coppervine") as client:
        start = int(START.timestamp() * 1000) - 200 * DAY
        long = {"startTime": start, "endTime": start + 91 * DAY}
        with pytest.raises(Exception, match="-1127"):
            await client.sapiGetCapitalDepositHisrec(long)
        rows = await client.sapiGetCapitalDepositHisrec(
            {"startTime": start, "endTime": start + DAY}
        )
    assert rows == []


async def test_margin_positions_and_isolated_pairs(frozen: Sandbox) -> None:
    account = account_of(frozen, "kraken")
    async with connected(frozen, "kraken-old") as client:
        raw = await client.privatePostOpenPositions({"docalcs": "true"})
        rows = await client.fetch_positions()
    own = {p.symbol: p for p in account.positions.values()}
    assert {row["symbol"]: Decimal(str(row["contracts"])) for row in rows} == {
        symbol: abs(position.amount) for symbol, position in own.items()
    }
    assert len(raw["result"]) == len(own) > 0
    async with connected(frozen, "binance-coppervine") as client:
        pairs = (await client.sapiGetMarginIsolatedAccount())["assets"]
        flexible = (await client.sapiGetSimpleEarnFlexiblePosition())["rows"]
    assert [pair["symbol"] for pair in pairs] == ["BTCUSDT"]
    held = account_of(frozen, "binance").wallets
    side = pairs[0]["baseAsset"]
    assert Decimal(side["totalAsset"]) == held["isolated BTC/USDT"]["BTC"].total
    assert {row["asset"]: Decimal(row["totalAmount"]) for row in flexible} == {
        asset: row.total for asset, row in held["flexible"].items()
    }
