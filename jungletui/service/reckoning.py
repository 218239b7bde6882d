"""Do orders and fills add up? Pure; what was not read is never taken for missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal, localcontext
from typing import TypeVar

from jungletui.domain.accounts import FillRow, OrderRow
from jungletui.domain.executions import Doubt, DoubtKind
from jungletui.service.execution import DIGITS, ZERO, average_of, known, limit_of

TOLERANCE = Decimal("0.0001")
"""Costs and averages are rounded by exchanges; amounts are not."""
GRAIN = timedelta(seconds=1)
"""Some exchanges tell times to the second."""

CLOCKS = timedelta(seconds=30)
"""By so much may the exchange's clock be behind this host's."""

FillsBy = dict[str, list[FillRow]]
Row = TypeVar("Row", OrderRow, FillRow)


def doubts_of(
    orders: Sequence[OrderRow],
    fills: Sequence[FillRow],
    all_orders: bool,
    all_fills: bool,
    as_of: datetime | None = None,
) -> tuple[Doubt, ...]:
    """All that does not add up among the orders and fills of one key. `all_orders` and `all_fills`
    say that the history was read to its beginning; what filled after `as_of`, when the reading of
    the fills began, is not missing."""
    by_order: FillsBy = {}
    for fill in fills:
        if fill.order_id:
            by_order.setdefault(fill.order_id, []).append(fill)
    found: list[Doubt] = []
    with localcontext(prec=DIGITS):
        for order in orders:
            own = by_order.get(order.id, [])
            whole = (all_fills or _reaches(order, fills)) and not _moved(order, as_of)
            found += _of_order(order, own, whole)
        found += _duplicate_orders(orders)
        found += _duplicate_fills(fills)
        found += _out_of_order(fills)
        if all_orders:
            known_ids = {order.id for order in orders}
            found += [
                _fill_doubt(DoubtKind.NO_ORDER, fill, "a fill of an order that is not told")
                for fill in fills
                if fill.order_id and fill.order_id not in known_ids
            ]
    return tuple(found)


def _of_order(order: OrderRow, fills: Sequence[FillRow], whole: bool) -> Iterator[Doubt]:
    yield from _amounts(order)
    own = _single(fills)
    yield from _against_fills(order, own, whole)
    yield from _prices(order, own, whole)
    for fill in own:
        if fill.side and order.side and fill.side != order.side:
            detail = f"the order is a {order.side}, its fill a {fill.side}"
            yield _fill_doubt(DoubtKind.OTHER_SIDE, fill, detail)
        if fill.at and order.created_at and fill.at < order.created_at - GRAIN:
            detail = "the fill is older than its order"
            yield _fill_doubt(DoubtKind.FILL_BEFORE_ORDER, fill, detail)


def _amounts(order: OrderRow) -> Iterator[Doubt]:
    amount, filled, left = known(order.amount), known(order.filled), known(order.remaining)
    if amount is None or filled is None:
        return
    if filled > amount > 0:
        yield _doubt(DoubtKind.OVERFILLED, order, amount, filled, "more was filled than ordered")
    elif left is not None and order.status == "open" and filled + left != amount:
        detail = "filled and remaining are not the amount"
        yield _doubt(DoubtKind.REMAINING_DIFFERS, order, amount - filled, left, detail)


def _against_fills(order: OrderRow, own: Sequence[FillRow], whole: bool) -> Iterator[Doubt]:
    filled = known(order.filled)
    amounts = [known(fill.amount) for fill in own]
    if filled is None or None in amounts:
        return
    total = sum((amount for amount in amounts if amount is not None), ZERO)
    if total > filled:
        detail = f"its {len(own)} fills add up to more than it says"
        yield _doubt(DoubtKind.FILLED_DIFFERS, order, total, filled, detail)
    elif total < filled and whole and order.status != "open":
        detail = f"its {len(own)} fills add up to less than it says"
        yield _doubt(DoubtKind.FILLS_MISSING, order, filled, total, detail)


def _prices(order: OrderRow, own: Sequence[FillRow], whole: bool) -> Iterator[Doubt]:
    """Cost and average, where every fill is there; and a limit that was not kept."""
    limit, average = limit_of(order), known(order.average)
    if limit is not None and average is not None and order.side in ("buy", "sell"):
        worse = average - limit if order.side == "buy" else limit - average
        if worse > limit * TOLERANCE:
            detail = f"a {order.side} at a worse price than its limit"
            yield _doubt(DoubtKind.WORSE_THAN_LIMIT, order, limit, average, detail)
    amounts = sum((known(fill.amount) or ZERO for fill in own), ZERO)
    if not own or not whole or amounts != known(order.filled):
        return
    costs = [known(fill.cost) for fill in own]
    cost = known(order.cost)
    if cost is not None and None not in costs:
        total = sum((one for one in costs if one is not None), ZERO)
        if _differs(cost, total):
            detail = "its fills cost another sum"
            yield _doubt(DoubtKind.COST_DIFFERS, order, total, cost, detail)
    reckoned = average_of(own)
    if average is None or reckoned is None or _is_inverse(order.symbol):
        return
    if _differs(average, reckoned):
        detail = "its fills have another average"
        yield _doubt(DoubtKind.AVERAGE_DIFFERS, order, reckoned, average, detail)


def _duplicate_orders(orders: Sequence[OrderRow]) -> Iterator[Doubt]:
    for order in _told_before(orders):
        detail = "two different orders have this id"
        yield _doubt(DoubtKind.DUPLICATE_ORDER, order, None, None, detail)


def _duplicate_fills(fills: Sequence[FillRow]) -> Iterator[Doubt]:
    for fill in _told_before(fills):
        yield _fill_doubt(DoubtKind.DUPLICATE_FILL, fill, "two different fills have this id")


def _told_before(rows: Iterable[Row]) -> Iterator[Row]:
    """Those whose id an earlier row of their market has."""
    seen: set[tuple[str, str]] = set()
    for row in rows:
        place = row.symbol, row.id
        if row.id and place in seen:
            yield row
        seen.add(place)


def _out_of_order(fills: Sequence[FillRow]) -> Iterator[Doubt]:
    """Fills of one market whose ids are numbers are counted up by every exchange that has such."""
    by_symbol: dict[str, list[tuple[datetime, int, FillRow]]] = {}
    for fill in fills:
        if fill.at is not None and fill.id.isdecimal():
            by_symbol.setdefault(fill.symbol, []).append((fill.at, int(fill.id), fill))
    for told in by_symbol.values():
        told.sort(key=lambda one: one[:2])
        highest = told[0]
        for one in told[1:]:
            if one[1] < highest[1] and one[0] - highest[0] > GRAIN:
                detail = f"it is younger than {highest[2].id}, which has a higher id"
                yield _fill_doubt(DoubtKind.OUT_OF_ORDER, one[2], detail)
            highest = max(highest, one, key=lambda each: each[1])


def _single(fills: Sequence[FillRow]) -> list[FillRow]:
    """Each fill once by its id: what is told twice was filled once."""
    unique = {fill.id or f"\0{number}": fill for number, fill in enumerate(fills)}
    return list(unique.values())


def _reaches(order: OrderRow, fills: Sequence[FillRow]) -> bool:
    """Whether the fills of its market were read from before the order on."""
    times = [fill.at for fill in fills if fill.symbol == order.symbol and fill.at is not None]
    return bool(times) and order.created_at is not None and min(times) < order.created_at


def _moved(order: OrderRow, as_of: datetime | None) -> bool:
    """Whether the order may have filled since."""
    return as_of is not None and (order.updated_at is None or order.updated_at > as_of - CLOCKS)


def _differs(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) > max(abs(one), abs(other)) * TOLERANCE


def _is_inverse(symbol: str) -> bool:
    """Whether profit is counted in the base: then the average is not one by amounts."""
    pair, _, settle = symbol.partition(":")
    return bool(settle) and settle.partition("-")[0] == pair.partition("/")[0]


def _doubt(
    kind: DoubtKind,
    order: OrderRow,
    expected: Decimal | None,
    found: Decimal | None,
    detail: str,
) -> Doubt:
    return Doubt(
        order.key, order.exchange, kind, order.symbol, order.id, None, expected, found, detail
    )


def _fill_doubt(kind: DoubtKind, fill: FillRow, detail: str) -> Doubt:
    return Doubt(
        fill.key, fill.exchange, kind, fill.symbol, fill.order_id, fill.id, None, None, detail
    )
