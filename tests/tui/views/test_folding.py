"""Keys of one account: the total counts it once, and the second key's rows fold into a line."""

from __future__ import annotations

from dataclasses import replace

from jungletui.domain.accounts import KeyFailure
from jungletui.domain.documents import AccountEvent, Balances
from jungletui.domain.keys import Environment
from jungletui.domain.worth import Account
from jungletui.tui.views.balances import balance_columns, balance_rows
from jungletui.tui.views.folding import folded_key, key_of, leads
from jungletui.tui.views.key_totals import TOTAL_COLUMNS, total_rows
from jungletui.tui.views.live_balances import kept, merged, together
from jungletui.tui.views.totals import account_lines, key_totals, total_line
from tests.tui.balance_samples import balances_of, held
from tests.tui.frozen import NOW

LIVE = Environment.LIVE


def account(mark: str | None, *keys: str, environment=LIVE, reason: str = "") -> Account:
    return Account(mark, "binance", environment, keys, reason)


def two_of_three() -> Balances:
    """`a` and `b` read one account, `b` without its funding wallet; `c` reads another."""
    document = balances_of(
        held("a", "BTC", "1", value="60000"),
        held("a", "USDT", "10", value="10", wallet="funding"),
        held("b", "BTC", "1", value="60000"),
        held("c", "ETH", "2", value="5000.25"),
    )
    return replace(document, accounts=(account("m", "a", "b"), account("n", "c")))


def texts(rows, column: str) -> list[str]:
    index = [c.id for c in balance_columns(one_key=False)].index(column)
    return [row.cells[index].text.strip() for row in rows]


def test_the_key_that_reads_most_leads() -> None:
    assert leads(two_of_three()) == {"b": "a"}


def test_the_other_keys_rows_fold_below_it_and_open() -> None:
    closed = balance_rows(two_of_three(), (), NOW, one_key=False)
    assert texts(closed, "key") == ["a", "a", "b", "c"]
    assert texts(closed, "asset") == ["BTC", "USDT", "▸ 1 row", "ETH"]
    assert texts(closed, "wallet")[2] == "same account"
    assert texts(closed, "value")[2] == "60,000.00"
    folded = closed[2].key
    assert folded_key(folded) == folded
    assert key_of(folded) == "b"
    opened = balance_rows(two_of_three(), {folded}, NOW, one_key=False)
    assert texts(opened, "key") == ["a", "a", "b", "b", "c"]


def test_the_total_counts_the_account_once() -> None:
    assert total_line(two_of_three()) == "65,010.25 USD"
    assert [line.text for line in account_lines(two_of_three())] == [
        "2 of the keys read one account in common, each counted once"
    ]


def test_shares_are_of_what_is_really_there() -> None:
    document = two_of_three()
    rows = total_rows(key_totals(document, {}, NOW), "USD", whole=document.total)
    ids = [c.id for c in TOTAL_COLUMNS]
    cells = [dict(zip(ids, (c.text.strip() for c in r.cells), strict=True)) for r in rows]
    without = total_rows(key_totals(document, {}, NOW), "USD")
    assert cells[1]["state"] == "same account as a"
    assert cells[1]["total"] == "60,000.00"
    assert [c.text for c in without[0].cells][3] == "92 %"


def test_documents_of_one_key_each_add_up_to_the_same() -> None:
    whole = two_of_three()
    parts = [
        replace(
            balances_of(*(row for row in whole.rows if row.key == key)),
            accounts=(account(mark, key),),
        )
        for key, mark in (("a", "m"), ("b", "m"), ("c", "n"))
    ]
    joined = together(parts)
    assert joined is not None
    assert joined.accounts == whole.accounts
    assert total_line(joined) == total_line(whole)


def test_a_live_event_keeps_the_account_together() -> None:
    new = replace(
        balances_of(held("b", "BTC", "1", value="61000", age=0)), accounts=(account("m", "b"),)
    )
    after = merged(two_of_three(), AccountEvent("b", NOW, balances=new))
    assert after.accounts == two_of_three().accounts
    assert total_line(after) == "66,010.25 USD"


def test_what_failed_keeps_its_account() -> None:
    old = replace(balances_of(held("b", "BTC", "1", value="60000")), accounts=(account("m", "b"),))
    failed = balances_of(errors=(KeyFailure("b", "unreachable", "No route.", ""),))
    assert kept(old, failed).accounts == old.accounts


def test_a_doubt_and_play_money_are_said() -> None:
    reason = "kraken does not tell which account a key belongs to"
    doubtful = replace(
        two_of_three(),
        accounts=(
            account(None, "a", reason=reason),
            account(None, "b", reason=reason),
            account("n", "c", environment=Environment.TESTNET),
        ),
    )
    assert total_line(doubtful) == "125,010.25 USD (5,000.25 of it testnet or demo)"
    (line,) = account_lines(doubtful)
    assert line.tone == "warn"
    assert line.text == f"{reason}: 2 keys added up as 2 accounts (a, b)."
