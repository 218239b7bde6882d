"""One exchange of ccxt against all of ccxt: time and memory that the import adds."""

from __future__ import annotations

import sys

import pytest

from tests.benchmarks.measure import NOISE, in_turn, median, run, table

pytestmark = pytest.mark.benchmark

BARE = "import asyncio"
WHOLE = "import asyncio, ccxt.async_support"
ONE = (
    "import asyncio; from jungletui.exchanges.loader import load_exchange; load_exchange('binance')"
)


def test_one_exchange_costs_much_less_than_the_whole_package() -> None:
    programs = {"bare": BARE, "ccxt.async_support": WHOLE, "one exchange": ONE}
    runs = in_turn(
        {
            name: lambda code=code: run([sys.executable, "-c", code])
            for name, code in programs.items()
        },
        rounds=9,
    )
    seconds = {name: median([r.seconds for r in results]) for name, results in runs.items()}
    memory = {name: median([r.peak_mib for r in results]) for name, results in runs.items()}
    time_ratio = (seconds["one exchange"] - seconds["bare"]) / (
        seconds["ccxt.async_support"] - seconds["bare"]
    )
    memory_ratio = (memory["one exchange"] - memory["bare"]) / (
        memory["ccxt.async_support"] - memory["bare"]
    )
    table(
        "Importing one exchange (added to a bare interpreter with asyncio)",
        [
            ("", "seconds", "MiB"),
            *(
                (
                    name,
                    f"{seconds[name] - seconds['bare']:.2f}",
                    f"{memory[name] - memory['bare']:.0f}",
                )
                for name in ("ccxt.async_support", "one exchange")
            ),
            ("ratio (at most 0.65)", f"{time_ratio:.2f}", f"{memory_ratio:.2f}"),
        ],
    )
    assert time_ratio <= 0.65 * NOISE
    assert memory_ratio <= 0.65
