"""What is shown is compared with what was answered: nothing right is held back, and nothing that
nobody said is shown."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from jungletui.domain.accounts import NotRead, Withheld
from jungletui.exchanges.rows import (
    balance_rows,
    fill_row,
    movement_row,
    order_row,
    position_row,
)
from jungletui.exchanges.saying import Said
from jungletui.exchanges.streams.book import Book
from jungletui.exchanges.vouching import Witness
from tests.exchanges.conftest import fixed_clock
from tests.exchanges.vouched import AMOUNTS, PROFILE, fill_reply, heard, made, order_reply


@given(AMOUNTS, st.integers(0, 100), AMOUNTS)
@settings(max_examples=40, deadline=None)
def test_an_order_as_it_was_sent_is_shown_whole(amount: Decimal, part: int, price: Decimal) -> None:
    raw = order_reply(amount, part, price)
    parsed = made().parse_order(raw)
    whole, witness = order_row(parsed, PROFILE, fixed_clock()), Witness(made(), "main", "orders")
    row = witness.orders(order_row(parsed, PROFILE, fixed_clock()), heard(parsed, raw))
    assert row == whole
    assert witness.gaps() == ()
    assert (row.amount, row.remaining) == (amount, amount - Decimal(str(raw["executedQty"])))
    assert set(row.derived) <= {"remaining", "average"}


FIGURES = ["price", "amount", "filled", "remaining", "average", "cost"]


@given(AMOUNTS, st.integers(1, 99), AMOUNTS, st.sampled_from(FIGURES), AMOUNTS)
@settings(max_examples=50, deadline=None)
def test_a_parser_that_errs_in_one_figure_of_an_order_is_seen(
    amount: Decimal, part: int, price: Decimal, name: str, wrong: Decimal
) -> None:
    raw = order_reply(amount, part, price)
    parsed = made().parse_order(raw)
    figures = {parsed[other] for other in FIGURES}
    wrong += Decimal("0.000000005")  # nine places: nothing that was sent has so many
    assert f"{wrong:f}" not in figures
    witness = Witness(made(), "main", "orders")
    row = order_row({**parsed, name: f"{wrong:f}"}, PROFILE, fixed_clock())
    row = witness.orders(row, heard({**parsed, name: f"{wrong:f}"}, raw))
    assert getattr(row, name) is None
    assert [gap.what for gap in witness.gaps()] == [f"orders: {name} of 7"]


@example(
    Decimal("104739.78511655"),
    Decimal("9547470.41811517"),
    Decimal("1E-8"),
    "cost",
    Decimal("1E-8"),
)
@given(AMOUNTS, AMOUNTS, AMOUNTS, st.sampled_from(["price", "amount", "cost", "fee"]), AMOUNTS)
@settings(max_examples=50, deadline=None)
def test_a_reply_that_says_otherwise_than_a_fill_is_seen(
    amount: Decimal, price: Decimal, fee: Decimal, name: str, other: Decimal
) -> None:
    assume(len({amount, price, fee, amount * price}) == 4)
    raw = fill_reply(amount, price, fee)
    parsed = made().parse_trade(raw)
    field = {"price": "price", "amount": "qty", "cost": "quoteQty", "fee": "commission"}[name]
    changed = {**raw, field: f"{other + Decimal('0.000000005'):f}"}
    witness = Witness(made(), "main", "fills")
    row = witness.fills(fill_row(parsed, PROFILE), heard(parsed, raw))
    assert (row, witness.gaps()) == (fill_row(parsed, PROFILE), ())
    row = witness.fills(fill_row(parsed, PROFILE), heard({**parsed, "info": changed}, changed))
    if name == "fee":
        assert (row.fee, row.derived) == (None, ())
        assert [gap.what for gap in witness.gaps()] == ["fills: fee of 5"]
    else:  # it follows from the other two, and says so
        assert (getattr(row, name), row.derived) == (
            getattr(fill_row(parsed, PROFILE), name),
            (name,),
        )


def test_a_sum_that_went_through_a_float_is_no_figure() -> None:
    raw = {"balances": [{"asset": "BTC", "free": "0.1", "locked": "0.2"}]}
    told = {"BTC": {"free": "0.1", "used": "0.2", "total": str(0.1 + 0.2)}}
    [row] = balance_rows(told, PROFILE, "spot", fixed_clock())
    witness = Witness(made(), "main", "balances")
    row = witness.balances(row, Said([json.dumps(raw)]))
    assert (row.free, row.used, row.total) == (Decimal("0.1"), Decimal("0.2"), None)
    assert [gap.what for gap in witness.gaps()] == ["balances: total of spot BTC"]


def test_a_total_is_told_or_the_sum() -> None:
    raw = {"balances": [{"asset": "BTC", "free": "0.1", "locked": "0.2"}]}
    told = {"BTC": {"free": "0.1", "used": "0.2", "total": "0.3"}}
    for text, derived in ((json.dumps(raw), ("total",)), (json.dumps([raw, "0.3"]), ())):
        [row] = balance_rows(told, PROFILE, "spot", fixed_clock())
        assert Witness(made(), "main", "balances").balances(row, Said([text])).derived == derived


def test_two_figures_do_not_vouch_for_one_another() -> None:
    """KuCoin's stream: ccxt adds up what the fills since it listens cost, and reckons from that
    what they cost on average."""
    raw = {"symbol": "BTCUSDT", "size": "2", "filledSize": "1.5", "price": "10", "type": "match"}
    parsed = {"id": "1", "symbol": "BTC/USDT", "status": "open", "amount": "2", "filled": "1.5",
              "price": "10", "cost": "3.3333", "average": "2.2222", "info": raw}  # fmt: skip
    witness = Witness(made(), "main", "orders")
    row = witness.orders(order_row(parsed, PROFILE, fixed_clock()), heard(parsed, raw))
    assert (row.cost, row.average) == (None, None)
    assert (row.amount, row.filled, row.price) == (Decimal(2), Decimal("1.5"), Decimal(10))


def test_the_cost_of_a_fill_is_not_that_of_its_order() -> None:
    """OKX's stream, before it is put right: 3 of the order were filled before."""
    raw = {"accFillSz": "3", "fillSz": "1", "fillPx": "10", "tradeId": "9"}
    parsed = {"id": "9", "symbol": "BTC/USDT", "amount": "1", "price": "10", "cost": "30"}
    witness = Witness(made(), "main", "fills")
    row = witness.fills(fill_row(parsed, PROFILE), heard({**parsed, "info": raw}, raw))
    assert (row.amount, row.price, row.cost) == (Decimal(1), Decimal(10), None)


