"""Orders and fills that add up say nothing; each fault is told once, with its figures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jungletui.domain.accounts import FillRow, OrderRow
from jungletui.domain.executions import Doubt, DoubtKind
from jungletui.service.execution import judge
from jungletui.service.reckoning import doubts_of
from tests.service.trades import after, fill, order

D = Decimal
K = DoubtKind


def doubts(
    orders: Sequence[OrderRow], fills: Sequence[FillRow], whole: bool = True
) -> tuple[Doubt, ...]:
    return doubts_of(orders, fills, all_orders=whole, all_fills=whole)


def kinds(found: Sequence[Doubt]) -> list[DoubtKind]:
    return [doubt.kind for doubt in found]


def test_what_adds_up_is_no_doubt() -> None:
    told = order(average="100", cost="200")
    assert doubts([told], [fill("1"), fill("2", 6)]) == ()


def test_fills_of_more_than_the_order_says() -> None:
    [doubt] = doubts([order(amount="5", filled="2")], [fill("1"), fill("2", amount="1.5")])
    assert (doubt.kind, doubt.expected, doubt.found) == (K.FILLED_DIFFERS, D("2.5"), D(2))
    assert doubt.order_id == "7"


def test_fills_of_less_are_missing_only_where_all_were_read() -> None:
    [doubt] = doubts([order()], [fill("1")])
    assert (doubt.kind, doubt.expected, doubt.found) == (K.FILLS_MISSING, D(2), D(1))
    assert doubts([order()], [fill("1")], whole=False) == ()
    older = fill("0", -60, order_id="6")
    assert kinds(doubts([order()], [older, fill("1")], whole=False)) == [K.FILLS_MISSING]


def test_an_open_order_may_fill_while_it_is_read() -> None:
    standing = order(status="open", filled="2", amount="3", remaining="1")
    assert doubts([standing], [fill("1")]) == ()


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"filled": "2.1"}, K.OVERFILLED),
        ({"status": "open", "filled": "1", "remaining": "0.5"}, K.REMAINING_DIFFERS),
        ({"average": "100.5", "filled": "0"}, K.WORSE_THAN_LIMIT),
        ({"average": "99.5", "filled": "0", "side": "sell"}, K.WORSE_THAN_LIMIT),
    ],
)
def test_an_order_that_contradicts_itself(changed: dict[str, Any], kind: DoubtKind) -> None:
    assert kind in kinds(doubts([order(**changed)], []))


def test_costs_and_averages_of_the_fills() -> None:
    fills = [fill("1"), fill("2", 6)]
    [cost] = doubts([order(cost="201")], fills)
    assert (cost.kind, cost.expected, cost.found) == (K.COST_DIFFERS, D(200), D(201))
    [average] = doubts([order(average="99")], fills)
    assert (average.kind, average.expected, average.found) == (K.AVERAGE_DIFFERS, D(100), D(99))
    assert doubts([order(cost="200.01", average="100.005")], fills) == ()
    inverse = [fill("1", symbol="BTC/USD:BTC"), fill("2", symbol="BTC/USD:BTC")]
    assert doubts([order(average="99", symbol="BTC/USD:BTC")], inverse) == ()


def test_ids_that_are_there_twice() -> None:
    twice = [fill("1"), fill("1", price="99", cost="99")]
    found = doubts([order(filled="1", amount="1")], twice)
    assert K.DUPLICATE_FILL in kinds(found)
    assert [doubt.fill_id for doubt in found if doubt.kind is K.DUPLICATE_FILL] == ["1"]
    orders = [order(filled="0"), order(filled="0", price="50")]
    assert kinds(doubts(orders, [])) == [K.DUPLICATE_ORDER]


def test_fills_out_of_order() -> None:
    small = order(amount="3", filled="3")
    found = doubts([small], [fill("10", 1), fill("12", 3), fill("11", 9)])
    assert [(doubt.kind, doubt.fill_id) for doubt in found] == [(K.OUT_OF_ORDER, "11")]
    same_second = [fill("10", 1), fill("12", 3), fill("11", 3.5)]
    assert doubts([small], same_second) == ()


def test_a_fill_before_its_order_or_of_the_other_side() -> None:
    told = order(amount="1", filled="1")
    assert kinds(doubts([told], [fill(at=-2)])) == [K.FILL_BEFORE_ORDER]
    assert doubts([told], [fill(at=-0.5)]) == ()
    assert kinds(doubts([told], [fill(side="sell")])) == [K.OTHER_SIDE]


def test_a_fill_without_an_order() -> None:
    [doubt] = doubts([], [fill()])
    assert (doubt.kind, doubt.fill_id, doubt.order_id) == (K.NO_ORDER, "1", "7")
    assert doubts([], [fill()], whole=False) == ()
    assert doubts([], [fill(order_id=None)]) == ()


def test_what_is_not_told_or_no_number_is_no_doubt() -> None:
    odd = order(amount="NaN", filled=None, remaining=None, average="NaN", cost="Infinity")
    assert doubts([odd], [fill(amount=None, price="NaN", at=None, side=None)]) == ()


AMOUNTS = st.decimals("0.00000001", "1000", places=8)


@settings(max_examples=50, deadline=None)
@given(st.lists(AMOUNTS, min_size=1, max_size=6))
def test_whatever_is_cut_into_fills_adds_up(amounts: list[Decimal]) -> None:
    total = sum(amounts, D(0))
    fills = [fill(str(n), n, amount=amount, cost=amount * 100) for n, amount in enumerate(amounts)]
    told = order(amount=total, filled=total, average="100", cost=total * 100)
    assert doubts([told], fills) == ()
    if len(fills) > 1:
        assert kinds(doubts([told], fills[1:])) == [K.FILLS_MISSING]
    assert told.created_at == after(0)


ODD = ("NaN", "-0.000", "1e-18", "Infinity", "-Infinity", "0." + "3" * 30, "-1", "1e60", None)
FIGURES = ("price", "amount", "filled", "remaining", "average", "cost")


@pytest.mark.parametrize("odd", ODD)
def test_odd_figures_and_disorder_are_judged_without_an_error(odd: str | None) -> None:
    """Alone, all at once, with fills that are there twice, that have no time, or come backwards."""
    orders = [order(), order(**dict.fromkeys(FIGURES, odd))]
    orders += [order(**{name: odd}) for name in FIGURES]
    fills = [fill("2", 9), fill("2", 9), fill("1", 3), fill("3", None), fill("", 4)]
    fills += [fill("4", 5, **{name: odd}) for name in ("price", "amount", "cost", "fee")]
    for one in orders:
        for own in (fills, fills[::-1], fills[:1], []):
            row = judge(one, own)
            assert row.fills == len(own)
            assert str(row.amount) == str(one.amount)
            doubts([one], own)
