"""Amounts keep every digit; values are grouped and rounded to cents, and say when they are less."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jungletui.tui.views.money import (
    aligned,
    amount_text,
    exact_sum,
    percent_text,
    value_text,
)

amounts = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20)
finite = st.builds(
    lambda sign, digits, exponent: Decimal((sign, tuple(digits), exponent)),
    st.integers(0, 1),
    st.lists(st.integers(0, 9), min_size=1, max_size=30),
    st.integers(-25, 20),
)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("0.10000000", "0.10000000"),
        ("1E+3", "1000"),
        ("1E-8", "0.00000001"),
        ("0E-8", "0.00000000"),
        ("125000", "125000"),
        ("1.000000000000000001", "1.000000000000000001"),
        ("-3.50", "-3.50"),
        ("NaN", "NaN"),
        ("Infinity", "Infinity"),
        ("1E+900", "1E+900"),
    ],
)
def test_an_amount_is_shown_as_it_was_sent(sent: str, shown: str) -> None:
    assert amount_text(Decimal(sent)) == shown


def test_an_amount_that_is_not_told_is_a_dash() -> None:
    assert amount_text(None) == "–"


@given(finite)
def test_digits_never_change(amount: Decimal) -> None:
    text = amount_text(amount)
    assert "e" not in text.lower()
    assert "," not in text
    assert Decimal(text) == amount
    if amount.as_tuple().exponent <= 0:
        assert Decimal(text).as_tuple().exponent == amount.as_tuple().exponent


@pytest.mark.parametrize(
    ("value", "quote", "shown"),
    [
        ("34567.891234", "USD", "34,567.89"),
        ("1234567890123.005", "USD", "1,234,567,890,123.00"),
        ("0", "USD", "0.00"),
        ("0.004", "USD", "<0.01"),
        ("-0.004", "USD", ">-0.01"),
        ("0.01", "EUR", "0.01"),
        ("0.51234567891", "BTC", "0.51234568"),
        ("0.000000001", "BTC", "<0.00000001"),
        ("NaN", "USD", "NaN"),
    ],
)
def test_values_are_grouped_and_never_rounded_to_nothing(
    value: str, quote: str, shown: str
) -> None:
    assert value_text(Decimal(value), quote) == shown


@given(amounts)
def test_a_value_is_off_by_half_a_cent_at_most(value: Decimal) -> None:
    text = value_text(value, "USD")
    if text[0] in "<>":
        assert 0 < abs(value) < Decimal("0.01")
    else:
        difference = exact_sum((Decimal(text.replace(",", "")), value.copy_negate()))
        assert abs(difference) <= Decimal("0.005")


@given(st.lists(finite, max_size=8))
def test_a_sum_is_exact_in_any_order(addends: list[Decimal]) -> None:
    whole = exact_sum(addends)
    assert exact_sum(reversed(addends)) == whole
    assert exact_sum((whole, *(addend.copy_negate() for addend in addends))) == 0


@given(st.lists(finite, min_size=1, max_size=12))
def test_aligned_texts_only_gain_blanks_and_their_points_meet(sent: list[Decimal]) -> None:
    texts = [amount_text(amount) for amount in sent]
    padded = aligned(texts)
    assert [text.rstrip() for text in padded] == texts
    width = max(map(len, padded))
    points = {
        text.rjust(width).index(".")
        for text in padded
        if "." in text and len(text.partition(".")[2].rstrip()) <= 8
    }
    assert len(points) <= 1


def test_one_long_fraction_does_not_push_the_others_apart() -> None:
    assert aligned(["1.5", "2.25", "3.123456789012"]) == ("1.5 ", "2.25", "3.123456789012")


@pytest.mark.parametrize(("share", "shown"), [("0.9999", "99 %"), ("1", "100 %"), ("0", "0 %")])
def test_a_share_is_cut_off_and_not_rounded_up(share: str, shown: str) -> None:
    assert percent_text(Decimal(share)) == shown
