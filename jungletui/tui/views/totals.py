"""What each key and all together are worth, with what could not be counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from jungletui.domain.accounts import BalanceRow, KeyFailure
from jungletui.domain.documents import Balances
from jungletui.domain.worth import Account, counted, doubts, play_money, shared
from jungletui.tui.views.folding import leads
from jungletui.tui.views.freshness import Freshness, freshness_of
from jungletui.tui.views.lines import Line
from jungletui.tui.views.money import NOT_TOLD, exact_sum, value_text


@dataclass(frozen=True, slots=True)
class KeyTotal:
    """What one key reads. `total` is None where nothing of it has a price; `same_as` is another
    key that reads the same account."""

    key: str
    exchange: str
    total: Decimal | None
    assets: int
    unpriced: int
    not_read: int
    freshness: Freshness
    error: KeyFailure | None
    same_as: str | None = None


def total_of(rows: Sequence[BalanceRow], accounts: Sequence[Account] = ()) -> Decimal | None:
    """The sum of all values that are known, each account once; None where none is."""
    values = tuple(row.value for row in counted(rows, accounts) if row.value is not None)
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
    twins = leads(balances)
    return tuple(
        replace(
            _key_total(key, known[key], own, now, missing[key], errors.get(key)),
            same_as=twins.get(key),
        )
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
    total = total_of(balances.rows, balances.accounts)
    if not (balances.rows or balances.errors or balances.not_read):
        total = Decimal(0)
    text = f"{NOT_TOLD if total is None else value_text(total, balances.quote)} {balances.quote}"
    played = play_money(balances.rows, balances.accounts)
    if played is None:
        return text
    return f"{text} ({value_text(played, balances.quote)} of it testnet or demo)"


def account_lines(balances: Balances) -> tuple[Line, ...]:
    """What was counted once, and what may be counted twice."""
    lines = []
    groups = shared(balances.accounts)
    if groups:
        keys = sum(len(account.keys) for account in groups)
        accounts = "one account" if len(groups) == 1 else f"{len(groups)} accounts"
        lines.append(
            Line(f"{keys} of the keys read {accounts} in common, each counted once", "dim")
        )
    return (*lines, *(Line(f"{text}.", "warn", 2) for text in doubts(balances.accounts)))
