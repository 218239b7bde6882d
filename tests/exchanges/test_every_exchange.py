"""Every exchange of the sandbox read through the console's own session: figure by figure what its
books hold, each wallet labelled, and what was not read named."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.exchanges.sandboxed import key_of, opened
from tests.sandbox.further import CASES, Case, staged

QUICK = ("gemini",)
WALLETS = {"kucoin": {"spot": "trade", "main": "main"}, "bitfinex": {"exchange": "exchange"}}


def params():
    return [
        pytest.param(case, id=case.id, marks=() if case.id in QUICK else pytest.mark.slow)
        for case in CASES
    ]


def same(told: Decimal | None, own: Decimal) -> bool:
    return (told or Decimal(0)) == own


@pytest.mark.parametrize("case", params())
async def test_the_session_shows_the_books(case: Case) -> None:
    async with staged(case) as sandbox, opened() as house:
        account = sandbox.books(case.id).accounts["main"]
        session = await house.session(key_of(sandbox.key(f"{case.id}-bot")))
        rows, missed = await session.balances()
        names = WALLETS.get(case.id, {})
        unread = {one.name for one in session.world.plan.unread if "balances" in one.of}
        assert {gap.what for gap in missed} >= unread
        found = {(names.get(row.wallet, case.wallet), row.asset): row for row in rows}
        own = {
            (wallet, asset): holding
            for wallet, held in account.wallets.items()
            for asset, holding in held.items()
            if holding.total and wallet in set(names.values()) | {case.wallet}
        }
        assert set(found) == set(own)
        assert len(found) == len(rows)
        for place, holding in own.items():
            row = found[place]
            assert (row.total, row.used) == (holding.total, holding.used), place
        base, quote = case.symbol.split("/")
        price = (await session.quotes({base}, quote))[base]
        assert (price.value, price.path) == (
            sandbox.books(case.id).price(case.symbol),
            (base, quote),
        )
        orders, _ = await session.orders("all", None, None)
        mine = {order.id: order for order in account.orders.values()}
        assert {o.id for o in orders if o.status == "open"} == {o.id for o in account.open_orders()}
        for row in orders:
            order = mine[row.id]
            assert (row.symbol, row.side) == (order.symbol, order.side)
            assert same(row.amount, order.amount)
            assert same(row.filled, order.filled)
            assert row.price in (order.price, None) or row.type == "market"
        if not case.fills:
            return
        fills, _ = await session.fills(None, None)
        own_fills = {fill.id: fill for fill in account.fills}
        assert {fill.id for fill in fills} == set(own_fills)
        for row in fills:
            fill = own_fills[row.id]
            assert (row.price, row.amount, row.symbol) == (fill.price, fill.amount, fill.symbol)
            assert row.fee == fill.fee or not case.fees
