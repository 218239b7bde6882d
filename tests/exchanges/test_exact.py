"""Every digit on the wire is a digit in the row."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jungletui.exchanges.rows import balance_rows, exact, fill_row, moment, order_row
from tests.exchanges.conftest import fixed_clock, make_key
from tests.exchanges.replies import NOW, PUBLIC, binance_account, reply
from tests.exchanges.server import Answer, playing

DIGITS = [
    '"0.10000000000000000001"',
    "0.10000000000000000001",
    "1e-18",
    "0.1",
    "123456789012345678901234567890.12345678",
    '"0.00000001"',
    "3",
]


@pytest.mark.parametrize("digits", DIGITS)
async def test_balances(house, digits):
    script = PUBLIC["binance"]() | {"GET /api/v3/account": binance_account(digits)}
    async with playing(script) as played:
        session = await house.session(make_key("binance", played.endpoint))
        rows, _ = await session.balances()
    [row] = rows
    assert row.free == Decimal(digits.strip('"'))
    assert row.total == Decimal(digits.strip('"'))
    assert (row.wallet, row.asset, row.at) == ("spot", "BTC", fixed_clock())


@pytest.mark.parametrize("digits", DIGITS)
async def test_raw_calls_hold_no_float(house, digits):
    script = PUBLIC["binance"]() | {"GET /api/v3/account": binance_account(digits)}
    async with playing(script) as played:
        session = await house.session(make_key("binance", played.endpoint))
        found = await session.call("privateGetAccount")
    value = found["balances"][0]["free"]
    assert not isinstance(value, float)
    assert Decimal(value) == Decimal(digits.strip('"'))


async def test_orders_and_fills(house):
    order = (
        '{"symbol": "BTCUSDT", "orderId": 99999999999999999999, "clientOrderId": "c1",'
        '"price": 50000.123456789012345678, "origQty": "0.1", "executedQty": 0.05,'
        '"cummulativeQuoteQty": "2500", "status": "PARTIALLY_FILLED", "type": "LIMIT",'
        f'"side": "BUY", "time": {NOW}, "updateTime": {NOW + 1000}, "timeInForce": "GTC"}}'
    )
    fill = (
        '{"symbol": "BTCUSDT", "id": 7, "orderId": 8, "price": 50000.123456789012345678,'
        '"qty": "0.1", "quoteQty": "5000.0123456789012345678", "commission": 1e-18,'
        f'"commissionAsset": "BNB", "time": {NOW}, "isBuyer": true, "isMaker": false}}'
    )
    script = PUBLIC["binance"]() | {
        "GET /api/v3/openOrders": Answer(f"[{order}]"),
        "GET /api/v3/myTrades": Answer(f"[{fill}]"),
    }
    async with playing(script) as played:
        session = await house.session(make_key("binance", played.endpoint))
        [row], _ = await session.orders("open", "BTC/USDT", None)
        [trade], _ = await session.fills("BTC/USDT", None)
    assert row.price == Decimal("50000.123456789012345678")
    assert (row.id, row.client_id, row.status) == ("99999999999999999999", "c1", "open")
    assert (row.amount, row.filled) == (Decimal("0.1"), Decimal("0.05"))
    assert trade.price == Decimal("50000.123456789012345678")
    assert trade.fee == Decimal("1e-18")
    assert (trade.fee_asset, trade.taker_or_maker, trade.at) == ("BNB", "taker", fixed_clock())


async def test_prices_are_exact(house):
    ticker = {"symbol": "BTCUSDT", "lastPrice": "50000.10000000000000000001", "closeTime": NOW}
    script = PUBLIC["binance"]() | {"GET /api/v3/ticker/24hr": reply([ticker])}
    async with playing(script) as played:
        session = await house.session(make_key("binance", played.endpoint))
        found = await session.prices(["BTC", "USDT", "XRP"], "USDT")
    assert found == {"BTC": Decimal("50000.10000000000000000001"), "USDT": Decimal(1)}


def test_a_float_is_refused():
    with pytest.raises(TypeError):
        exact(0.1)


@pytest.mark.parametrize("value", [None, "", "sNaN", "1e999999999", "abc", True, [], {}])
def test_no_number_is_none(value):
    assert exact(value) is None


@pytest.mark.parametrize("value", ["NaN", "-Infinity", "-0.00", "1e-18", "0." + "1" * 30])
def test_what_was_sent_is_kept(value):
    assert str(exact(value)) == str(Decimal(value))


def test_zero_rows_are_left_out_and_odd_ones_survive():
    found = {
        "info": {"BTC": {"total": "9"}},
        "free": {"BTC": "1"},
        "BTC": {"free": "0", "used": "0.0", "total": "0E-8"},
        "ETH": {"free": None, "used": None, "total": "2"},
        "XRP": "nonsense",
    }
    [row] = balance_rows(found, make_key("okx").profile, "trading", fixed_clock())
    assert (row.asset, row.free, row.total) == ("ETH", None, Decimal(2))


def test_isolated_margin_has_a_wallet_for_each_market():
    inside = {"BTC": {"free": "1", "used": "0", "total": "1"}, "free": {"BTC": "1"}}
    found = {"info": {}, "BTC/USDT": inside, "ETH/USDT": {"ETH": {"total": "0"}}}
    [row] = balance_rows(found, make_key("kucoin").profile, "isolated margin", fixed_clock())
    assert (row.wallet, row.asset, row.total) == ("isolated margin BTC/USDT", "BTC", Decimal(1))


def test_rows_of_almost_nothing():
    profile = make_key("okx").profile
    assert order_row({}, profile, fixed_clock()).id == ""
    assert fill_row({"fee": None}, profile).fee is None


@pytest.mark.parametrize("value", [None, 0, -5, True, "1700000000000", 10**20])
def test_no_time_is_none(value):
    assert moment(value) is None
