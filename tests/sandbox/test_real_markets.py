"""Market lists of real size: as many as said, each once, the known coins first, always the same."""

from __future__ import annotations

import pytest

from jungletui.sandbox.markets import DEMO_COUNT, REAL, build_markets
from jungletui.sandbox.registry import EXCHANGES


@pytest.mark.parametrize("exchange", ["binance", "gate", "okx", "coinbase"])
def test_as_many_as_the_real_exchange_lists(exchange: str) -> None:
    universe, count = EXCHANGES[exchange].universe, REAL[exchange]
    found = build_markets(universe, count)
    assert len(found) == count
    assert list(found)[:10] == list(build_markets(universe, DEMO_COUNT))[:10]
    assert found == build_markets(universe, count)
    assert all(market.tick > 0 and market.lot > 0 for market in found.values())


def test_every_exchange_of_the_sandbox_has_its_size() -> None:
    assert set(REAL) == set(EXCHANGES)
