"""Snapshots and messages in any order: nothing new is lost, nothing old comes back."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from jungletui.domain.accounts import BalanceRow, NotRead, OrderRow, Origin
from jungletui.exchanges.streams.book import Book, Heard

T0 = datetime(2026, 1, 1, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def balance(total: str, seconds: float, source: Origin = Origin.REST, asset="BTC") -> BalanceRow:
    amount = Decimal(total)
    return BalanceRow(
        "k", "x", "spot", asset, amount, Decimal(0), amount, None, source, at(seconds)
    )


def order(
    filled: str, seconds: float, status: str = "open", source: Origin = Origin.WS, **other
) -> OrderRow:
    done = Decimal(filled)
    row = OrderRow(
        *("k", "x", "1", None, "BTC/USDT", None, None, status),
        *(None, None, done, Decimal(10) - done, None, None),
        created_at=None, updated_at=None, source=source, at=at(seconds),
    )  # fmt: skip
    return replace(row, **other)


def test_a_message_after_the_question_stands_against_the_answer():
    book = Book()
    book.read_balances([balance("1", 1)], (), at(0))
    assert book.hear(Heard(balances=(balance("2", 5, Origin.WS),))).balances
    differs = book.read_balances([balance("1", 6)], (), at(4))
    assert not differs.anything
    assert [row.total for row in book.balances] == [Decimal(2)]


def test_a_snapshot_asked_for_later_is_believed():
    book = Book()
    book.hear(Heard(balances=(balance("2", 5, Origin.WS),)))
    differs = book.read_balances([balance("3", 7)], (), at(6))
    assert differs.places == {("spot", "BTC")}
    assert [(row.total, row.source) for row in book.balances] == [(Decimal(3), Origin.REST)]


def test_with_a_clock_that_stands_still_snapshots_replace_each_other():
    book = Book()
    book.read_balances([balance("1", 0)], (), at(0))
    book.read_balances([balance("2", 0)], (), at(0))
    assert [row.total for row in book.balances] == [Decimal(2)]


def test_what_is_gone_stays_gone_in_an_older_snapshot():
    book = Book()
    book.read_balances([balance("1", 1)], (), at(0))
    assert book.hear(Heard(balances=(balance("0", 5, Origin.WS),))).balances
    book.read_balances([balance("1", 6)], (), at(4))
    assert book.balances == ()
    book.read_balances([balance("1", 8)], (), at(7))
    assert len(book.balances) == 1


def test_an_ended_order_is_not_opened_again_by_an_older_snapshot_or_message():
    book = Book()
    book.read_orders([order("1", 1, source=Origin.REST)], (), at(0))
    assert book.hear(Heard(orders=(order("10", 5, "closed"),))).orders
    assert not book.hear(Heard(orders=(order("4", 6),))).orders
    book.read_orders([order("4", 7, source=Origin.REST)], (), at(4))
    assert book.orders == ()


def test_an_order_told_after_the_question_is_kept():
    book = Book()
    book.hear(Heard(orders=(order("0", 5),)))
    assert not book.read_orders([], (), at(4))
    assert len(book.orders) == 1
    assert book.read_orders([], (), at(6))
    assert book.orders == ()


def test_fills_are_never_undone_by_a_message_out_of_order():
    book = Book()
    book.hear(Heard(orders=(order("4", 1),)))
    assert not book.hear(Heard(orders=(order("2", 2),))).orders
    assert book.orders[0].filled == 4


def test_what_a_message_leaves_out_stays():
    book = Book()
    whole = order("0", 1, source=Origin.REST, price=Decimal("7.10"), client_id="mine", side="buy")
    book.read_orders([whole], (), at(0))
    book.hear(Heard(orders=(order("1", 3),)))
    [row] = book.orders
    assert (str(row.price), row.client_id, row.side, row.filled) == ("7.10", "mine", "buy", 1)
    assert row.source is Origin.WS


def test_the_same_again_is_no_news():
    book = Book()
    row = balance("1", 1, Origin.WS)
    assert book.hear(Heard(balances=(row,)))
    assert not book.hear(Heard(balances=(replace(row, at=at(2)),)))
    gap = (NotRead("k", "margin", "no right"),)
    assert book.read_balances([balance("1", 3)], gap, at(2.5)).anything
    assert not book.read_balances([balance("1", 5)], gap, at(4)).anything


def test_every_order_of_events_ends_in_the_truth():
    """An exchange, a stream that tells its changes with a delay, snapshots that take a while."""
    for seed in range(40):
        rng = random.Random(seed)
        book, truth = Book(), {}
        moments: list[tuple[float, int, object]] = []
        total, now, told = 0, 0.0, 0.0
        for _ in range(30):
            now += rng.random()
            total = rng.choice([0, total + 1])
            moments.append((now, 0, total))
            told = max(told + 1e-6, now + rng.random())  # a stream keeps the order
            moments.append((told, 1, total))
        for _ in range(8):
            asked = rng.random() * now
            moments.append((asked + rng.random(), 2, asked))
        history: list[tuple[float, int]] = []
        for moment, kind, value in sorted(moments, key=lambda m: m[:2]):
            if kind == 0:
                truth["BTC"] = value
                history.append((moment, value))
            elif kind == 1:
                row = balance(str(value), moment, Origin.WS)
                book.hear(Heard(balances=(row,)))
            else:
                seen = [v for when, v in history if when <= moment]
                rows = [balance(str(seen[-1]), moment)] if seen and seen[-1] else []
                book.read_balances(rows, (), at(value))
        assert sum(row.total for row in book.balances) == truth["BTC"], seed
