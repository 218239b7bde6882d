"""The lines of a list of balances: each alone, or folded with others of its key into one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from jungletui.domain.accounts import BalanceRow
from jungletui.domain.documents import Balances
from jungletui.domain.dust import dust_limit, folded
from jungletui.domain.worth import shared
from jungletui.tui.views.money import exact_sum, reckonable


class Fold(Enum):
    """What a folded line holds: a key's small change, or all that a key reads of an account that
    stands under another key already."""

    DUST = "dust"
    TWIN = "twin"


def folded_key(row_key: str) -> str | None:
    """What Enter opens on this row: one of `opened` in `lines_of`; None for every other row."""
    fold, bar, _ = row_key.partition("|")
    return row_key if bar and fold in {one.value for one in Fold} else None


def key_of(row_key: str) -> str:
    """The key that a row belongs to."""
    if folded_key(row_key) is not None:
        return row_key.partition("|")[2]
    return row_key.partition("|")[0]


def leads(balances: Balances) -> Mapping[str, str]:
    """For each key whose account stands under another key: that one. It is the key that reads
    most of the account, at a tie the first by name."""
    counts: dict[str, int] = {}
    for row in balances.rows:
        counts[row.key] = counts.get(row.key, 0) + 1
    found: dict[str, str] = {}
    for account in shared(balances.accounts):
        keys = [key for key in account.keys if key in counts]
        if keys:
            lead = min(keys, key=lambda key: (-counts[key], key.casefold()))
            found |= {key: lead for key in keys if key != lead}
    return found


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """Either one balance, or several folded into one line."""

    id: str
    key: str
    balance: BalanceRow | None
    fold: Fold | None = None
    folded: tuple[BalanceRow, ...] = ()
    opened: bool = False

    @property
    def value(self) -> Decimal | None:
        """What it is worth; None where no price is known."""
        if self.balance is not None:
            return self.balance.value
        return exact_sum(row.value for row in self.folded if row.value is not None)


def lines_of(balances: Balances, opened: Collection[str]) -> tuple[BalanceLine, ...]:
    """Keys by name, each followed by the others of its account; in each the most valuable first,
    then what has no price, then the small change. `opened` holds what is not to be folded, as
    `folded_key` says it."""
    by_key: dict[str, list[BalanceRow]] = {}
    for row in balances.rows:
        by_key.setdefault(row.key, []).append(row)
    twins = leads(balances)
    order = sorted(by_key, key=lambda key: (twins.get(key, key).casefold(), key in twins, key))
    lines: list[BalanceLine] = []
    for key in order:
        if key in twins:
            name = f"{Fold.TWIN.value}|{key}"
            is_open = name in opened
            lines.append(BalanceLine(name, key, None, Fold.TWIN, tuple(by_key[key]), is_open))
            if not is_open:
                continue
        lines.extend(_of_key(key, by_key[key], balances.quote, opened))
    return tuple(lines)


def _of_key(
    key: str, rows: list[BalanceRow], quote: str, opened: Collection[str]
) -> list[BalanceLine]:
    own = sorted(rows, key=_by_value)
    whole, dust = folded(own, quote, dust_limit(quote))
    lines = [_line(row) for row in whole]
    if dust:
        name = f"{Fold.DUST.value}|{key}"
        lines.append(BalanceLine(name, key, None, Fold.DUST, dust, name in opened))
        if name in opened:
            lines.extend(_line(row) for row in dust)
    return lines


def _line(row: BalanceRow) -> BalanceLine:
    return BalanceLine(f"{row.key}|{row.wallet}|{row.asset}", row.key, row)


def _by_value(row: BalanceRow) -> tuple[bool, Decimal, str, str]:
    value = reckonable(row.value)
    return value is None, -(value or Decimal(0)), row.asset, row.wallet
