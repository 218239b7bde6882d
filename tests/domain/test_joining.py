"""Documents of one key each add up to the document of all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from jungletui.domain.accounts import BalanceRow, KeyFailure, NotRead, Origin
from jungletui.domain.documents import Balances, Fills
from jungletui.domain.joining import together
from jungletui.domain.keys import Environment
from jungletui.domain.worth import Account
from tests.service.trades import fill

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def balances(key: str, value: str | None, mark: str | None) -> Balances:
    amount = Decimal(1)
    row = BalanceRow(key, "okx", "spot", "BTC", amount, amount, amount, None, Origin.REST, NOW)
    row = replace(row, value=None if value is None else Decimal(value))
    account = Account(mark, "okx", Environment.LIVE, (key,))
    return Balances(NOW, "USDT", row.value, (row,), (), (), accounts=(account,))


def test_an_account_counts_once() -> None:
    whole = together([balances("a", "5", "m"), balances("b", "5", "m"), balances("c", "2", "n")])
    assert whole is not None
    assert whole.total == 7
    assert [row.key for row in whole.rows] == ["a", "b", "c"]
    assert [one.keys for one in whole.accounts] == [("a", "b"), ("c",)]


def test_without_a_price_there_is_no_total_and_without_anything_it_is_zero() -> None:
    whole = together([balances("a", None, "m")])
    assert whole is not None
    assert whole.total is None
    empty = together([Balances(NOW, "USDT", Decimal(0), (), (), ())] * 2)
    assert empty is not None
    assert empty.total == 0
    failed = KeyFailure("a", "expired", "Its life is over.", "Make a new one.")
    unknown = together([Balances(NOW, "USDT", None, (), (failed,), ())])
    assert unknown is not None
    assert unknown.total is None


def test_the_newest_is_first_and_nothing_that_was_said_is_lost() -> None:
    gap, failed = NotRead("a", "margin", "no right"), KeyFailure("c", "expired", "over", "new")
    parts = [
        Fills(NOW, (fill("1", at=1), fill("3", at=30)), (), (gap,)),
        Fills(NOW + timedelta(seconds=9), (fill("2", at=20),), (), ()),
        Fills(NOW, (), (failed,), ()),
    ]
    whole = together(parts)
    assert whole is not None
    assert [row.id for row in whole.rows] == ["3", "2", "1"]
    assert (whole.not_read, whole.errors) == ((gap,), (failed,))
    assert whole.at == NOW + timedelta(seconds=9)
    assert whole.schema == parts[0].schema


def test_of_nothing_there_is_nothing() -> None:
    assert together([]) is None  # type: ignore[type-var]
