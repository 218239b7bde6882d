"""Orders and fills as rows: states in words, progress, average against limit, sums that fit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jungletui.domain.accounts import OrderRow
from jungletui.domain.documents import AccountEvent
from jungletui.domain.failures import ErrorInfo
from jungletui.tui.glyphs import ASCII
from jungletui.tui.views.fills import (
    average_of,
    fees_text,
    fill_rows,
    fills_of,
    fills_summary,
    gap_between,
)
from jungletui.tui.views.freshness import age_of, time_text
from jungletui.tui.views.live_orders import with_event, with_rows
from jungletui.tui.views.orders import (
    against_limit,
    against_text,
    order_columns,
    order_key,
    order_rows,
    price_text,
    share_of,
    state_of,
)
from tests.tui.frozen import NOW
from tests.tui.order_samples import DONE, FILLS, MARKET, ORDERS, PARTLY, filled, ordered, orders_of


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (ordered(1, filled="0"), "○ open"),
        (ordered(1, filled=None), "○ open"),
        (ordered(1, filled="0.1"), "◐ partly"),
        (ordered(1, status="closed", filled="0.25"), "● filled"),
        (ordered(1, status="closed", filled="0.1"), "× cancelled"),
        (ordered(1, status="canceled"), "× cancelled"),
        (ordered(1, status="canceling", filled="0.1"), "○ open"),
        (ordered(1, status="expired"), "× expired"),
        (ordered(1, status="rejected"), "! rejected"),
        (ordered(1, status="pending_new"), "? not told"),
        (ordered(1, status=None), "? not told"),
    ],
)
def test_a_state_is_a_sign_and_a_word(order: OrderRow, words: str) -> None:
    assert state_of(order).words == words


def test_rows_show_progress_as_sent() -> None:
    ids = [c.id for c in order_columns(one_key=False)]
    row = order_rows((PARTLY,), NOW, one_key=False)[0]
    cells = dict(zip(ids, (cell.text.strip() for cell in row.cells), strict=True))
    assert (cells["filled"].strip(), cells["amount"].strip()) == ("0.10", "0.25")
    assert cells["done"] == "40 %"
    assert cells["against"] == "0.02 % better"
    assert cells["side"] == "buy"
    assert len(order_rows((PARTLY,), NOW, one_key=True)[0].cells) == len(ids) - 1


def test_a_plain_console_gets_signs_that_it_has() -> None:
    rows = order_rows(ORDERS, NOW, one_key=True, glyphs=ASCII)
    assert [row.cells[0].text for row in rows][:3] == ["% partly", "o open", "# filled"]


def test_nearly_filled_is_not_a_hundred_per_cent() -> None:
    order = ordered(1, amount="1", filled="0.99999")
    row = order_rows((order,), NOW, one_key=True)[0]
    assert "99 %" in [cell.text for cell in row.cells]


@pytest.mark.parametrize(
    ("side", "average", "words"),
    [
        ("buy", "99", "1.00 % better"),
        ("buy", "101", "1.00 % worse"),
        ("sell", "101", "1.00 % better"),
        ("sell", "99.999", "<0.01 % worse"),
        ("buy", "100", "at limit"),
        ("buy", None, "–"),
        ("?", "99", "–"),
    ],
)
def test_the_average_is_compared_with_the_limit_from_the_side_of_the_order(
    side: str, average: str | None, words: str
) -> None:
    order = ordered(1, side=side, price="100", average=average)
    assert against_text(against_limit(order)) == words


def test_a_market_order_has_no_limit_even_where_a_price_is_told() -> None:
    order = replace(MARKET, price=MARKET.average)
    assert price_text(order) == "market"
    assert against_limit(order) is None


def test_an_order_without_an_amount_has_no_share() -> None:
    assert share_of(replace(PARTLY, amount=None)) is None
    assert share_of(replace(PARTLY, amount=Decimal(0))) is None


def test_fills_belong_to_their_order_once_and_oldest_first() -> None:
    other_market = replace(FILLS[0], symbol="ETH/USDT")
    other_key = replace(FILLS[0], key="copy")
    found = fills_of(PARTLY, (FILLS[1], FILLS[0], FILLS[0], other_market, other_key, FILLS[2]))
    assert [fill.id for fill in found] == ["900001", "900002"]


def test_fills_that_add_up_say_so() -> None:
    summary = fills_summary(PARTLY, fills_of(PARTLY, FILLS))
    assert summary[0].text == "✓ add up: 0.10 of 0.10 filled"
    assert summary[1].text == (
        "Average 64990.25, 0.02 % better than limit 65000.5 · fees 0.0013 BNB + 1.949 USDT"
    )


def test_fills_that_do_not_add_up_are_flagged_with_the_difference() -> None:
    first = fills_summary(DONE, fills_of(DONE, FILLS))[0]
    assert first.text == "! do not add up: the order says 10, its fills are 9 (1 missing)"
    assert first.tone == "bad"
    too_much = replace(DONE, filled=Decimal(8))
    assert "1 too much" in fills_summary(too_much, fills_of(DONE, FILLS))[0].text


def test_what_is_not_told_cannot_be_compared() -> None:
    fills = fills_of(DONE, FILLS)
    assert gap_between(replace(DONE, filled=None), fills) is None
    untold = replace(fills[0], amount=None)
    assert gap_between(DONE, (untold, fills[1])) is None
    assert fills_summary(DONE, (untold,))[0].text.startswith("? cannot compare")


parts = st.lists(
    st.decimals(min_value="0.00000001", max_value="1000000", places=8), min_size=1, max_size=20
)


@given(parts)
def test_any_split_of_an_order_adds_up_and_one_missing_part_is_found(split: list[Decimal]) -> None:
    total = sum(split, Decimal(0))
    order = replace(DONE, filled=total)
    fills = tuple(filled(n, DONE, str(part), "150") for n, part in enumerate(split))
    assert gap_between(order, fills) == 0
    assert gap_between(order, fills[1:]) == split[0]
    assert average_of(fills) == 150


def test_amounts_of_more_digits_than_usual_are_compared_exactly() -> None:
    long = "1234567890123.123456789012345678901"
    order = replace(DONE, filled=Decimal(long))
    assert gap_between(order, (filled(1, DONE, long, "1"),)) == 0


def test_a_fee_that_is_not_told_is_said_so() -> None:
    assert fees_text(()) == "none"
    assert fees_text((filled(1, DONE, "1", "2", None),)) == "1 not told"
    assert fees_text((filled(1, DONE, "1", "2", "-0.5"),)) == "-0.5 USDT"


def test_a_row_of_fills_keeps_what_was_sent() -> None:
    row = fill_rows(fills_of(PARTLY, FILLS), NOW)[1]
    texts = [cell.text.strip() for cell in row.cells]
    assert texts[1:6] == ["64990.2833", "0.06", "3899.416998", "1.949 USDT", "taker"]


def test_times_are_local_and_short() -> None:
    assert time_text(NOW - timedelta(minutes=1), NOW, UTC) == "09:25:53"
    assert time_text(NOW - timedelta(days=2), NOW, UTC) == "03-12 09:26"
    assert time_text(NOW - timedelta(days=400), NOW, UTC) == "2025-02-07"
    assert time_text(None, NOW) == "–"


@pytest.mark.parametrize(
    ("seconds", "words"), [(-5, "now"), (9, "now"), (19, "10 s"), (61, "1 min"), (7200, "2 h")]
)
def test_ages_change_seldom(seconds: int, words: str) -> None:
    assert age_of(NOW - timedelta(seconds=seconds), NOW) == words


def test_an_order_changes_in_its_place() -> None:
    further = replace(PARTLY, filled=Decimal("0.2"))
    after = with_rows(orders_of(*ORDERS), (further,))
    assert [order_key(row) for row in after.rows] == [order_key(row) for row in ORDERS]
    assert after.rows[0].filled == Decimal("0.2")


def test_a_new_order_comes_at_the_top() -> None:
    new = ordered(0, "ADA/USDT")
    after, gone = with_event(
        orders_of(PARTLY), AccountEvent("main", NOW, orders=orders_of(new, PARTLY))
    )
    assert [row.symbol for row in after.rows] == ["ADA/USDT", "BTC/USDT"]
    assert gone == ()


def test_an_order_that_is_no_longer_open_stays_and_is_to_be_asked_for() -> None:
    after, gone = with_event(
        orders_of(*ORDERS), AccountEvent("main", NOW, orders=orders_of(ordered(9, "ADA/USDT")))
    )
    assert gone == (PARTLY,)
    assert PARTLY in after.rows


def test_a_key_that_was_not_read_says_nothing_about_its_orders() -> None:
    error = ErrorInfo("unreachable", "No route.", "Check the line.")
    after, gone = with_event(orders_of(*ORDERS), AccountEvent("main", NOW, error=error))
    assert gone == ()
    assert [e.kind for e in after.errors] == ["unreachable"]
    silent, gone = with_event(orders_of(*ORDERS), AccountEvent("main", NOW))
    assert (silent, gone) == (orders_of(*ORDERS), ())
