"""What each key and all together are worth, with what could not be counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from jungletui.domain.accounts import BalanceRow, KeyFailure
from jungletui.domain.documents import Balances
from jungletui.tui.views.freshness import Freshness, freshness_of
from jungletui.tui.views.money import NOT_TOLD, exact_sum, value_text


@dataclass(frozen=True, slots=True)
class KeyTotal:
    """One key's part of the whole. `total` is None where nothing of it has a price."""

    key: str
    exchange: str
    total: Decimal | None
    assets: int
    unpriced: int
    not_read: int
    freshness: Freshness
    error: KeyFailure | None


def total_of(rows: Iterable[BalanceRow]) -> Decimal | None:
    """The sum of all values that are known; None where none is."""
    values = tuple(row.value for row in rows if row.value is not None)
    return exact_sum(values) if values else None


def key_totals(balances: Balances, asked: Mapping[str, str], now: datetime) -> tuple[KeyTotal, ...]:
    """One entry for every key asked for (name to exchange), also for those that failed or hold
    nothing."""
    known = {row.key: row.exchange for row in balances.rows}
    known |= {error.key: "" for error in balances.errors if error.key not in known}
    known |= dict(asked)
    rows: dict[str, list[BalanceRow]] = {key: [] for key in sorted(known, key=str.casefold)}
    for row in balances.rows:
        rows[row.key].append(row)
    errors = {error.key: error for error in balances.errors}
    missing = Counter(gap.key for gap in balances.not_read)
    return tuple(
        _key_total(key, known[key], own, now, missing[key], errors.get(key))
        for key, own in rows.items()
    )


def _key_total(
    key: str,
    exchange: str,
    rows: list[BalanceRow],
    now: datetime,
    not_read: int,
    error: KeyFailure | None,
) -> KeyTotal:
    return KeyTotal(
        key=key,
        exchange=exchange,
        total=total_of(rows),
        assets=len(rows),
        unpriced=sum(row.value is None for row in rows),
        not_read=not_read,
        freshness=freshness_of(((row.source, row.at) for row in rows), now),
        error=error,
    )


def total_line(balances: Balances) -> str:
    """The overall total in its currency; zero where all was read and nothing is there."""
    total = total_of(balances.rows)
    if not (balances.rows or balances.errors or balances.not_read):
        total = Decimal(0)
    return f"{NOT_TOLD if total is None else value_text(total, balances.quote)} {balances.quote}"
