"""Amounts in plain digits on the pipe: `0.00000001`, never `1E-8`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from jungletui.domain.documents import AccountEvent, Balances, Fills, Orders
from jungletui.domain.executions import ExecutionRow
from jungletui.domain.reading_documents import Executions, Movements, OneOrder, Positions

T = TypeVar("T")


def in_plain_digits(document: Any) -> Any:
    """`document`, its scientific amounts replaced by their texts, ready to be encoded."""
    if isinstance(document, Balances):
        return replace(_spelt(document), rows=_all_spelt(document.rows))
    if isinstance(document, Orders | Fills | Positions | Movements):
        return replace(document, rows=_all_spelt(document.rows))
    if isinstance(document, Executions):
        return replace(document, rows=_executed(document.rows), doubts=_all_spelt(document.doubts))
    if isinstance(document, OneOrder):
        return replace(
            document,
            order=_all_spelt((document.order,))[0],
            fills=_all_spelt(document.fills),
            execution=_executed((document.execution,))[0],
            doubts=_all_spelt(document.doubts),
        )
    if isinstance(document, AccountEvent):
        return replace(
            document,
            balances=in_plain_digits(document.balances),
            orders=in_plain_digits(document.orders),
            fills=in_plain_digits(document.fills),
        )
    return document


def _executed(rows: Sequence[ExecutionRow]) -> Any:
    """The same, the fees in them too."""
    return tuple(replace(row, fees=_all_spelt(row.fees)) for row in _all_spelt(rows))


def _all_spelt(rows: Sequence[T]) -> Any:
    """All rows of one type; only those that need it are made anew."""
    if not rows:
        return ()
    names = _amounts_of(type(rows[0]))  # type: ignore[arg-type]
    return tuple(_spelt(row, names) for row in rows)


@cache
def _amounts_of(kind: Any) -> tuple[str, ...]:
    """The fields of a row that are amounts."""
    return tuple(field.name for field in fields(kind) if "Decimal" in str(field.type))


def _spelt(row: Any, names: Sequence[str] = ("total",)) -> Any:
    texts = {
        name: format(value, "f")
        for name in names
        if isinstance(value := getattr(row, name), Decimal) and "E" in str(value)
    }
    return replace(row, **texts) if texts else row
