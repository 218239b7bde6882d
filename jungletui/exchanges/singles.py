"""The same order told twice is one order; two different ones stay two, whatever their ids are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from jungletui.domain.accounts import FillRow, MovementRow, OrderRow

Kept = TypeVar("Kept", OrderRow, FillRow, MovementRow)


def each_once(rows: Iterable[Kept]) -> tuple[Kept, ...]:
    """Every row once. One with `NaN` in it equals no other: it is known by its digits."""
    rows = tuple(rows)
    if all(row.id for row in rows) and len({row.id for row in rows}) == len(rows):
        return rows
    unique = tuple(dict.fromkeys(rows))
    if not any(map(_is_odd, unique)):
        return unique
    return tuple({repr(row) if _is_odd(row) else row: row for row in unique}.values())


def _is_odd(row: OrderRow | FillRow | MovementRow) -> bool:
    values = (getattr(row, name) for name in row.__slots__)
    return any(isinstance(value, Decimal) and value.is_nan() for value in values)


def single_orders(rows: Iterable[OrderRow]) -> tuple[OrderRow, ...]:
    """Every order once. Where an open one ended while the lists were read, its end counts; rows
    that share an id and differ otherwise are all kept, as the exchange told them."""
    unique = each_once(rows)
    ended = {_identity(row): row for row in unique if row.id and row.status != "open"}
    if not ended:
        return unique
    return tuple(row for row in unique if not _is_earlier(row, ended.get(_identity(row))))


def _is_earlier(row: OrderRow, ended: OrderRow | None) -> bool:
    """Whether `row` is what `ended` was while it was open."""
    if ended is None or row.status != "open":
        return False
    return _born(row) == _born(ended)


def _born(row: OrderRow) -> OrderRow:
    """What of an order does not change while it fills."""
    return replace(
        row, status=None, filled=None, remaining=None, average=None, cost=None, updated_at=None,
        reason=None, price=None, type=None, at=row.created_at or row.at,
    )  # fmt: skip


def _identity(row: OrderRow) -> tuple[str, str]:
    return row.symbol, row.id
