"""Whole readings say which figures they hold back, and hold back none that was told."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from jungletui.domain.accounts import Withheld
from jungletui.domain.failures import ExchangeError
from jungletui.exchanges import reading, wallets
from jungletui.exchanges.digits import Exact
from jungletui.exchanges.rows import (
    order_row,
)
from jungletui.exchanges.saying import SAID, Said
from jungletui.exchanges.vouching import Witness
from jungletui.sandbox.registry import EXCHANGES
from jungletui.sandbox.run import SandboxOptions, running
from tests.exchanges.conftest import fixed_clock, make_key
from tests.exchanges.replies import PUBLIC, binance_account, reply
from tests.exchanges.sandboxed import key_of, opened
from tests.exchanges.server import playing
from tests.exchanges.vouched import PROFILE, heard, made, order_reply


async def test_a_reading_says_what_it_holds_back(house, monkeypatch) -> None:
    def erring(self: object, order: dict[str, Any], market: object = None) -> dict[str, Any]:
        return {**parse(self, order, market), "price": "99.123456789"}

    parse = Exact.parse_order
    monkeypatch.setattr(Exact, "parse_order", erring)
    raw = order_reply(Decimal(2), 50, Decimal(100))
    script = PUBLIC["binance"]() | {"GET /api/v3/openOrders": reply([raw])}
    async with playing(script) as played:
        session = await house.session(make_key("binance", played.endpoint))
        [row], missed = await session.orders("open", "BTC/USDT", None)
    assert (row.price, row.amount, row.filled) == (None, Decimal(2), Decimal(1))
    [gap] = [gap for gap in missed if "price" in gap.what]
    assert "occurs nowhere" in gap.reason
    assert "report" in gap.remedy


async def test_so_does_a_reading_of_balances(house, monkeypatch) -> None:
    def erring(self: object, balance: dict[str, Any]) -> object:
        balance["BTC"]["free"] = "0.30000000000000004"
        return complete(self, balance)

    complete = Exact.safe_balance
    monkeypatch.setattr(Exact, "safe_balance", erring)
    script = PUBLIC["binance"]() | {"GET /api/v3/account": binance_account('"0.3"')}
    async with playing(script) as played:
        session = await house.session(make_key("binance", played.endpoint))
        [row], missed = await session.balances()
    assert (row.free, row.used) == (None, Decimal(0))
    assert "balances: free of spot BTC" in {gap.what for gap in missed}


@pytest.mark.parametrize(
    "exchange",
    [
        pytest.param(name, marks=() if name in ("gemini", "kraken") else pytest.mark.slow)
        for name in EXCHANGES
    ],
)
async def test_nothing_that_the_sandbox_says_is_held_back(exchange: str, monkeypatch) -> None:
    """Every read of every exchange, with the check on, and each row was looked at."""
    looked: list[str] = []
    vouched = Witness._vouched

    def looking(self: Witness, row: Any, kind: str, told: Any, found: Any) -> Any:
        assert isinstance(found.get(SAID), Said)
        looked.append(kind)
        return vouched(self, row, kind, told, found)

    monkeypatch.setattr(Witness, "_vouched", looking)
    options = SandboxOptions(moving=False, markets=30, exchanges=(exchange,))
    async with running(options) as sandbox, opened() as house:
        samples = [key for key in sandbox.keys if key.environment == "live"]
        session = await house.session(key_of(next(k for k in samples if "healthy" in k.tags)))
        rows, gaps = await session.balances()
        told = {"orders": await session.orders("all", None, None)}
        tells = {part.of for part in session.world.plan.slices}
        if "fills" in tells:
            told["fills"] = await session.fills(None, None)
        if "positions" in tells:
            told["positions"] = await served(session.positions())
        if tells & {"deposits", "withdrawals", "movements"}:
            told["movements"] = await served(session.movements("all", None, None))
        one = told["orders"][0][0]
        _, _, more = await session.order(one.id, one.symbol)
    every = [*gaps, *more, *(gap for _, found in told.values() for gap in found)]
    assert [gap for gap in every if isinstance(gap, Withheld)] == []
    assert all(looked.count(kind) >= len(found) for kind, (found, _) in told.items())
    assert told["orders"][0]
    assert rows
    assert looked.count("balances") > len(rows) / 2  # products are read without ccxt


async def served(work: Any) -> Any:
    """What was read; nothing where the sandbox does not have it."""
    try:
        return await work
    except ExchangeError:  # no such address there, or no such right
        return (), ()


def test_both_ways_of_reading_tell_what_was_answered() -> None:
    """Nothing reads rows of ccxt's without them; products are read without ccxt."""
    assert reading.SAID == SAID
    assert wallets.Said is Said


@pytest.mark.parametrize("field", ["price", "origQty", "executedQty", "cummulativeQuoteQty"])
@pytest.mark.parametrize("odd", ["NaN", "Infinity", "-0", "1e-40", "1e40"])
def test_an_odd_figure_costs_no_other(field: str, odd: str) -> None:
    raw = {**order_reply(Decimal(3), 50, Decimal(100)), field: odd}
    parsed = made().parse_order(raw)
    witness = Witness(made(), "main", "orders")
    row = witness.orders(order_row(parsed, PROFILE, fixed_clock()), heard(parsed, raw))
    names = {"price": "price", "origQty": "amount", "executedQty": "filled"}
    own = {ours: str(raw[theirs]) for theirs, ours in names.items() if theirs != field}
    assert {name: getattr(row, name) for name in own} == {n: Decimal(t) for n, t in own.items()}
