"""Documents of what accounts hold and did: positions, movements, one order, executions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from jungletui.domain.accounts import (
    FillRow,
    KeyFailure,
    MovementRow,
    NotRead,
    OrderRow,
    PositionRow,
)
from jungletui.domain.executions import Doubt, ExecutionRow, PrefixRow


@dataclass(frozen=True, slots=True)
class Positions:
    """Open positions of the keys asked for."""

    at: datetime
    rows: tuple[PositionRow, ...]
    errors: tuple[KeyFailure, ...]
    not_read: tuple[NotRead, ...]
    schema: str = "jungletui.positions/1"


@dataclass(frozen=True, slots=True)
class Movements:
    """Deposits and withdrawals of the keys asked for, newest first."""

    at: datetime
    rows: tuple[MovementRow, ...]
    errors: tuple[KeyFailure, ...]
    not_read: tuple[NotRead, ...]
    schema: str = "jungletui.movements/1"


@dataclass(frozen=True, slots=True)
class OneOrder:
    """One order with its fills, newest first, and what became of it."""

    at: datetime
    order: OrderRow
    fills: tuple[FillRow, ...]
    execution: ExecutionRow
    doubts: tuple[Doubt, ...]
    errors: tuple[KeyFailure, ...]
    not_read: tuple[NotRead, ...]
    schema: str = "jungletui.order/1"


@dataclass(frozen=True, slots=True)
class Executions:
    """What became of the orders, newest first; what does not add up; whose orders they are."""

    at: datetime
    rows: tuple[ExecutionRow, ...]
    doubts: tuple[Doubt, ...]
    prefixes: tuple[PrefixRow, ...]
    errors: tuple[KeyFailure, ...]
    not_read: tuple[NotRead, ...]
    schema: str = "jungletui.executions/1"
