"""The documents of several keys as one, and what is known of a key after a failed read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from jungletui.domain.accounts import MovementRow
from jungletui.domain.executions import ExecutionRow
from jungletui.domain.reading_documents import Executions, Movements, Positions

Told = TypeVar("Told", Positions, Movements, Executions)
Dated = TypeVar("Dated", MovementRow, ExecutionRow)
LONG_AGO = datetime.min.replace(tzinfo=UTC)


def kept(old: Told | None, new: Told) -> Told:
    """What is known of one key after `new`: where it failed, the older rows stay."""
    if old is None or new.rows or not new.errors:
        return new
    return replace(old, at=new.at, errors=new.errors)


def positions_of(parts: Iterable[Positions]) -> Positions | None:
    """All positions, by key, then market; None where nothing was read yet."""
    known = tuple(parts)
    rows = (row for part in known for row in part.rows)
    ordered = tuple(sorted(rows, key=lambda row: (row.key.casefold(), row.symbol)))
    return replace(_but_rows(known), rows=ordered) if known else None


def movements_of(parts: Iterable[Movements]) -> Movements | None:
    """All deposits and withdrawals, newest first; None where nothing was read yet."""
    known = tuple(parts)
    rows = _newest_first(row for part in known for row in part.rows)
    return replace(_but_rows(known), rows=rows) if known else None


def executions_of(parts: Iterable[Executions]) -> Executions | None:
    """All orders, newest first, with what does not add up; None where nothing was read yet."""
    known = tuple(parts)
    if not known:
        return None
    return replace(
        _but_rows(known),
        rows=_newest_first(row for part in known for row in part.rows),
        doubts=tuple(doubt for part in known for doubt in part.doubts),
        prefixes=tuple(prefix for part in known for prefix in part.prefixes),
    )


def _but_rows(known: Sequence[Told]) -> Told:
    """One document with the time, the errors and the gaps of all."""
    return replace(
        known[0],
        at=max(part.at for part in known),
        errors=tuple(error for part in known for error in part.errors),
        not_read=tuple(gap for part in known for gap in part.not_read),
    )


def _newest_first(rows: Iterable[Dated]) -> tuple[Dated, ...]:
    return tuple(sorted(rows, key=lambda row: row.created_at or LONG_AGO, reverse=True))
