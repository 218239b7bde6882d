"""The ledger as a sign of use: what a key may have caused, and what comes by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.times import from_milliseconds
from tests.exchanges.conftest import make_key
from tests.exchanges.replies import NOW, PUBLIC, reply
from tests.exchanges.server import playing

BILLS = "GET /api/v5/account/bills"
HOUR = 3_600_000
SINCE = from_milliseconds(NOW) - timedelta(days=1)


def bill(kind: str, at: int) -> dict[str, str]:
    """An entry as OKX documents it: type 1 is a transfer, 2 a trade, 8 a funding fee
    (okx.com/docs-v5, "Get bills details")."""
    return {
        "bal": "1000", "balChg": "-1", "billId": str(at), "ccy": "USDT", "ts": str(at),
        "type": kind, "subType": "1", "instId": "BTC-USDT", "ordId": "", "fee": "0", "pnl": "0",
        "sz": "1", "instType": "SPOT", "mgnMode": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("bills", "expected"),
    [
        ([bill("8", NOW), bill("2", NOW - HOUR), bill("1", NOW - 2 * HOUR)], (1, "trade")),
        ([bill("1", NOW - 2 * HOUR)], (2, "transfer")),
        ([bill("8", NOW)], None),
        ([bill("2", NOW - 48 * HOUR)], None),
        ([], None),
    ],
)
async def test_the_newest_trade_or_transfer(house, bills, expected) -> None:
    script = PUBLIC["okx"]() | {BILLS: reply({"code": "0", "msg": "", "data": bills})}
    async with playing(script) as played:
        session = await house.session(make_key("okx", played.endpoint))
        found = await session.newest_act(SINCE)
    if expected is None:
        assert found is None
    else:
        hours, kind = expected
        assert found == (from_milliseconds(NOW - hours * HOUR), kind)


async def test_a_ledger_that_is_refused_is_a_failure(house) -> None:
    refusal = {"code": "50120", "msg": "This API key doesn't have permission", "data": []}
    async with playing(PUBLIC["okx"]() | {BILLS: reply(refusal)}) as played:
        session = await house.session(make_key("okx", played.endpoint))
        with pytest.raises(ExchangeError) as refused:
            await session.newest_act(SINCE)
    assert refused.value.failure is FailureKind.PERMISSION


async def test_an_exchange_without_a_ledger(house) -> None:
    async with playing(PUBLIC["binance"]()) as played:
        session = await house.session(make_key("binance", played.endpoint))
        session.made.has["fetchLedger"] = None
        with pytest.raises(ExchangeError) as refused:
            await session.newest_act(SINCE)
    assert refused.value.failure is FailureKind.NOT_SUPPORTED
