"""Live events as lines: only what is other than before, and nothing that a terminal would obey."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from jungletui.cli.watch_text import Teller
from jungletui.domain.accounts import BalanceRow, FillRow, OrderRow, Origin
from jungletui.domain.documents import AccountEvent, Balances, Feed, FeedState, Fills, Orders
from jungletui.domain.failures import ErrorInfo

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ONE = Decimal("1.50")
BTC = BalanceRow("a", "okx", "trading", "BTC", ONE, Decimal(0), ONE, None, Origin.REST, NOW)
ETH = replace(BTC, asset="ETH")
ORDER = OrderRow(
    *("a", "okx", "77", None, "BTC/USDT", "buy", "limit", "open"),
    *(Decimal(7), ONE, Decimal(0), ONE, None, None, NOW, NOW, Origin.REST, NOW),
)
FILL = FillRow(
    "a",
    "okx",
    "9",
    "77",
    "BTC/USDT",
    "buy",
    Decimal(7),
    ONE,
    None,
    Decimal("0.1"),
    "BTC",
    None,
    NOW,
)


def balances(*rows: BalanceRow) -> AccountEvent:
    return AccountEvent("a", NOW, balances=Balances(NOW, "USDT", None, rows, (), ()))


def orders(*rows: OrderRow) -> AccountEvent:
    return AccountEvent("a", NOW, orders=Orders(NOW, rows, (), ()))


def test_only_what_is_new_is_told() -> None:
    teller = Teller()
    first = teller.lines(balances(BTC, ETH))
    assert first.count("\n") == 2
    assert "trading  BTC  1.50" in first
    assert teller.lines(balances(BTC, ETH)) == ""
    assert teller.lines(balances(replace(BTC, at=datetime.now(UTC), source=Origin.WS), ETH)) == ""
    changed = teller.lines(balances(replace(BTC, total=Decimal(2), source=Origin.WS), ETH))
    assert changed.count("\n") == 1
    assert "ws" in changed
    assert "ETH  nothing left" in teller.lines(balances(replace(BTC, total=Decimal(2))))


def test_orders_come_change_and_go() -> None:
    teller = Teller()
    assert "buy limit open" in teller.lines(orders(ORDER))
    assert "0.5 of 1.50 at 7" in teller.lines(orders(replace(ORDER, filled=Decimal("0.5"))))
    assert "77  no longer open" in teller.lines(orders())


def test_fills_failures_and_the_feed() -> None:
    teller = Teller()
    fills = AccountEvent("a", NOW, fills=Fills(NOW, (FILL,), (), ()))
    assert "fill     BTC/USDT  buy 1.50 at 7  fee 0.1 BTC  order 77" in teller.lines(fills)
    failed = AccountEvent("a", NOW, error=ErrorInfo("unreachable", "no route", "wait"))
    assert "failed: unreachable: no route" in teller.lines(failed)
    stale = AccountEvent("a", NOW, feed=Feed(FeedState.STALE, NOW, NOW, "it broke off"))
    assert "stale: it broke off" in teller.lines(stale)
    assert teller.lines(stale) == ""


def test_what_an_exchange_sends_is_not_obeyed() -> None:
    text = Teller().lines(balances(replace(BTC, asset="\x1b[2JBTC\nX")))
    assert "\x1b" not in text
    assert text.count("\n") == 1