def test_contracts_are_counted_by_the_size_that_the_market_has() -> None:
    """ccxt guesses it from the position's value, nearly."""
    raw = {"positionAmt": "7", "entryPrice": "100.5", "markPrice": "101", "notional": "70.7001"}
    parsed = {"symbol": "BTC/USDT:USDT", "contracts": "7", "contractSize": "0.10000014",
              "entryPrice": "100.5", "markPrice": "101", "unrealizedPnl": "0.35"}  # fmt: skip
    witness = Witness(made(), "main", "positions")
    row = position_row(parsed, PROFILE, fixed_clock())
    row = witness.positions(row, heard({**parsed, "info": raw}, raw))
    assert (row.size, row.unrealised_pnl) == (Decimal("0.7"), Decimal("0.35"))
    assert set(row.derived) == {"size", "unrealised_pnl"}
    assert witness.gaps() == ()
    far = {**parsed, "contractSize": "1", "unrealizedPnl": "0.36"}
    row = position_row(far, PROFILE, fixed_clock())
    row = witness.positions(row, heard({**far, "info": raw}, raw))
    assert (row.size, row.unrealised_pnl) == (None, None)


@pytest.mark.parametrize(
    ("raw", "amount", "fee", "derived"),
    [
        ({"amount": "5.1", "fee": "0.1"}, "5.1", "0.1", ()),
        ({"amount": "-5.1", "fee": "0.1"}, "5.1", "0.1", ("amount",)),
        ({"amount": "5.1", "fee": "0.1"}, "5", "0.1", ("amount",)),
        ({"amount": "5.1", "fee": "0.1", "more": "0.02"}, "5.1", "0.12", ("fee",)),
        ({"amount": "5100000000000000000", "fee": "0.1"}, "5.1", "0.1", ("amount",)),
        ({"amount": "5,100.5", "fee": "0.1"}, "5100.5", "0.1", ()),
    ],
)
def test_what_is_told_in_another_form(
    raw: dict[str, str], amount: str, fee: str, derived: tuple[str, ...]
) -> None:
    parsed = {"id": "1", "currency": "ETH", "amount": amount, "fee": {"cost": fee}, "info": raw}
    witness = Witness(made(), "main", "movements")
    row = movement_row(parsed, PROFILE, "deposit", fixed_clock())
    row = witness.movements(row, heard(parsed, raw))
    assert (row.amount, row.fee, row.derived) == (Decimal(amount), Decimal(fee), derived)


@pytest.mark.parametrize("digits", ["NaN", "-Infinity", "-0.00", "1E-18", "0." + "1" * 30])
def test_odd_figures_are_told_as_they_are(digits: str) -> None:
    raw = {"asset": "BTC", "free": digits}
    [row] = balance_rows({"BTC": {"free": digits, "total": "1"}}, PROFILE, "spot", fixed_clock())
    row = Witness(made(), "main", "balances").balances(row, Said([json.dumps(raw), '"1"']))
    assert str(row.free) == str(Decimal(digits))


def test_numbers_without_quotes_and_behind_escaped_ones() -> None:
    said = Said(['{"a": 1.50, "b\\"c": "2.5", "d": [-3e-8, 4]}', '{"e": 5}'])
    assert said.holds(Decimal("1.5"))
    assert said.holds(Decimal("-0.00000003"))
    assert said.quoted >= {"2.5"}
    assert Said(['{"a":1.50,"b":-3}']).bare >= {"1.50", "-3"}


def test_the_same_row_told_in_two_ways_is_one() -> None:
    row = order_row({"id": "1", "amount": "1"}, PROFILE, fixed_clock())
    assert len({row, replace(row, derived=("remaining",))}) == 1


def test_a_figure_that_is_held_back_does_not_keep_what_ended() -> None:
    """A list that was not read keeps its older orders; one that lacks a figure was read."""
    book, row = Book(), order_row({"id": "1", "status": "open"}, PROFILE, fixed_clock())
    book.read_orders([row], (), fixed_clock())
    book.read_orders([], (Withheld("main", "orders: cost of 2", "why"),), fixed_clock())
    assert (book.orders, book.lost) == ((), frozenset())
    book.read_orders([row], (), fixed_clock())
    book.read_orders([], (NotRead("main", "linear", "why"),), fixed_clock())
    assert book.orders == (row,)
