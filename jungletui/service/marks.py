"""Whose orders these are: what the client ids of each holder's orders begin with.

An order whose client id begins like none of the key's holders is the earliest sign of a stolen key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jungletui.domain.accounts import OrderRow
from jungletui.domain.executions import PrefixRow
from jungletui.domain.failures import UsageError
from jungletui.domain.keys import KeyProfile

Prefixes = Mapping[str, tuple[str, ...]]
SEPARATED = re.compile(r"^([A-Za-z][A-Za-z0-9]{0,15}[-_:./#])(?=.)")
BROKER = re.compile(r"^x-[A-Za-z0-9]{8}")
"""Binance's broker ids: https://developers.binance.com/docs/binance_link (x- and eight more)."""
LETTERS = re.compile(r"^[A-Za-z]{2,}(?=\d)")
RANDOM, NUMBER, NONE = "(random)", "(number)", ""
BY_EXCHANGE: Mapping[str, str] = {
    "autoclose-": "the exchange: liquidation",
    "adl_autoclose": "the exchange: auto-deleveraging",
    "settlement_autoclose-": "the exchange: settlement",
}
"""Client ids that Binance's futures give by themselves:
https://developers.binance.com/docs/derivatives/usds-margined-futures/user-data-streams/Event-Order-Update"""


@dataclass(frozen=True, slots=True)
class Marks:
    """What a person said in `[holders.NAME]` of the configuration: `client_id_prefixes`."""

    holders: Prefixes = field(default_factory=dict)

    def of(self, profile: KeyProfile) -> dict[str, str]:
        """Prefix to holder of one key; empty where nothing was said of any of them."""
        found = {}
        for name in profile.holders:
            found.update(dict.fromkeys(self.holders.get(name, ()), name))
        return found


def read_marks(holders: Any) -> Marks:
    """The table `holders` of a configuration. UsageError where it cannot be understood."""
    if not isinstance(holders, dict):
        raise _refused("holders is not a table")
    found = {}
    for owner, row in holders.items():
        told = row.get("client_id_prefixes", []) if isinstance(row, dict) else None
        if not isinstance(told, list) or not all(isinstance(one, str) and one for one in told):
            raise _refused(f"holders.{owner}: client_id_prefixes is not a list of texts")
        found[owner] = tuple(told)
    return Marks(found)


def prefixes_of(
    orders: Iterable[OrderRow], profile: KeyProfile, marks: Marks
) -> tuple[PrefixRow, ...]:
    """The orders of one key by what their client ids begin with, strangers first."""
    told = marks.of(profile)
    groups: dict[tuple[str, str | None], list[OrderRow]] = {}
    for order in orders:
        groups.setdefault(_whose(order.client_id or "", told, profile.exchange), []).append(order)
    rows = [_row(profile, prefix, holder, told, own) for (prefix, holder), own in groups.items()]
    return tuple(sorted(rows, key=lambda row: (row.known is not False, -row.orders, row.prefix)))


def prefix_of(client_id: str) -> str:
    """What an id nobody has described begins with, as far as that can be told."""
    if not client_id:
        return NONE
    for pattern in (BROKER, SEPARATED, LETTERS):
        match = pattern.match(client_id)
        if match and not _is_hex(client_id):
            return match.group(0)
    return NUMBER if client_id.isdecimal() else RANDOM


def _whose(client_id: str, told: Mapping[str, str], exchange: str) -> tuple[str, str | None]:
    for prefix in sorted(told, key=len, reverse=True):
        if client_id.startswith(prefix):
            return prefix, told[prefix]
    if exchange.startswith("binance"):
        for prefix, reason in BY_EXCHANGE.items():
            if client_id.startswith(prefix):
                return prefix, reason
    return prefix_of(client_id), None


def _row(
    profile: KeyProfile,
    prefix: str,
    holder: str | None,
    told: Mapping[str, str],
    orders: list[OrderRow],
) -> PrefixRow:
    times = sorted(order.created_at for order in orders if order.created_at is not None)
    return PrefixRow(
        key=profile.name,
        exchange=profile.exchange,
        prefix=prefix,
        holder=holder,
        known=True if holder is not None else (False if told else None),
        orders=len(orders),
        first_at=times[0] if times else None,
        last_at=times[-1] if times else None,
    )


def _is_hex(text: str) -> bool:
    plain = text.replace("-", "")
    return len(plain) >= 16 and all(character in "0123456789abcdefABCDEF" for character in plain)


def _refused(message: str) -> UsageError:
    return UsageError(message, 'Write [holders.NAME] with client_id_prefixes = ["ft-"].')
