"""One order by its id, with its fills: asked for alone where the exchange does that, else found in
the lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, cast

from jungletui.domain.accounts import FillRow, NotRead, OrderRow
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.exchanges.hearing import Heard, hearing
from jungletui.exchanges.line import Line
from jungletui.exchanges.loader import ccxt_error
from jungletui.exchanges.offers import no_order, tells, untold
from jungletui.exchanges.plans import Plan
from jungletui.exchanges.protocol import Ccxt, Row
from jungletui.exchanges.reading import ask, method, parsed, rows
from jungletui.exchanges.rows import fill_row, order_row
from jungletui.exchanges.saying import SAID, Said
from jungletui.exchanges.singles import each_once
from jungletui.exchanges.vouching import Witness

if TYPE_CHECKING:
    from jungletui.exchanges.session import Session


async def read(made: Ccxt, line: Line, plan: Plan, id: str, symbol: str | None) -> Row | None:
    """The order; None where the exchange answers only with the order's symbol, or not at all, or
    with nothing.
    Raises ExchangeError: whatever goes wrong, an unknown id too."""
    if made.has.get("fetchOrder") is not True:
        return None
    heard: list[Heard] = []
    try:
        with hearing() as heard:
            found = await method(made, "fetch_order")(id, symbol, dict(plan.order))
    except ccxt_error() as error:
        if symbol is None and type(error).__name__ in ("ArgumentsRequired", "BadRequest"):
            return None
        found = await ask(line, _again(error))
    except ExchangeError as error:
        if error.failure is FailureKind.NOT_SUPPORTED:  # the guard does not know the call
            return None
        raise
    if not isinstance(found, Mapping) or not found.get("id"):
        return None  # of an empty list ccxt makes an order of nothing (4.5.90 bitfinex.py)
    return {**cast("Row", found), SAID: Said(one.text for one in heard)}


async def read_fills(made: Ccxt, line: Line, id: str, symbol: str) -> list[Row] | None:
    """The fills of one order; None where the exchange has no such call."""
    if made.has.get("fetchOrderTrades") is not True:
        return None
    try:
        return await rows(line, method(made, "fetch_order_trades")(id, symbol, None, None, {}))
    except ExchangeError as error:
        if error.failure is FailureKind.NOT_SUPPORTED:
            return None
        raise


async def found(
    session: Session, id: str, symbol: str | None
) -> tuple[OrderRow, tuple[NotRead, ...]]:
    """The order, and what was not read on the way. ExchangeError (not-supported) where it is not
    there."""
    profile, line = session.key.profile, session.line
    told = await read(session.made, line, session.world.plan, id, symbol)
    if told is not None:
        [row] = parsed(line, partial(order_row, key=profile, at=session.clock()), [told])
        witness = Witness(session.made, profile.name, "the order")
        return witness.orders(row, told), witness.gaps()
    rows, missed = await session.orders("all", symbol, None)
    mine = [row for row in rows if row.id == id]
    if not mine:
        raise no_order(profile.exchange, id, symbol)
    return mine[0], missed


async def fills_of(
    session: Session, order: OrderRow
) -> tuple[tuple[FillRow, ...], tuple[NotRead, ...]]:
    """The fills of one order, each once, and what was not read on the way."""
    profile, plan = session.key.profile, session.world.plan
    told = await read_fills(session.made, session.line, order.id, order.symbol)
    if told is not None:
        witness = Witness(session.made, profile.name, "fills of the order")

        def as_fill(row: Row) -> FillRow:
            return witness.fills(fill_row(row, profile), row)

        fills = parsed(session.line, as_fill, told)
        return each_once(fills), witness.gaps()
    if not tells(plan, "fills"):
        failure = untold(profile.exchange, plan, "fills")
        return (), (NotRead(profile.name, "fills", failure.message, failure.remedy),)
    since = None if order.created_at is None else order.created_at - timedelta(seconds=1)
    every, missed = await session.fills(order.symbol or None, since)
    return tuple(fill for fill in every if fill.order_id == order.id), missed


async def _again(error: Exception) -> object:
    """Raise `error` where it is turned into one of ours."""
    raise error
