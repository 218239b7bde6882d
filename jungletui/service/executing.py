"""The execution check of many keys: their orders beside their fills, and whose orders they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from jungletui.domain.accounts import FillRow, NotRead, OrderRow
from jungletui.domain.executions import Doubt, DoubtKind, ExecutionRow, PrefixRow
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.keys import Key
from jungletui.domain.reading_documents import Executions, OneOrder
from jungletui.service.collecting import collected
from jungletui.service.execution import judge, known
from jungletui.service.keys import named
from jungletui.service.marks import Marks, prefixes_of
from jungletui.service.reckoning import doubts_of
from jungletui.service.side_by_side import ask_all
from jungletui.service.state import State, opened

if TYPE_CHECKING:
    from jungletui.exchanges.session import Session

MOST_MIDDLES = 20
"""Orders of a key whose market is looked up: each takes a request."""
LONG_AGO = datetime.min.replace(tzinfo=UTC)
Gaps = tuple[NotRead, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found of one key."""

    rows: tuple[ExecutionRow, ...]
    doubts: tuple[Doubt, ...]
    prefixes: tuple[PrefixRow, ...]


async def executions(
    state: State,
    names: tuple[str, ...],
    symbol: str | None,
    since: datetime | None,
    slippage: bool,
) -> Executions:
    """What became of the orders, newest first; with `slippage`, the newest ones beside the middle
    of their market. UsageError for an unknown name."""
    keys = named(opened(state).content.keys, names)

    async def ask(key: Key) -> tuple[tuple[Checked, ...], Gaps]:
        session = await state.session(key)
        return await _check(session, state.config.marks or Marks(), symbol, since, slippage)

    found, errors, not_read = collected(await ask_all(keys, ask, state.debug))
    rows = [row for one in found for row in one.rows]
    rows.sort(key=lambda row: row.created_at or LONG_AGO, reverse=True)
    return Executions(
        at=state.clock(),
        rows=tuple(rows),
        doubts=tuple(doubt for one in found for doubt in one.doubts),
        prefixes=tuple(prefix for one in found for prefix in one.prefixes),
        errors=errors,
        not_read=not_read,
    )


async def order(state: State, name: str, id: str, symbol: str | None) -> OneOrder:
    """One order with its fills. UsageError for an unknown name; ExchangeError where the exchange
    cannot be asked or does not know the order."""
    (key,) = named(opened(state).content.keys, (name,))
    session = await state.session(key)
    row, fills, missed = await session.order(id, symbol)
    middles, gaps = await _middles(session, [row])
    doubts = doubts_of([row], fills, all_orders=False, all_fills=not missed)
    # its fills were read after it
    may_have_moved = (DoubtKind.FILLED_DIFFERS,) if row.status == "open" else ()
    return OneOrder(
        at=state.clock(),
        order=row,
        fills=fills,
        execution=judge(row, fills, middles.get(row.id)),
        doubts=tuple(doubt for doubt in doubts if doubt.kind not in may_have_moved),
        errors=(),
        not_read=(*missed, *gaps),
    )


async def _check(
    session: Session, marks: Marks, symbol: str | None, since: datetime | None, slippage: bool
) -> tuple[tuple[Checked, ...], Gaps]:
    """One key. Fills are read first: an order that fills meanwhile has more than they add up to,
    never less."""
    as_of = session.clock()
    fills, no_fills = await _fills(session, symbol, since)
    orders, no_orders = await session.orders("all", symbol, since)
    middles, no_middles = await _middles(session, orders) if slippage else ({}, ())
    by_order: dict[str, list[FillRow]] = {}
    for fill in fills:
        by_order.setdefault(fill.order_id or "", []).append(fill)
    rows = tuple(judge(row, by_order.get(row.id, []), middles.get(row.id)) for row in orders)
    doubts = doubts_of(
        orders,
        fills,
        all_orders=since is None and not _falls_short(no_orders),
        all_fills=since is None and not _falls_short(no_fills),
        as_of=as_of,
    )
    prefixes = prefixes_of(orders, session.key.profile, marks)
    gaps = dict.fromkeys((*no_orders, *no_fills, *no_middles))
    return (Checked(rows, doubts, prefixes),), tuple(gaps)


async def _fills(
    session: Session, symbol: str | None, since: datetime | None
) -> tuple[tuple[FillRow, ...], Gaps]:
    """Fills; an exchange that tells none has orders to be judged all the same."""
    try:
        return await session.fills(symbol, since)
    except ExchangeError as error:
        if error.failure is not FailureKind.NOT_SUPPORTED:
            raise
        return (), (NotRead(session.key.name, "fills", error.message, error.remedy),)


def _falls_short(gaps: Gaps) -> bool:
    """Whether there may be more of what was asked."""
    return any("further" in gap.what or "before" in gap.what or gap.remedy for gap in gaps)


async def _middles(session: Session, orders: Sequence[OrderRow]) -> tuple[dict[str, Decimal], Gaps]:
    """The middle of the market when each of the newest filled orders was made, where a public
    candle of that minute tells it."""
    wanted = [row for row in orders if row.created_at is not None and known(row.filled)]
    found: dict[str, Decimal] = {}
    missed = []
    for row in wanted[:MOST_MIDDLES]:
        try:
            middle = await session.middle(row.symbol, row.created_at or LONG_AGO)
        except ExchangeError as error:
            missed.append(NotRead(session.key.name, "prices of the time", error.message))
            break
        if middle is not None:
            found[row.id] = middle
    if len(wanted) > MOST_MIDDLES:
        reason = f"only the newest {MOST_MIDDLES} filled orders are looked up"
        missed.append(NotRead(session.key.name, "prices of the time of older orders", reason))
    return found, tuple(missed)
