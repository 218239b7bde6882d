"""What was read since the vault was opened: the newest of each key, for every screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from jungletui.domain.audit import Audit
from jungletui.domain.documents import Balances, InspectedKey, Orders
from jungletui.domain.failures import ErrorInfo
from jungletui.domain.reading_documents import Executions, Movements, Positions

Read = Balances | Orders | Positions | Movements | Executions
FRESH_FOR = timedelta(minutes=3)
"""A screen that is opened again shows what is known, and asks anew only for what is older."""


@dataclass(slots=True)
class Known:
    """Frozen documents of one key each, by the key's name; balances by quote, orders by state,
    executions by whether the market was looked up.

    Locking the vault replaces the whole by an empty one.
    """

    reports: dict[str, InspectedKey | ErrorInfo] = field(default_factory=dict)
    balances: dict[str, dict[str, Balances]] = field(default_factory=dict)
    orders: dict[str, dict[str, Orders]] = field(default_factory=dict)
    positions: dict[str, Positions] = field(default_factory=dict)
    movements: dict[str, Movements] = field(default_factory=dict)
    executions: dict[bool, dict[str, Executions]] = field(default_factory=dict)
    audit: Audit | None = None

    def forget(self, name: str) -> None:
        """Nothing is known of this key any more: it was removed, or another has its name."""
        self.reports.pop(name, None)
        for balances in self.balances.values():
            balances.pop(name, None)
        for orders in self.orders.values():
            orders.pop(name, None)
        for executions in self.executions.values():
            executions.pop(name, None)
        self.positions.pop(name, None)
        self.movements.pop(name, None)
        self.audit = None


def is_fresh(report: InspectedKey | ErrorInfo | Read | None, now: datetime) -> bool:
    """Whether this need not be asked again; what never got an answer always is."""
    if isinstance(report, InspectedKey):
        return now - report.inspected_at < FRESH_FOR
    return isinstance(report, Read) and now - report.at < FRESH_FOR


def old_names(
    names: tuple[str, ...],
    shelf: Mapping[str, InspectedKey | ErrorInfo] | Mapping[str, Read],
    now: datetime,
) -> tuple[str, ...]:
    """Those of `names` that have to be asked for."""
    return tuple(name for name in names if not is_fresh(shelf.get(name), now))
