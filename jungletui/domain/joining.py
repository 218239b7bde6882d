"""Documents about one key each as the one document that the same question about all answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar

from jungletui.domain.documents import Balances, Fills, Orders
from jungletui.domain.reading_documents import Executions, Movements, Positions
from jungletui.domain.worth import counted, joined

Told = TypeVar("Told", Balances, Orders, Fills, Positions, Movements, Executions)
LONG_AGO = datetime.min.replace(tzinfo=UTC)
NEWEST_FIRST: dict[type, Callable[[Any], datetime]] = {
    Orders: lambda row: row.created_at or LONG_AGO,
    Fills: lambda row: row.at or LONG_AGO,
    Movements: lambda row: row.created_at or LONG_AGO,
    Executions: lambda row: row.created_at or LONG_AGO,
}
"""The rest is in the order of the keys."""


def together(parts: Iterable[Told]) -> Told | None:
    """`parts` as one, in their order; None where there are none."""
    known = tuple(parts)
    if not known:
        return None
    lists = [one.name for one in fields(known[0]) if isinstance(getattr(known[0], one.name), tuple)]
    changes: dict[str, Any] = {
        name: tuple(each for part in known for each in getattr(part, name)) for name in lists
    }
    moment = NEWEST_FIRST.get(type(known[0]))
    if moment is not None:
        changes["rows"] = tuple(sorted(changes["rows"], key=moment, reverse=True))
    if isinstance(known[0], Balances):
        changes["accounts"] = joined(changes["accounts"])
        changes["total"] = _total(changes)
    return replace(known[0], at=max(part.at for part in known), **changes)


def _total(changes: dict[str, Any]) -> Decimal | None:
    found = counted(changes["rows"], changes["accounts"])
    values = [row.value for row in found if row.value is not None]
    nothing = not (changes["rows"] or changes["errors"])
    return sum(values, Decimal(0)) if values or nothing else None
