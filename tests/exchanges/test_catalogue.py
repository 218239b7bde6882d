"""Every id is known without importing an exchange."""

from __future__ import annotations

import subprocess
import sys

import pytest

from jungletui.exchanges.catalogue import exchange_ids, nearest_exchanges


def test_all_ids_are_found_without_loading_one():
    code = (
        "import sys; from jungletui.exchanges.catalogue import exchange_ids; print(len("
        "exchange_ids()), [m for m in sys.modules if m.startswith('ccxt')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "104 []"


def test_ids_are_those_of_ccxt():
    assert {"binance", "bybit", "okx", "kraken", "hyperliquid"} <= set(exchange_ids())
    assert "base" not in exchange_ids()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("binanse", "binance"), ("Kraken", "kraken"), ("by-bit", "bybit"), ("okex", "okx")],
)
def test_a_mistyped_name_finds_its_exchange(typed, meant):
    assert meant in nearest_exchanges(typed)


def test_nonsense_finds_nothing():
    assert nearest_exchanges("zzzzzzzzzz") == ()
    assert nearest_exchanges("") == ()
