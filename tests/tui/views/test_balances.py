"""Balances as rows: order, small change, missing prices, totals and what they do not count."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from jungletui.domain.accounts import BalanceRow, KeyFailure, NotRead
from jungletui.domain.documents import AccountEvent
from jungletui.domain.dust import dust_limit, is_dust
from jungletui.domain.failures import ErrorInfo
from jungletui.exchanges.catalogue import exchange_ids
from jungletui.exchanges.plans import plan_of
from jungletui.tui.glyphs import ASCII
from jungletui.tui.views.balances import (
    FIGURES,
    balance_columns,
    balance_rows,
    price_text,
    prices_text,
    wallet_label,
)
from jungletui.tui.views.folding import folded_key
from jungletui.tui.views.gaps import gap_lines, gap_title, gaps_of
from jungletui.tui.views.key_totals import TOTAL_COLUMNS, total_rows
from jungletui.tui.views.live_balances import kept, merged, together
from jungletui.tui.views.money import legend
from jungletui.tui.views.totals import key_totals, total_line, total_of
from tests.tui.balance_samples import balances_of, full_balances, held
from tests.tui.frozen import NOW


def texts(rows, column: str, *, one_key: bool = False) -> list[str]:
    index = [c.id for c in balance_columns(one_key=one_key)].index(column)
    return [row.cells[index].text.strip() for row in rows]


def test_keys_by_name_then_the_most_valuable_then_unpriced_then_small_change() -> None:
    rows = balance_rows(full_balances(), (), NOW, one_key=False)
    main = [
        asset
        for key, asset in zip(texts(rows, "key"), texts(rows, "asset"), strict=True)
        if key == "main"
    ]
    assert main == ["BTC", "USDT", "BNB", "USDC", "NEWCOIN", "▸ 3 small"]
    assert texts(rows, "key") == sorted(texts(rows, "key"))


def test_amounts_stand_as_sent_and_values_are_grouped() -> None:
    rows = balance_rows(full_balances(), (), NOW, one_key=False)
    assert "3.20410000" in texts(rows, "total")
    assert "1.000000000000000001" in texts(rows, "free")
    assert "34,567.89" in texts(rows, "value")
    assert not any("," in text for text in texts(rows, "total"))


def test_an_asset_without_a_price_says_so() -> None:
    rows = balance_rows(full_balances(), (), NOW, one_key=False)
    assert dict(zip(texts(rows, "asset"), texts(rows, "value"), strict=True))["NEWCOIN"] == (
        "no price"
    )


def test_small_change_is_one_line_with_its_worth_and_can_be_opened() -> None:
    closed = balance_rows(full_balances(), (), NOW, one_key=False)
    folded = next(row for row in closed if folded_key(row.key))
    assert folded_key(folded.key) == "dust|main"
    assert folded.cells[6].text.strip() == "0.22"
    opened = balance_rows(full_balances(), {"dust|main"}, NOW, one_key=False)
    shown = texts(opened, "asset")
    assert len(opened) == len(closed) + 3
    assert shown[shown.index("▾ 3 small") + 1 :][:3] == ["DOGE", "LTC", "XRP"]


@pytest.mark.parametrize(
    ("row", "dust"),
    [
        (held("a", "DOGE", "1", value="0.99"), True),
        (held("a", "DOGE", "1", value="1"), False),
        (held("a", "DOGE", "1", value="-0.5"), True),
        (held("a", "USDT", "0.4", value="0.4"), False),
        (held("a", "EUR", "0.1", value="0.1"), False),
        (held("a", "NEWCOIN", "1", value=None), False),
        (held("a", "DOGE", "1", used="1", value="0.2"), False),
    ],
)
def test_money_unpriced_and_locked_assets_are_never_small_change(
    row: BalanceRow, dust: bool
) -> None:
    assert is_dust(row, "USD", dust_limit("USD")) is dust


def test_the_quote_itself_is_never_small_change() -> None:
    assert not is_dust(held("a", "BTC", "0.000001", value="0.000001"), "BTC", dust_limit("BTC"))


def test_a_single_small_asset_is_not_folded() -> None:
    document = balances_of(held("a", "DOGE", "1", value="0.2"))
    rows = balance_rows(document, (), NOW, one_key=True)
    assert texts(rows, "asset", one_key=True) == ["DOGE"]


def test_the_same_asset_twice_in_a_wallet_is_two_rows() -> None:
    document = balances_of(held("a", "BTC", "1", value="9"), held("a", "BTC", "2", value="8"))
    rows = balance_rows(document, (), NOW, one_key=False)
    assert len({row.key for row in rows}) == 2


def test_an_old_figure_is_marked_in_words() -> None:
    document = balances_of(held("a", "BTC", "1", value="9", age=200))
    assert texts(balance_rows(document, (), NOW, one_key=False), "age") == ["REST 3 min !"]


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("spot", "Spot"),
        ("SPOT", "Spot"),
        ("isolated:BTC/USDT", "Isolated margin BTC/USDT"),
        ("earn, flexible", "Earn, flexible"),
        ("swap, USDT", "Perpetuals, USDT"),
        ("spot: other than BTC", "Spot: other than BTC"),
        ("pool-x", "pool-x"),
    ],
)
def test_wallets_have_names(sent: str, shown: str) -> None:
    assert wallet_label(sent) == shown


def test_every_wallet_that_is_read_has_a_name_in_the_same_style() -> None:
    for exchange in exchange_ids():
        for wallet in plan_of(exchange).wallets:
            for name in (wallet.name, *wallet.elsewhere.values()):
                assert wallet_label(name)[0].isupper(), (exchange, name)


def test_a_figure_that_was_reckoned_bears_a_mark_and_the_title_says_what_it_means() -> None:
    told, reckoned = held("a", "BTC", "1.25", value="9"), held("a", "ETH", "10.5", "2", value="8")
    reckoned = replace(reckoned, derived=("total", "used"))
    document = balances_of(told, reckoned)
    rows = balance_rows(document, (), NOW, one_key=False)
    assert texts(rows, "total") == ["1.25", "*12.5"]
    assert rows[1].cells[3].text == "*12.5 ", "its point stands below the others'"
    assert texts(rows, "free") == ["1.25", "10.5"]
    assert texts(rows, "used") == ["0", "*2"]
    assert legend("Assets", document.rows, FIGURES) == "Assets · * reckoned, not told"
    assert legend("Assets", (told,), FIGURES) == "Assets"


def test_a_plain_console_gets_signs_that_it_has() -> None:
    rows = balance_rows(full_balances(), (), NOW, one_key=False, glyphs=ASCII)
    assert "+ 3 small" in texts(rows, "asset")


def test_the_total_is_of_priced_assets_and_says_what_it_leaves_out() -> None:
    document = full_balances()
    assert total_line(document) == "76,854.27 USD"
    gaps = gaps_of(document.errors, document.not_read, document.rows)
    assert gap_title(gaps) == "1 key failed, 2 not read, 1 asset without a price"
    assert gaps_of((), (), [held("a", "BTC", "1", value="9")]) == ()


def test_without_any_price_there_is_no_total() -> None:
    assert total_of([held("a", "X", "1")]) is None
    assert total_line(balances_of(held("a", "X", "1"))) == "– USD"


def test_every_key_asked_for_has_a_total_row() -> None:
    asked = {"main": "binance", "hot": "kucoin", "old-vps": "kraken"}
    totals = key_totals(full_balances(), asked, NOW)
    rows = {row.key: [cell.text.strip() for cell in row.cells] for row in total_rows(totals, "USD")}
    state = [c.id for c in TOTAL_COLUMNS].index("state")
    assert set(rows) == {"main", "hot", "old-vps", "grid-2", "tax"}
    assert rows["hot"][state] == "empty account"
    assert rows["old-vps"][state] == "! ip-not-allowed"
    assert rows["tax"][state] == "1 not read"
    assert rows["main"][2] == "44,191.52"
    assert rows["main"][3] == "57 %"


def test_gaps_name_the_key_the_reason_and_the_remedy() -> None:
    failure = KeyFailure("old", "expired", "The key's life is over.", "Make a new one.")
    refused = NotRead("a", "funding", "Permission denied.", "Tick the right.")
    gaps = gaps_of((failure,), (NotRead("a", "earn", "no read for it"), refused))
    assert gap_title(gaps) == "1 key failed, 2 not read"
    assert [line.text for line in gap_lines(gaps[0])] == [
        "old: expired",
        "The key's life is over.",
        "What to do: Make a new one.",
    ]
    assert [line.text for line in gap_lines(gaps[1])] == ["a: Earn", "no read for it"]
    assert gap_lines(gaps[2])[-1].text == "What to do: Tick the right."


def test_an_event_replaces_the_part_of_its_key_and_nothing_else() -> None:
    new = balances_of(held("tax", "ETH", "4", value="13000"))
    event = AccountEvent("tax", NOW, balances=new)
    after = merged(full_balances(), event)
    assert [row.asset for row in after.rows if row.key == "tax"] == ["ETH"]
    assert [row for row in after.rows if row.key == "main"] == [
        row for row in full_balances().rows if row.key == "main"
    ]
    assert {gap.key for gap in after.not_read} == {"grid-2"}
    assert after.total == sum(r.value for r in after.rows if r.value is not None)


def test_an_event_in_another_currency_is_ignored() -> None:
    event = AccountEvent("tax", NOW, balances=replace(balances_of(), quote="EUR"))
    assert merged(full_balances(), event) == full_balances()


def test_after_an_error_the_old_figures_stay_and_the_error_is_listed_once() -> None:
    error = ErrorInfo("rate-limited", "Slow down.", "Wait a minute.")
    later = NOW + timedelta(minutes=1)
    once = merged(full_balances(), AccountEvent("tax", later, error=error))
    twice = merged(once, AccountEvent("tax", later, error=error))
    assert [row for row in twice.rows if row.key == "tax"]
    assert [e.kind for e in twice.errors if e.key == "tax"] == ["rate-limited"]
    healed = merged(twice, AccountEvent("tax", later, balances=balances_of()))
    assert not [e for e in healed.errors if e.key == "tax"]


def test_the_parts_of_several_keys_are_one_document() -> None:
    later = NOW + timedelta(seconds=5)
    a = balances_of(held("a", "BTC", "1", value="9"))
    b = replace(balances_of(held("b", "ETH", "2", value="4")), at=later, quote="")
    whole = together((b, a))
    assert whole is not None
    assert (whole.total, whole.quote, whole.at) == (Decimal(13), "USD", later)
    assert [row.key for row in whole.rows] == ["b", "a"]
    assert together(()) is None


def test_figures_of_a_key_that_failed_stay() -> None:
    old = balances_of(held("a", "BTC", "1", value="9"))
    failure = KeyFailure("a", "expired", "Its life is over.", "Make a new one.")
    new = replace(balances_of(), errors=(failure,))
    after = kept(old, new)
    assert after.rows == old.rows
    assert after.errors == (failure,)
    assert kept(None, new) is new
    assert kept(old, balances_of()).rows == ()


def priced(minutes: int, *path: str) -> BalanceRow:
    at = NOW - timedelta(minutes=minutes)
    row = held("a", path[0], "2", value="135000")
    return replace(row, price=Decimal("67500.123456789"), price_at=at, price_path=path)


def test_a_price_says_over_what_it_was_reckoned_and_how_old_it_is_once_it_is_old():
    assert price_text(priced(0, "BTC", "USD"), NOW) == "67500.123"
    assert price_text(priced(1, "OKB", "BTC", "USD"), NOW) == "67500.123 over BTC"
    assert price_text(priced(7, "BTC", "USD"), NOW) == "67500.123, 7 min old !"
    assert price_text(held("a", "USD", "5", value="5"), NOW) == "", "money itself has none"


def test_the_total_says_how_old_its_prices_are():
    assert prices_text((), NOW) == ""
    assert prices_text((priced(0, "BTC", "USD"),), NOW) == "prices of now"
    rows = (priced(2, "BTC", "USD"), priced(12, "ETH", "USD"))
    assert prices_text(rows, NOW) == "prices 2 min to 12 min old"
