"""Every list that is read of every exchange, against answers that are none: a typed failure, or
nothing only where that is the exchange's own way of saying so. Never another error, never a row."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from jungletui.domain.accounts import NotRead
from jungletui.domain.failures import ExchangeError
from jungletui.exchanges.allowlists import allow_list
from jungletui.exchanges.catalogue import exchange_ids
from jungletui.exchanges.emptiness import LISTS
from jungletui.exchanges.history import attempt
from jungletui.exchanges.memories import Memory
from jungletui.exchanges.plans import plan_of
from jungletui.exchanges.reading import rows as rows_of
from jungletui.exchanges.session import Session
from jungletui.sandbox.registry import EXCHANGES
from tests.exchanges.test_emptiness import NO_ACCOUNTS, REFUSALS, asked, may_say_so

__all__ = ["asked"]
Read = Callable[[Session], Awaitable[tuple[tuple[object, ...], tuple[NotRead, ...]]]]
READS: dict[str, Read] = {
    "open orders": lambda session: session.orders("open", None, None),
    "closed orders": lambda session: session.orders("closed", None, None),
    "fills": lambda session: session.fills(None, None),
    "positions": lambda session: session.positions(),
    "deposits": lambda session: session.movements("deposits", None, None),
    "withdrawals": lambda session: session.movements("withdrawals", None, None),
}
NULLS = "nulls"
"""`"data": null` is a list of nothing to a program written in Go (see `emptiness.py`)."""
BY_MARKET = {("whitebit", "closed orders", "deeper")}
"""An answer that is an object of lists by the names of markets: any name may be one."""


def exchanges():
    for exchange in exchange_ids():
        if not allow_list(exchange).is_empty:
            marks = () if exchange in EXCHANGES else pytest.mark.slow
            yield pytest.param(exchange, id=exchange, marks=marks)


@pytest.mark.parametrize("exchange", exchanges())
async def test_what_is_no_answer_is_never_an_empty_list(exchange, asked) -> None:
    first, answer = await asked(exchange)
    for kind, read in READS.items():
        for name, (text, content) in NO_ACCOUNTS.items():
            answer[:] = text, content
            session = replace(first, memory=Memory())
            case = (exchange, kind, name)
            found = await attempt(read(session))
            if isinstance(found, ExchangeError):
                assert found.failure in REFUSALS, (case, found)
                continue
            rows, missed = found
            assert rows == (), (case, rows)
            said = name == NULLS or may_say_so(exchange, text, LISTS) or case in BY_MARKET
            assert said or missed, case


@pytest.mark.parametrize("exchange", exchanges())
async def test_no_part_of_a_list_is_empty_in_silence(exchange, asked) -> None:
    session, answer = await asked(exchange)
    for part in session.world.plan.slices:
        if part.per_symbol:
            continue
        of = (None,) if part.of == "positions" else (None, None, None)
        for name, (text, content) in NO_ACCOUNTS.items():
            answer[:] = text, content
            work = getattr(session.made, part.method)(*of, dict(part.params))
            found = await attempt(rows_of(session.line, work))
            case = (exchange, f"{part.of} {part.method}", name)
            if isinstance(found, ExchangeError):
                assert found.failure in REFUSALS, (case, found)
                continue
            kind = f"{part.of} orders" if part.of in ("open", "closed") else part.of
            by_market = (exchange, kind, name) in BY_MARKET
            assert found == [], case
            assert name == NULLS or may_say_so(exchange, text, LISTS) or by_market, case


def test_every_exchange_is_among_them_or_is_not_read() -> None:
    unread = set(exchange_ids()) - {param.id for param in exchanges()}
    assert unread == {exchange for exchange in exchange_ids() if allow_list(exchange).is_empty}
    for exchange in unread:
        assert not plan_of(exchange).wallets or allow_list(exchange).is_empty
