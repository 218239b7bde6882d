"""Orders by what their client ids begin with, and those of a stranger."""

from __future__ import annotations

import pytest

from jungletui.domain.failures import UsageError
from jungletui.domain.keys import KeyProfile
from jungletui.service.marks import Marks, prefix_of, prefixes_of, read_marks
from tests.service.trades import after, order

MARKS = read_marks({"freqtrade": {"client_id_prefixes": ["ft-", "x-TKT5PX2F"]}, "self": {}})
PROFILE = KeyProfile("main", "binance", holders=("freqtrade",))


def test_an_order_of_nobody_is_listed_first() -> None:
    orders = [
        order(id="1", client_id="ft-1"),
        order(id="2", client_id="x-TKT5PX2F77", created_at=after(1)),
        order(id="3", client_id="evil_9", created_at=after(2)),
        order(id="4", client_id="evil_8", created_at=after(3)),
    ]
    rows = prefixes_of(orders, PROFILE, MARKS)
    assert [(row.prefix, row.holder, row.known, row.orders) for row in rows] == [
        ("evil_", None, False, 2),
        ("ft-", "freqtrade", True, 1),
        ("x-TKT5PX2F", "freqtrade", True, 1),
    ]
    assert (rows[0].first_at, rows[0].last_at) == (after(2), after(3))


def test_where_nobody_said_anything_nobody_is_a_stranger() -> None:
    for marks, holders in ((Marks(), ("freqtrade",)), (MARKS, ("self",)), (MARKS, ())):
        profile = KeyProfile("main", "binance", holders=holders)
        [row] = prefixes_of([order(client_id="evil_9")], profile, marks)
        assert (row.known, row.holder) == (None, None)


def test_what_the_exchange_does_itself_is_no_stranger() -> None:
    [row] = prefixes_of([order(client_id="autoclose-123")], PROFILE, MARKS)
    assert (row.known, row.holder) == (True, "the exchange: liquidation")
    elsewhere = KeyProfile("main", "okx", holders=("freqtrade",))
    [row] = prefixes_of([order(client_id="autoclose-123")], elsewhere, MARKS)
    assert row.known is False


@pytest.mark.parametrize(
    ("client_id", "prefix"),
    [
        ("", ""),
        ("x-cvBPrNm9abc", "x-cvBPrNm9"),
        ("web_0123", "web_"),
        ("grid.12", "grid."),
        ("HBOT12345", "HBOT"),
        ("8389765", "(number)"),
        ("0af12bd4-11aa-4c3d-9e8f-aabbccddeeff", "(random)"),
        ("a0b1c2d3e4f5a6b7c8", "(random)"),
        ("-", "(random)"),
        ("ft-", "(random)"),
    ],
)
def test_what_an_unknown_id_begins_with(client_id: str, prefix: str) -> None:
    assert prefix_of(client_id) == prefix


@pytest.mark.parametrize(
    "table",
    [
        [],
        {"x": 1},
        {"x": {"client_id_prefixes": "ft-"}},
        {"x": {"client_id_prefixes": [""]}},
        {"x": {"client_id_prefixes": [7]}},
    ],
)
def test_a_table_that_cannot_be_understood(table: object) -> None:
    with pytest.raises(UsageError, match="holders"):
        read_marks(table)
