"""Objects and markets that are copied or kept are those that ccxt makes anew."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jungletui.domain.keys import Environment
from jungletui.exchanges.building import ONLY_READ, build, twin
from jungletui.exchanges.loader import load_exchange
from jungletui.exchanges.merging import Merging
from jungletui.exchanges.plans import plan_of
from jungletui.exchanges.restoring import pack, restore

MADE = ("binance", "coinbaseinternational", "gate", "kraken", "okx")
INDEXES = (
    "markets", "symbols", "ids", "currencies", "currencies_by_id", "codes", "baseCurrencies",
    "quoteCurrencies",
)  # fmt: skip
TABLES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["a", "b", "c"]), inner, max_size=3)
    ),
    max_leaves=8,
)


def fresh(exchange):
    return build(exchange, Environment.LIVE, None, plan_of(exchange).options)


def market(symbol, **more):
    base, quote = symbol.split(":")[0].split("/")
    kind = {"type": "swap", "spot": False} if ":" in symbol else {"type": "spot", "spot": True}
    return {"id": f"{base}{quote}", "symbol": symbol, "base": base, "quote": quote,
            "baseId": base, "quoteId": quote, **kind, **more}  # fmt: skip


@pytest.mark.parametrize("exchange", MADE)
def test_a_twin_is_what_building_makes_and_has_nothing_of_the_other(exchange):
    pattern = fresh(exchange)
    made = twin(pattern)
    one, other = dict(vars(pattern)), dict(vars(made))
    assert one.pop("origin") != other.pop("origin")
    assert one == other
    shared = {
        name
        for name, value in other.items()
        if isinstance(value, dict | list) and value is one[name]
    }
    assert shared <= ONLY_READ
    made.options["mine"] = made.urls["api"] = made.headers["X"] = "1"
    assert "mine" not in pattern.options
    assert "X" not in pattern.headers
    assert pattern.urls["api"] != "1"


def test_kept_markets_are_those_that_ccxt_would_complete_again():
    listed = [
        market("BTC/USDT:USDT", linear=True, limits={"amount": {"min": "0.001"}}),
        market("BTC/USDT", precision={"amount": "0.00001", "price": "0.01"}),
        market("ETH/BTC", taker="0.002"),
    ]
    first = fresh("binance")
    first.set_markets(listed)
    plain = json.loads(json.dumps({"m": first.markets, "c": first.currencies}))
    again, restored = fresh("binance"), fresh("binance")
    bare = {symbol: {**row, "info": {}} for symbol, row in plain["m"].items()}
    again.set_markets(bare, {name: {**row, "info": {}} for name, row in plain["c"].items()})
    restore(restored, pack(first, "1", 0))
    for name in INDEXES:
        assert getattr(restored, name) == getattr(again, name), name
    ids = {name: [row["symbol"] for row in rows] for name, rows in again.markets_by_id.items()}
    assert ids == {
        name: [row["symbol"] for row in rows] for name, rows in restored.markets_by_id.items()
    }
    assert restored.market("BTC/USDT") == again.market("BTC/USDT")


@settings(max_examples=50)
@given(st.lists(TABLES, max_size=4))
def test_tables_are_merged_as_ccxt_does(tables):
    before = json.dumps(tables)
    assert Merging.deep_extend(*tables) == load_exchange("binance").deep_extend(*tables)
    assert json.dumps(tables) == before
