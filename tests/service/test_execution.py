"""What became of an order, with exact figures."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jungletui.domain.executions import Fee, Outcome
from jungletui.service.execution import judge
from tests.service.trades import fill, order

D = Decimal


def test_a_filled_order_has_its_figures() -> None:
    row = judge(
        order(average="99.5"),
        [fill("1", 1.5, price="99", fee="0.001", fee_asset="BNB"), fill("2", 5.25)],
        mid=D("99.4"),
    )
    assert row.outcome is Outcome.FILLED
    assert (row.filled, row.share, row.limit, row.average) == (D(2), D(1), D(100), D("99.5"))
    assert row.better == D("0.5")
    assert row.fees == (Fee("BNB", D("0.001")), Fee("USDT", D("0.1")))
    assert row.slippage is not None
    assert row.slippage.quantize(D("1e-12")) == D("0.001006036217")
    assert row.seconds == D("5.25")
    assert row.fills == 2


def test_the_average_is_reckoned_where_it_is_not_told() -> None:
    fills = [fill("1", price="99", amount="0.5"), fill("2", price="101", amount="1.5")]
    row = judge(order(), fills)
    assert row.average == D("100.5")
    assert row.better == D("-0.5")


def test_a_sale_is_better_above_its_limit_and_worse_below_the_market() -> None:
    row = judge(order(side="sell", average="100.25"), [], mid=D("100.5"))
    assert row.better == D("0.25")
    assert row.slippage is not None
    assert row.slippage.quantize(D("1e-9")) == D("0.002487562")
    assert (row.seconds, row.first_fill_at, row.fees) == (None, None, ())


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [
        ({"status": "open", "filled": "0"}, Outcome.OPEN),
        ({"status": "open", "filled": "0.5"}, Outcome.PARTLY),
        ({"status": "canceled", "filled": "0.5"}, Outcome.PARTLY),
        ({"status": "canceled", "filled": "0"}, Outcome.NOT_FILLED),
        ({"status": "expired", "filled": "0"}, Outcome.NOT_FILLED),
        ({"status": "rejected", "filled": "0"}, Outcome.REJECTED),
        ({"status": "rejected", "filled": None}, Outcome.REJECTED),
        ({"status": "closed", "filled": None}, Outcome.UNKNOWN),
        ({"status": "PENDING_X", "filled": "0"}, Outcome.UNKNOWN),
        ({"status": None, "filled": "2"}, Outcome.UNKNOWN),
        ({"status": "closed", "filled": "NaN"}, Outcome.UNKNOWN),
        ({"status": "closed", "filled": "1", "amount": None}, Outcome.UNKNOWN),
        ({"status": "closed", "filled": "2", "amount": "2"}, Outcome.FILLED),
    ],
)
def test_outcomes(changed: dict[str, object], outcome: Outcome) -> None:
    assert judge(order(**changed), []).outcome is outcome


def test_the_reason_of_the_exchange_is_told() -> None:
    row = judge(order(status="rejected", filled="0", reason="EC_InsufficientBalance"), [])
    assert (row.outcome, row.reason) == (Outcome.REJECTED, "EC_InsufficientBalance")


def test_a_market_order_has_no_limit() -> None:
    assert judge(order(type="market", average="99"), []).limit is None
    assert judge(order(type="market", average="99"), []).better is None


def test_nothing_told_is_nothing_known() -> None:
    row = judge(
        order(price=None, amount=None, filled=None, side=None, created_at=None, type=None), []
    )
    assert (row.share, row.average, row.better, row.slippage) == (None, None, None, None)


def test_figures_that_are_no_numbers_stay_and_are_not_reckoned_with() -> None:
    row = judge(order(amount="NaN", filled="1"), [fill(price="NaN"), fill("2", fee="Infinity")])
    assert row.amount is not None
    assert row.amount.is_nan()
    assert (row.share, row.average) == (None, None)
    assert row.fees == (Fee("USDT", D("0.1")),)
