"""Live events as lines: only what is other than before, and nothing that a terminal would obey."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from jungletui.cli.watch_text import Teller
from jungletui.domain.accounts import BalanceRow, FillRow, OrderRow, Origin, PositionRow
from jungletui.domain.documents import AccountEvent, Balances, Feed, FeedState, Fills, Orders
from jungletui.domain.failures import ErrorInfo
from jungletui.domain.reading_documents import Positions

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
    live = Feed(FeedState.LIVE, NOW, NOW, polled=("margin wallet", "funding wallet"))
    assert "live; read once a minute: margin wallet, funding wallet" in teller.lines(
        replace(stale, feed=live)
    )
    assert "live\n" in teller.lines(replace(stale, feed=replace(live, polled=())))


def test_what_an_exchange_sends_is_not_obeyed() -> None:
    text = Teller().lines(balances(replace(BTC, asset="\x1b[2JBTC\nX")))
    assert "\x1b" not in text
    assert text.count("\n") == 1


def test_positions_are_told_when_a_trade_changed_them() -> None:
    row = PositionRow(
        *("a", "okx", "BTC/USD:BTC", "long", Decimal(3), Decimal("1.50"), Decimal(7), Decimal(8)),
        *(None, Decimal(5), "cross", Decimal("0.25"), Origin.REST, NOW),
    )

    def told(*rows: PositionRow) -> AccountEvent:
        return AccountEvent("a", NOW, positions=Positions(NOW, rows, (), ()))

    teller = Teller()
    first = teller.lines(told(row))
    assert "position BTC/USD:BTC  long 1.50 at 7  mark 8  gain 0.25  rest" in first
    assert teller.lines(told(replace(row, mark_price=Decimal(9)))) == ""
    assert "long 2 at 7" in teller.lines(told(replace(row, size=Decimal(2))))
    assert "BTC/USD:BTC  long  closed" in teller.lines(told())
