"""Indodax's second API: ended orders and fills by market, a week at a time, with its own seal."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qs

import pytest

from jungletui.domain.failures import ExchangeError
from jungletui.domain.keys import Environment
from jungletui.exchanges.building import build, guarded_class
from jungletui.exchanges.house import House
from jungletui.exchanges.indodax_histories import FILLS, ORDERS, SECTION, URL
from jungletui.exchanges.loader import load_exchange
from jungletui.exchanges.reading import implicit_call
from tests.exchanges.conftest import make_key
from tests.exchanges.replies import NOW, reply
from tests.exchanges.server import Answer, Arrived, Script, playing

HOUR = 3_600_000
PAIR = {
    "id": "btcidr", "symbol": "BTCIDR", "base_currency": "idr", "traded_currency": "btc",
    "traded_currency_unit": "BTC", "description": "BTC/IDR", "ticker_id": "btc_idr",
    "volume_precision": 0, "price_precision": 1000, "price_round": 8, "pricescale": 1000,
    "trade_min_base_currency": 10000, "trade_min_traded_currency": 0.0001, "has_memo": False,
    "memo_name": False, "trade_fee_percent": 0.3, "trade_fee_percent_taker": 0.3,
    "trade_fee_percent_maker": 0.2, "is_maintenance": 0, "is_market_suspended": 0,
}  # fmt: skip
ORDER = {
    "orderId": "btcidr-limit-7", "clientOrderId": "mine-1", "symbol": "btcidr", "side": "SELL",
    "type": "LIMIT", "status": "CANCELLED", "price": "1564455000", "oriQty": "0.10",
    "executedQty": "0.04", "submitTime": NOW - 3 * HOUR, "finishTime": NOW - 2 * HOUR,
}  # fmt: skip
FILL = {
    "tradeId": "72057594037936570", "orderId": "btcidr-limit-7", "clientOrderId": "mine-1",
    "symbol": "btcidr", "price": "1564455000", "qty": "0.04", "quoteQty": "62578200",
    "commission": "187734", "commissionAsset": "idr", "isBuyer": False, "isMaker": True,
    "time": NOW - 3 * HOUR,
}  # fmt: skip


def script(orders: list[object], fills: list[object]) -> Script:
    return {
        "GET /api/pairs": reply([PAIR]),
        "GET /api/server_time": reply({"timezone": "UTC", "server_time": NOW}),
        f"GET /{ORDERS}": reply({"data": orders}),
        f"GET /{FILLS}": reply({"data": fills}),
        "POST /tapi": reply({"success": 1, "return": {"balance": {}, "orders": []}}),
    }


async def test_an_ended_order_is_read_with_every_field(house: House) -> None:
    async with playing(script([ORDER], [FILL])) as played:
        session = await house.session(make_key("indodax", played.endpoint))
        [row], _ = await session.orders("closed", "BTC/IDR", None)
        assert f"GET /{ORDERS}" in played.paths()
        assert "POST /tapi" not in played.paths(), "what is to be shut down is not asked"
    assert (row.id, row.client_id, row.status) == ("btcidr-limit-7", "mine-1", "canceled")
    assert (row.symbol, row.side, row.type) == ("BTC/IDR", "sell", "limit")
    assert (row.price, row.amount, row.filled) == (
        *(Decimal(1564455000), Decimal("0.10"), Decimal("0.04")),
    )
    assert row.created_at == datetime.fromtimestamp((NOW - 3 * HOUR) / 1000, UTC)


async def test_a_fill_is_read_with_its_fee_and_order(house: House) -> None:
    async with playing(script([ORDER], [FILL])) as played:
        session = await house.session(make_key("indodax", played.endpoint))
        [row], _ = await session.fills("BTC/IDR", None)
    assert (row.id, row.order_id, row.side) == ("72057594037936570", "btcidr-limit-7", "sell")
    assert (row.amount, row.cost, row.fee) == (
        *(Decimal("0.04"), Decimal(62578200), Decimal(187734)),
    )
    assert (row.fee_asset, row.taker_or_maker) == ("IDR", "maker")


async def test_no_request_asks_for_more_than_a_week(house: House) -> None:
    async with playing(script([], [])) as played:
        session = await house.session(make_key("indodax", played.endpoint))
        await session.fills("BTC/IDR", datetime.fromtimestamp(NOW / 1000, UTC) - timedelta(days=20))
        asked = [parse_qs(one.query) for one in played.log if one.path == f"/{FILLS}"]
    assert len(asked) == 3
    week = 7 * 24 * HOUR
    for query in asked:
        start, end = int(query["startTime"][0]), int(query.get("endTime", [str(NOW)])[0])
        assert 0 < end - start <= week
        assert query["symbol"] == ["btcidr"]
    assert min(int(query["startTime"][0]) for query in asked) <= NOW - 20 * 24 * HOUR + HOUR


async def test_the_query_is_signed_and_the_secret_stays(house: House) -> None:
    arrived: list[Arrived] = []

    def orders(one: Arrived) -> Answer:
        arrived.append(one)
        return reply({"data": []})

    async with playing(script([], []) | {f"GET /{ORDERS}": orders}) as played:
        key = make_key("indodax", played.endpoint)
        session = await house.session(key)
        await session.orders("closed", "BTC/IDR", None)
    [one] = arrived
    secret = key.credential["secret"].reveal()
    seal = hmac.new(secret.encode(), one.query.encode(), hashlib.sha512).hexdigest()
    assert one.headers["Sign"] == seal
    assert one.headers["X-APIKEY"] == key.credential["apiKey"].reveal()
    assert one.body == ""
    assert secret not in json.dumps([one.query, one.headers])


async def test_a_refusal_is_told_with_its_words(house: House) -> None:
    refused = Answer(json.dumps({"code": 1106, "error": "No permission."}), status=403)
    async with playing(script([], []) | {f"GET /{ORDERS}": refused}) as played:
        session = await house.session(make_key("indodax", played.endpoint))
        with pytest.raises(ExchangeError) as caught:
            await session.orders("closed", "BTC/IDR", None)
    assert "No permission" in caught.value.message
    assert caught.value.kind == "permission"


def test_the_section_has_its_own_host_and_ccxt_has_no_such_call_yet() -> None:
    made = build("indodax", Environment.LIVE, None, {})
    assert made.urls["api"][SECTION] == URL  # type: ignore[index]
    path, api, verb, _ = implicit_call(made, "v2GetApiV2MyTrades")
    assert (path, verb) == (FILLS, "GET")
    assert api == [SECTION]
    assert not load_exchange("indodax")({}).has["fetchMyTrades"]  # type: ignore[call-arg, attr-defined]
    assert hasattr(guarded_class("indodax"), "fetch_my_trades")
