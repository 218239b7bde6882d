"""What counts in a total: an account counts once, however many keys read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from jungletui.domain.accounts import BalanceRow
from jungletui.domain.keys import Environment


@dataclass(frozen=True, slots=True)
class Account:
    """One account and those of the keys asked for that belong to it. `account` marks it: a keyed
    hash of its place and of its id at the exchange. It is None where the exchange did not tell
    which account the key belongs to: then `reason` says so, and the key counts as an account of
    its own, which is a guess."""

    account: str | None
    exchange: str
    environment: Environment
    keys: tuple[str, ...]
    reason: str = ""


def joined(accounts: Iterable[Account]) -> tuple[Account, ...]:
    """The accounts of several documents, each once with all of its keys."""
    marked: dict[str, Account] = {}
    untold: dict[str, Account] = {}
    for one in accounts:
        if one.account is None:
            untold |= dict.fromkeys(one.keys, one)
            continue
        known = marked.get(one.account)
        keys = {*one.keys, *(known.keys if known else ())}
        marked[one.account] = Account(one.account, one.exchange, one.environment, _sorted(keys))
    found = (*marked.values(), *untold.values())
    return tuple(sorted(found, key=lambda one: one.keys[0].casefold()))


def without(accounts: Iterable[Account], key: str) -> tuple[Account, ...]:
    """The accounts as if `key` were not there."""
    rest = ((one, tuple(name for name in one.keys if name != key)) for one in accounts)
    return tuple(
        Account(one.account, one.exchange, one.environment, keys, one.reason)
        for one, keys in rest
        if keys
    )


def counted(rows: Sequence[BalanceRow], accounts: Iterable[Account]) -> tuple[BalanceRow, ...]:
    """The rows that add up to what the accounts hold. Where several keys read one wallet of one
    account, those of the key that read it last count; at the same moment, the first by name."""
    owner = {key: one.account for one in accounts if one.account for key in one.keys}
    newest: dict[tuple[str, str], tuple[datetime, str]] = {}
    for row in rows:
        if (account := owner.get(row.key)) is not None:
            place = account, row.wallet
            best = newest.get(place)
            if best is None or row.at > best[0] or (row.at == best[0] and row.key < best[1]):
                newest[place] = row.at, row.key
    return tuple(
        row
        for row in rows
        if (account := owner.get(row.key)) is None or newest[account, row.wallet][1] == row.key
    )


def play_money(rows: Sequence[BalanceRow], accounts: Iterable[Account]) -> Decimal | None:
    """What part of the total lies in testnets and demos; None where none or all of it does."""
    known = tuple(accounts)
    tried = {k for one in known if one.environment is not Environment.LIVE for k in one.keys}
    found = counted(rows, known)
    values = [row.value for row in found if row.key in tried and row.value is not None]
    return sum(values, Decimal(0)) if values and any(r.key not in tried for r in found) else None


def shared(accounts: Iterable[Account]) -> tuple[Account, ...]:
    """The accounts that more than one key reads."""
    return tuple(one for one in accounts if one.account and len(one.keys) > 1)


def doubts(accounts: Sequence[Account]) -> tuple[str, ...]:
    """Where the total may count an account more than once: keys of an exchange that did not tell
    their account, beside others of the same exchange and environment."""
    found = []
    for place in dict.fromkeys((one.exchange, one.environment) for one in accounts):
        here = [one for one in accounts if (one.exchange, one.environment) == place]
        untold = [one for one in here if one.account is None]
        if untold and len(here) > 1:
            names = _sorted(key for one in untold for key in one.keys)
            reasons = "; ".join(dict.fromkeys(one.reason for one in untold))
            found.append(
                f"{reasons}: {len(names)} {'key' if len(names) == 1 else 'keys'} added up as "
                f"{'an account of its own' if len(names) == 1 else f'{len(names)} accounts'} "
                f"({', '.join(names)})"
            )
    return tuple(found)


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: (name.casefold(), name)))
