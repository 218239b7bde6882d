"""Plain tables: aligned by what a terminal shows, cleaned, never cut."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jungletui.cli.tables import amount, clean, money, table, width


def test_columns_are_aligned_also_with_wide_characters() -> None:
    lines = table(("A", "B"), [("東京", "1"), ("e\N{COMBINING ACUTE ACCENT}", "22")], right=(1,))
    assert lines.splitlines() == ["A      B", "東京   1", "e\N{COMBINING ACUTE ACCENT}     22"]
    assert {width(line) for line in lines.splitlines()} == {8}


def test_nothing_is_cut() -> None:
    assert "x" * 500 in table(("A",), [("x" * 500,)])


@pytest.mark.parametrize(
    "text", ["\x1b[2J", "a\nb", "\N{RIGHT-TO-LEFT OVERRIDE}b", "\x9b0m", "\x00"]
)
def test_what_a_terminal_would_obey_is_replaced(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.isprintable()
    assert "\N{REPLACEMENT CHARACTER}" in cleaned


def test_amounts_keep_their_digits_and_have_no_exponent() -> None:
    assert amount(Decimal("1E-8")) == "0.00000001"
    assert amount(Decimal("0.1000")) == "0.1000"
    assert amount(None) == "-"
    assert money(Decimal("1234567.891")) == "1,234,567.89"
