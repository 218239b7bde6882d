"""An account counts once, however many keys read it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from jungletui.domain.accounts import BalanceRow, Origin
from jungletui.domain.keys import Environment
from jungletui.domain.worth import Account, counted, doubts, joined, play_money, shared, without

NOW = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)


def row(key: str, wallet: str, value: str, age: int = 0) -> BalanceRow:
    amount = Decimal(value)
    at = NOW - timedelta(seconds=age)
    return BalanceRow(key, "okx", wallet, "USDT", amount, None, amount, amount, Origin.REST, at)


def account(mark: str | None, *keys: str, reason: str = "", exchange: str = "okx") -> Account:
    return Account(mark, exchange, Environment.LIVE, keys, reason)


def total(rows, accounts) -> Decimal:
    return sum((r.value for r in counted(rows, accounts)), Decimal(0))


def test_two_keys_of_one_account_count_once() -> None:
    rows = (row("a", "spot", "100.25"), row("b", "spot", "100.25"), row("c", "spot", "7"))
    accounts = (account("m1", "a", "b"), account("m2", "c"))
    assert total(rows, accounts) == Decimal("107.25")
    assert [r.key for r in counted(rows, accounts)] == ["a", "c"]


def test_the_newest_reading_of_each_wallet_counts() -> None:
    rows = (
        row("a", "spot", "100", age=9),
        row("b", "spot", "90", age=1),
        row("a", "funding", "5", age=1),
    )
    assert total(rows, (account("m", "a", "b"),)) == 95


def test_a_wallet_that_only_one_of_the_keys_reads_counts_too() -> None:
    rows = (row("a", "spot", "100"), row("b", "spot", "100"), row("b", "usdm", "40"))
    assert total(rows, (account("m", "a", "b"),)) == 140


def test_keys_whose_account_is_not_told_all_count() -> None:
    rows = (row("a", "spot", "100"), row("b", "spot", "100"))
    assert total(rows, (account(None, "a"), account(None, "b"))) == 200
    assert total(rows, ()) == 200


def test_documents_of_one_key_each_are_joined_by_the_mark() -> None:
    found = joined((account("m", "b"), account("n", "c"), account("m", "a"), account(None, "d")))
    assert [one.keys for one in found] == [("a", "b"), ("c",), ("d",)]
    assert shared(found) == (account("m", "a", "b"),)
    assert [one.keys for one in without(found, "a")] == [("b",), ("c",), ("d",)]
    assert [one.keys for one in without(found, "c")] == [("a", "b"), ("d",)]


def test_a_doubt_names_the_keys_and_how_they_were_added() -> None:
    reason = "kraken does not tell which account a key belongs to"
    two = (account(None, "b", reason=reason), account(None, "a", reason=reason))
    assert doubts(two) == (f"{reason}: 2 keys added up as 2 accounts (a, b)",)
    beside = (account("m", "x"), account(None, "b", reason=reason))
    assert doubts(beside) == (f"{reason}: 1 key added up as an account of its own (b)",)


def test_one_key_alone_at_its_exchange_leaves_no_doubt() -> None:
    assert doubts((account(None, "a"), account(None, "b", exchange="kraken"))) == ()
    assert doubts((account("m", "a", "b"), account("n", "c"))) == ()


def test_play_money_is_told_apart() -> None:
    rows = (row("a", "spot", "100"), row("t", "spot", "40.5"), row("u", "spot", "40.5"))
    tried = Account("m", "okx", Environment.TESTNET, ("t", "u"))
    assert play_money(rows, (account("n", "a"), tried)) == Decimal("40.5")
    assert play_money(rows[1:], (tried,)) is None
    assert play_money(rows[:1], (account("n", "a"),)) is None
