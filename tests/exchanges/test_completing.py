"""Markets that are made faster, kept and restored are those that ccxt makes."""

from __future__ import annotations

import copy
import json

import pytest

from jungletui.exchanges.completing import completing
from jungletui.exchanges.house import House
from jungletui.exchanges.restoring import pack, restore
from jungletui.sandbox.registry import EXCHANGES
from jungletui.sandbox.run import SandboxOptions, running
from tests.exchanges.sandboxed import key_of

SOME = frozenset({"binance", "kraken", "gate"})
INDEXES = ("markets", "currencies", "symbols", "ids", "codes", "currencies_by_id")


def bare(found):
    """As JSON, without what the exchange sent of each row."""
    told = json.loads(json.dumps(found))
    if isinstance(told, dict):
        return {name: {**row, "info": {}} for name, row in told.items()}
    return told


def symbols(made):
    return {name: [row["symbol"] for row in rows] for name, rows in made.markets_by_id.items()}


@pytest.mark.parametrize(
    "exchange",
    [pytest.param(e, marks=[] if e in SOME else [pytest.mark.slow]) for e in sorted(EXCHANGES)],
)
async def test_markets_made_faster_and_restored_are_the_same(exchange):
    options = SandboxOptions(exchanges=(exchange,), markets=40, moving=False)
    async with running(options) as sandbox:
        house = House()
        key = next(key for key in sandbox.keys if key.environment == "live")
        public = (await house.session(key_of(key))).world._public
        plain, fast, restored = (copy.copy(public) for _ in range(3))
        await plain.load_markets_helper(True)
        with completing(fast):
            await fast.load_markets_helper(True)
        assert vars(fast).keys() == vars(plain).keys(), "nothing of it stays"
        restore(restored, pack(fast, "1", 0))
        for made in (fast, restored):
            for name in INDEXES:
                assert bare(getattr(made, name)) == bare(getattr(plain, name)), name
            assert symbols(made) == symbols(plain)
        await house.close()
