"""A sandbox of one exchange from START on: its clock runs, its prices stand still.

`staging`, `speaking` and `account_of` make the fixtures of the tests of one exchange.
"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from jungletui.domain.times import utc_now
from jungletui.sandbox.model import Account, SandboxFill
from jungletui.sandbox.run import Sandbox, SandboxOptions, running
from jungletui.sandbox.samples import Row, sample_of
from tests.sandbox.client import connected, shown
from tests.sandbox.conftest import START

ORIGIN = utc_now()
BEHIND = round((ORIGIN - START).total_seconds() * 1000)
"""Milliseconds that the sandbox's clock is behind this machine's: ccxt's own option levels it."""


def stage_clock() -> datetime:
    return START + (utc_now() - ORIGIN)


@asynccontextmanager
async def staged(exchange: str, *rows: Row) -> AsyncIterator[Sandbox]:
    """The demo's keys of `exchange` and those of `rows`."""
    options = SandboxOptions(
        clock=stage_clock,
        moving=False,
        markets=80,
        exchanges=(exchange,),
        extra=tuple(sample_of(row, 7, START) for row in rows),
    )
    async with running(options) as sandbox:
        yield sandbox


def client(
    sandbox: Sandbox, name: str, changes: dict[str, str] | None = None, behind: int = BEHIND
) -> AbstractAsyncContextManager[Any]:
    """ccxt with the key `name`, its clock `behind` this machine's."""
    return connected(sandbox, name, changes, options={"timeDifference": behind})


def staging(exchange: str, *rows: Row) -> Any:
    """A fixture: `staged`, anew for each test."""

    @pytest.fixture
    async def sandbox() -> AsyncIterator[Sandbox]:
        async with staged(exchange, *rows) as found:
            yield found

    return sandbox


def speaking(name: str) -> Any:
    """A fixture: `client` of the fixture `sandbox`, with the key `name`."""

    @pytest.fixture
    async def speaker(sandbox: Sandbox) -> AsyncIterator[Any]:
        async with client(sandbox, name) as exchange:
            yield exchange

    return speaker


def account_of(exchange: str) -> Any:
    """A fixture: the main account in the books of the fixture `sandbox`."""

    @pytest.fixture
    def account(sandbox: Sandbox) -> Account:
        return sandbox.books(exchange).accounts["main"]

    return account


def told(trade: dict[str, Any]) -> tuple[Any, ...]:
    """A fill as ccxt shows it, in the order of `kept`."""
    amounts = (trade["price"], trade["amount"], trade["cost"], trade["fee"]["cost"])
    words = (trade["symbol"], trade["order"], trade["side"], trade["fee"]["currency"])
    return *words, trade["takerOrMaker"], *map(shown, amounts)


def kept(fill: SandboxFill) -> tuple[Any, ...]:
    """A fill as the books have it."""
    words = (fill.symbol, fill.order_id, fill.side, fill.fee_asset)
    role = "maker" if fill.maker else "taker"
    return *words, role, fill.price, fill.amount, fill.cost, fill.fee


def conserved(account: Account) -> bool:
    """Whether opening plus ledger is the total of every wallet and asset."""
    totals = dict(account.opening)
    for entry in account.ledger:
        place = (entry.wallet, entry.asset)
        totals[place] = totals.get(place, Decimal(0)) + entry.change
    return all(
        totals.get((wallet, asset), Decimal(0)) == holding.total
        for wallet, assets in account.wallets.items()
        for asset, holding in assets.items()
    )
