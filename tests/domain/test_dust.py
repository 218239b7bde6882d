"""Small change folds; money, what is in orders and what has no price never does."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from jungletui.domain.accounts import BalanceRow, Origin
from jungletui.domain.dust import dust_limit, folded, is_dust

AT = datetime(2026, 1, 1, tzinfo=UTC)
ONE = Decimal(1)


def row(asset: str, value: str | None, used: str = "0") -> BalanceRow:
    total = Decimal(3)
    worth = None if value is None else Decimal(value)
    return BalanceRow(
        "main", "okx", "spot", asset, total, Decimal(used), total, worth, Origin.REST, AT
    )


@pytest.mark.parametrize(
    ("balance", "dust"),
    [
        (row("XYZ", "0.99"), True),
        (row("XYZ", "-0.99"), True),
        (row("XYZ", "1"), False),
        (row("XYZ", None), False),
        (row("XYZ", "0.5", used="0.1"), False),
        (row("USDT", "0.01"), False),
        (row("EUR", "0.01"), False),
        (row("BNB", "0.01"), True),
        (row("XYZ", "NaN"), False),
    ],
)
def test_what_is_small_change(balance: BalanceRow, dust: bool) -> None:
    assert is_dust(balance, "USDT", ONE) is dust


def test_the_quote_is_never_folded() -> None:
    assert not is_dust(row("BNB", "0.01"), "BNB", ONE)


def test_one_piece_alone_is_shown_and_no_row_is_lost() -> None:
    alone = (row("A", "0.1"), row("B", "5"))
    assert folded(alone, "USDT", ONE) == (alone, ())
    many = (row("A", "0.1"), row("B", "5"), row("C", "0.2"))
    shown, dust = folded(many, "USDT", ONE)
    assert (shown, dust) == ((many[1],), (many[0], many[2]))
    assert folded(many, "USDT", Decimal(0)) == (many, ())


def test_the_usual_limits() -> None:
    assert (dust_limit("usdt"), dust_limit("BTC")) == (ONE, Decimal("0.00001"))
    assert dust_limit("JPY") == ONE
