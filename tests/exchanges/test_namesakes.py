"""Two coins that ccxt calls by one name stay two, in whatever order they are told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

import pytest

from jungletui.domain.keys import Environment
from jungletui.exchanges.building import build
from jungletui.exchanges.house import House
from jungletui.exchanges.loader import load_exchange
from jungletui.exchanges.tracing import _markets
from tests.exchanges.conftest import make_key
from tests.exchanges.replies import PUBLIC
from tests.exchanges.server import Answer, playing

ROWS = [("XBT", "2.5"), ("BTC", "0.04"), ("ETH", "1")]


def reply(rows: list[tuple[str, str]]) -> dict[str, Any]:
    told = [{"asset": asset, "free": free, "locked": "0"} for asset, free in rows]
    return {"balances": told, "accountType": "SPOT"}


@pytest.mark.parametrize("rows", [ROWS, ROWS[::-1]])
async def test_both_are_told(house: House, rows: list[tuple[str, str]]) -> None:
    script = PUBLIC["binance"]() | {"GET /api/v3/account": Answer(json.dumps(reply(rows)))}
    async with playing(script) as played:
        session = await house.session(make_key("binance", played.endpoint))
        found, _ = await session.balances()
    assert {row.asset: str(row.total) for row in found} == dict(ROWS)


async def test_ccxt_alone_still_loses_one() -> None:
    made = cast("Any", load_exchange("binance"))({"number": str})
    made.set_markets(_markets(made))
    assert made.commonCurrencies["XBT"] == "BTC"

    async def told(*_: object) -> Mapping[str, object]:
        return reply(ROWS)

    made.fetch2 = told
    found = await made.fetch_balance()
    await made.close()
    assert found["total"]["BTC"] == "0.04"
    assert "XBT" not in found["total"], "ccxt tells both now: drop `namesakes.py`"


async def test_beside_a_balance_a_name_is_what_it_was() -> None:
    made: Any = build("binance", Environment.LIVE, None, {})
    assert [made.safe_currency_code(name) for name in ("XBT", "BTC", None)] == ["BTC", "BTC", None]
