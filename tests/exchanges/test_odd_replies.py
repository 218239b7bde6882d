"""Odd figures, missing fields, unknown words, twins and disorder in lists of every kind: kept as
they were sent, each row for itself."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jungletui.domain.accounts import FillRow, MovementRow, OrderRow, PositionRow
from tests.exchanges.conftest import make_key
from tests.exchanges.replies import NOW, PUBLIC, reply
from tests.exchanges.server import playing

ODD = ["NaN", "-0.000", "0." + "123456789" * 3 + "123", "1e-18", "1E+20", "-7.50", "Infinity"]
NOTHING = "-0.000"
NONE_AT_ALL = ("px", "avgPx")
"""A price of an order that is nothing is none: so OKX writes that there is none."""
AT_OKX = "/api/v5/"


def listed(*rows: dict[str, object]):
    return reply({"code": "0", "msg": "", "data": list(rows)})


def order(number: int, **changed: object) -> dict[str, object]:
    return {
        "instType": "SPOT", "instId": "BTC-USDT", "ordId": str(number), "clOrdId": "c",
        "px": "5.10", "sz": "0.10", "accFillSz": "0.04", "avgPx": "5.05", "state": "live",
        "side": "buy", "ordType": "limit", "cTime": str(NOW), "uTime": str(NOW), "fee": "0",
        "feeCcy": "BTC", "tgtCcy": "", "lever": "", "fillTime": "", "tradeId": "",
    } | changed  # fmt: skip


def fill(number: int, **changed: object) -> dict[str, object]:
    return {
        "instType": "SPOT", "instId": "BTC-USDT", "tradeId": str(number), "ordId": "9",
        "clOrdId": "c", "billId": str(number), "fillPx": "5.10", "fillSz": "0.10", "side": "buy",
        "execType": "T", "feeCcy": "BTC", "fee": "-0.0001", "ts": str(NOW - number),
        "fillTime": str(NOW - number), "posSide": "net", "tag": "",
    } | changed  # fmt: skip


def position(number: int, **changed: object) -> dict[str, object]:
    return {
        "instType": "SWAP", "instId": f"BTC{number}-USDT-SWAP", "posId": str(number), "pos": "3",
        "posSide": "long", "avgPx": "50000.5", "markPx": "50001.5", "liqPx": "40000", "lever": "3",
        "mgnMode": "cross", "upl": "1.5", "uplRatio": "0.1", "cTime": str(NOW), "uTime": str(NOW),
        "ccy": "USDT", "imr": "10", "mmr": "5", "margin": "", "notionalUsd": "15", "mgnRatio": "9",
        "posCcy": "", "interest": "0",
    } | changed  # fmt: skip


def deposit(number: int, **changed: object) -> dict[str, object]:
    return {
        "ccy": "BTC", "chain": "BTC-Bitcoin", "amt": "0.50", "from": "", "to": "x", "state": "2",
        "txId": f"t{number}", "ts": str(NOW - number), "depId": str(number),
        "fromWdId": "", "actualDepBlkConfirm": "2",
    } | changed  # fmt: skip


async def read(house, path: str, rows: list[dict[str, object]], kind: str):
    script = PUBLIC["okx"]() | {"*": listed()} | {f"GET {AT_OKX}{path}": listed(*rows)}
    async with playing(script) as played:
        session = await house.session(make_key("okx", played.endpoint))
        asked = {
            "orders": lambda: session.orders("open", None, None),
            "fills": lambda: session.fills(None, None),
            "positions": session.positions,
            "movements": lambda: session.movements("deposits", None, None),
        }
        found, missed = await asked[kind]()
    assert not [gap for gap in missed if "sent" in gap.reason], missed
    return found


PATHS = {
    "orders": "trade/orders-pending",
    "fills": "trade/fills-history",
    "positions": "account/positions",
    "movements": "asset/deposit-history",
}
FIGURES = [
    ("orders", order, "px", "price"),
    ("orders", order, "avgPx", "average"),
    ("orders", order, "accFillSz", "filled"),
    ("fills", fill, "fillPx", "price"),
    ("fills", fill, "fillSz", "amount"),
    ("positions", position, "avgPx", "entry_price"),
    ("positions", position, "upl", "unrealised_pnl"),
    ("movements", deposit, "amt", "amount"),
]


@pytest.mark.parametrize(("kind", "make", "sent", "shown"), FIGURES)
async def test_an_odd_figure_is_shown_as_it_was_sent(house, kind, make, sent, shown) -> None:
    odd = [text for text in ODD if text != NOTHING or sent not in NONE_AT_ALL]
    rows = [make(number, **{sent: text}) for number, text in enumerate(odd)]
    found = await read(house, PATHS[kind], rows, kind)
    told = [str(getattr(row, shown)) for row in found]
    assert sorted(told) == sorted(str(Decimal(text)) for text in odd)


@pytest.mark.parametrize(
    ("kind", "make", "name"),
    [
        ("orders", order, "ordId"),
        ("fills", fill, "tradeId"),
        ("positions", position, "posId"),
        ("movements", deposit, "depId"),
    ],
)
async def test_missing_fields_leave_the_rest(house, kind, make, name) -> None:
    whole = make(1)
    rows = [{field: v for field, v in whole.items() if field != gone} for gone in whole]
    rows = [row | {name: str(number)} for number, row in enumerate(rows)]
    if kind == "positions":
        rows = [row for row in rows if "instId" in row and "pos" in row]
        rows = [row | {"instId": f"BTC{n}-USDT-SWAP"} for n, row in enumerate(rows)]
    found = await read(house, PATHS[kind], rows, kind)
    assert len(found) == len(rows)


async def test_unknown_words_are_shown(house) -> None:
    words = {"state": "half_done", "ordType": "moon", "side": "sideways"}
    [row] = await read(house, PATHS["orders"], [order(1, **words)], "orders")
    assert isinstance(row, OrderRow)
    assert (row.status, row.type, row.side) == ("half_done", "moon", "sideways")
    [moved] = await read(house, PATHS["movements"], [deposit(1, state="77")], "movements")
    assert isinstance(moved, MovementRow)
    assert moved.status == "77"
    [held] = await read(house, PATHS["positions"], [position(1, mgnMode="odd")], "positions")
    assert isinstance(held, PositionRow)
    assert held.margin_mode == "odd"


async def test_twins_stay_two_where_they_differ(house) -> None:
    rows = [fill(7, fillPx="5"), fill(7, fillPx="6"), fill(7, fillPx="6")]
    found = await read(house, PATHS["fills"], rows, "fills")
    assert sorted(row.price for row in found) == [Decimal(5), Decimal(6)]
    orders = await read(house, PATHS["orders"], [order(7, px="5"), order(7, px="6")], "orders")
    assert sorted(row.price for row in orders) == [Decimal(5), Decimal(6)]
    moved = await read(
        house, PATHS["movements"], [deposit(7, amt="5"), deposit(7, amt="6")], "movements"
    )
    assert sorted(row.amount for row in moved) == [Decimal(5), Decimal(6)]


@pytest.mark.parametrize(
    ("kind", "make", "time"), [("fills", fill, "at"), ("movements", deposit, "created_at")]
)
async def test_disorder_is_put_in_order(house, kind, make, time) -> None:
    rows = [make(number) for number in (5, 1, 9, 3)]
    found = await read(house, PATHS[kind], rows, kind)
    times = [getattr(row, time) for row in found]
    assert times == sorted(times, reverse=True)
    assert len(times) == len(rows)
    assert isinstance(found[0], FillRow | MovementRow)
