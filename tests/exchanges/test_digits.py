"""What an exchange sent is what the row holds, however odd, and one odd figure costs no other."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jungletui.exchanges.digits import Exact
from jungletui.exchanges.rows import balance_rows, exact, fill_row, order_row, position_row
from tests.exchanges.conftest import fixed_clock, make_key
from tests.exchanges.replies import NOW, PUBLIC
from tests.exchanges.server import Answer, playing

PROFILE = make_key("binance").profile
ODD = ["NaN", "-0.000", "0." + "123456789" * 3 + "123", "1e-18", "1E+20", "-7.50", "Infinity"]
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=None).filter(
    lambda d: abs(d.adjusted()) < 40 and d.as_tuple().exponent > -40
)


def account(rows: list[dict[str, str]]) -> Answer:
    return Answer(json.dumps({"balances": rows, "accountType": "SPOT"}))


async def test_odd_figures_stay_and_the_others_too(house):
    rows = [{"asset": f"A{n}", "free": text, "locked": "1"} for n, text in enumerate(ODD)]
    script = PUBLIC["binance"]() | {"GET /api/v3/account": account(rows)}
    async with playing(script) as played:
        session = await house.session(make_key("binance", played.endpoint))
        found, _ = await session.balances()
    assert [str(row.free) for row in found] == [str(Decimal(text)) for text in ODD]
    totals = {row.asset: row.total for row in found}
    assert totals["A2"] == Decimal("1." + ODD[2].removeprefix("0."))
    assert totals["A3"] == Decimal("1.000000000000000001")
    assert totals["A0"] is None
    assert totals["A6"] is None


async def test_an_odd_order_leaves_the_others(house):
    def order(number: int, **changed: str) -> dict[str, object]:
        return {
            "symbol": "BTCUSDT", "orderId": number, "clientOrderId": "c", "price": "5.10",
            "origQty": "0.10", "executedQty": "0.00", "cummulativeQuoteQty": "0", "status": "NEW",
            "type": "LIMIT", "side": "BUY", "time": NOW, "updateTime": NOW, **changed,
        }  # fmt: skip

    told = [order(1, executedQty="NaN"), order(2), order(3, status="QUEUED_SOMEWHERE")]
    script = PUBLIC["binance"]() | {"GET /api/v3/openOrders": Answer(json.dumps(told))}
    async with playing(script) as played:
        session = await house.session(make_key("binance", played.endpoint))
        found, _ = await session.orders("open", "BTC/USDT", None)
    by_id = {row.id: row for row in found}
    assert by_id["1"].filled is not None
    assert by_id["1"].filled.is_nan()
    assert (by_id["1"].symbol, str(by_id["1"].price)) == ("BTC/USDT", "5.10")
    assert (str(by_id["2"].price), str(by_id["2"].amount)) == ("5.10", "0.10")
    assert by_id["3"].status == "QUEUED_SOMEWHERE"


async def test_ids_that_are_there_twice_are_both_shown(house):
    def fill(price: str) -> dict[str, object]:
        return {
            "symbol": "BTCUSDT", "id": 7, "orderId": 8, "price": price, "qty": "1",
            "quoteQty": price, "commission": "0", "commissionAsset": "BNB", "time": NOW,
            "isBuyer": True, "isMaker": False,
        }  # fmt: skip

    told = [fill("5"), fill("6"), fill("6")]
    script = PUBLIC["binance"]() | {"GET /api/v3/myTrades": Answer(json.dumps(told))}
    async with playing(script) as played:
        session = await house.session(make_key("binance", played.endpoint))
        found, _ = await session.fills("BTC/USDT", None)
    assert sorted(row.price for row in found) == [Decimal(5), Decimal(6)]


def test_a_float_of_ccxt_is_noticed():
    balance = Exact().safe_balance({"info": {}, "BTC": {"free": 0.1, "used": "0", "total": "0.1"}})
    with pytest.raises(TypeError):
        list(balance_rows(balance, PROFILE, "spot", fixed_clock()))


@settings(max_examples=50, deadline=None)
@given(NUMBERS)
def test_every_number_is_kept_digit_by_digit(number):
    text = str(number)
    assert str(exact(text)) == text
    row = order_row({"price": text, "amount": text}, PROFILE, fixed_clock())
    assert (str(row.price), str(row.amount)) == (text, text)
    assert str(fill_row({"fee": {"cost": text}}, PROFILE).fee) == text
    assert str(position_row({"contracts": text}, PROFILE, fixed_clock()).contracts) == text


@settings(max_examples=50, deadline=None)
@given(NUMBERS, NUMBERS)
def test_totals_are_exact_sums(free, used):
    asset = {"free": str(free), "used": str(used)}
    balance = Exact().safe_balance({"info": {}, "X": asset})
    assert Fraction(balance["X"]["total"]) == Fraction(free) + Fraction(used)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=12))
def test_no_text_is_a_crash(text):
    found = exact(text)
    assert found is None or not found.is_snan()
