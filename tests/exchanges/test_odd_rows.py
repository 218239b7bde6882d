"""Rows in which every field that ccxt looks at is odd, for every exchange: parsed or refused with a
failure that has a kind, and never another error."""

from __future__ import annotations

import inspect
import re
from functools import partial
from typing import Any

import pytest

from jungletui.domain.keys import Environment
from jungletui.exchanges.building import build
from jungletui.exchanges.catalogue import exchange_ids
from jungletui.exchanges.loader import ccxt_error, load_exchange
from jungletui.exchanges.plans import plan_of
from jungletui.exchanges.reading import CONFUSED
from jungletui.exchanges.rows import fill_row, movement_row, order_row, position_row
from jungletui.exchanges.tracing import _markets
from tests.exchanges.conftest import FOUR, fixed_clock, make_key

ODD: tuple[object, ...] = (
    "NaN", "-Infinity", "-0.000", "1e-18", "0." + "7" * 30, "1e400", "", "x", "0", 7, -1, True,
    None, [], {}, ["x"], {"id": "x"},
)  # fmt: skip
KEY = make_key("binance").profile
ROWS: dict[str, Any] = {
    "parse_order": partial(order_row, key=KEY, at=fixed_clock()),
    "parse_trade": partial(fill_row, key=KEY),
    "parse_position": partial(position_row, key=KEY, at=fixed_clock()),
    "parse_transaction": partial(movement_row, key=KEY, kind="deposit", at=fixed_clock()),
}


def names_of(exchange: str, parser: str) -> list[str]:
    """The fields that ccxt looks at in such a row."""
    method = getattr(load_exchange(exchange), parser, None)
    source = inspect.getsource(method) if method is not None else ""
    return sorted(set(re.findall(r"'(\w+)'", source)) - {"info"})


def params():
    for exchange in exchange_ids():
        marks = () if exchange in FOUR else pytest.mark.slow
        yield pytest.param(exchange, id=exchange, marks=marks)


@pytest.mark.parametrize("exchange", params())
def test_no_field_is_a_crash(exchange: str) -> None:
    made: Any = build(exchange, Environment.LIVE, None, plan_of(exchange).options)
    made.set_markets(_markets(made))
    expected = (ccxt_error(), *CONFUSED)
    for parser, row_of in ROWS.items():
        names = names_of(exchange, parser)
        rows = [dict.fromkeys(names, odd) for odd in ODD]
        rows += [dict.fromkeys(names, "1") | {name: odd} for name in names for odd in ODD[:4]]
        for row in rows:
            for market in (None, made.market("BTC/USDT"), made.market("BTC/USDT:USDT")):
                of = None if parser == "parse_transaction" else market
                try:
                    parsed = getattr(made, parser)(dict(row), of)
                    row_of(parsed)
                except expected:
                    continue
                assert isinstance(parsed, dict)
