"""Values with the way to their prices; what has none keeps its row."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from jungletui.domain.accounts import BalanceRow, Origin, Price
from jungletui.service.valuing import with_value

AT = datetime(2026, 1, 1, tzinfo=UTC)
PRICE = Price(Decimal("0.05"), AT, ("ETH", "BTC", "EUR"))


def row(total: str | None) -> BalanceRow:
    amount = None if total is None else Decimal(total)
    return BalanceRow("a", "okx", "spot", "ETH", None, None, amount, None, Origin.REST, AT)


def test_a_row_has_its_price_with_age_and_way() -> None:
    found = with_value(row("3"), PRICE)
    assert (found.value, found.price) == (Decimal("0.15"), Decimal("0.05"))
    assert (found.price_at, found.price_path) == (AT, ("ETH", "BTC", "EUR"))


def test_without_a_price_the_row_stays_as_it_is() -> None:
    assert with_value(row("3"), None) == row("3")


def test_what_is_no_number_has_no_value() -> None:
    assert with_value(row("NaN"), PRICE).value is None
    assert with_value(row(None), PRICE).value is None
    assert with_value(row("-Infinity"), PRICE).price == Decimal("0.05")
