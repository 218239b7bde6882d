"""Whether orders were executed, and how well; what does not add up; whose orders they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Outcome(StrEnum):
    """What became of an order."""

    FILLED = "filled"
    PARTLY = "partly"
    OPEN = "open"
    NOT_FILLED = "not-filled"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


class DoubtKind(StrEnum):
    """What does not add up between orders and fills."""

    FILLED_DIFFERS = "filled-differs"
    FILLS_MISSING = "fills-missing"
    OVERFILLED = "overfilled"
    REMAINING_DIFFERS = "remaining-differs"
    COST_DIFFERS = "cost-differs"
    AVERAGE_DIFFERS = "average-differs"
    DUPLICATE_FILL = "duplicate-fill"
    DUPLICATE_ORDER = "duplicate-order"
    FILL_BEFORE_ORDER = "fill-before-order"
    OUT_OF_ORDER = "out-of-order"
    OTHER_SIDE = "other-side"
    WORSE_THAN_LIMIT = "worse-than-limit"
    NO_ORDER = "no-order"


@dataclass(frozen=True, slots=True)
class Fee:
    """What was paid in one asset; a negative amount was received."""

    asset: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ExecutionRow:
    """One order, judged. Every figure that the exchange did not tell is None.

    `share` is the part of the amount that was filled. `better` is how much per unit the average was
    better than the limit (negative: worse). `slippage` is the part of `mid`, the middle of the
    market when the order was made, by which the average was worse (negative: better). `seconds` is
    from the order to its last fill.
    """

    key: str
    exchange: str
    order_id: str
    client_id: str | None
    symbol: str
    side: str | None
    type: str | None
    outcome: Outcome
    reason: str | None
    amount: Decimal | None
    filled: Decimal | None
    share: Decimal | None
    limit: Decimal | None
    average: Decimal | None
    better: Decimal | None
    fees: tuple[Fee, ...]
    fills: int
    mid: Decimal | None
    slippage: Decimal | None
    created_at: datetime | None
    first_fill_at: datetime | None
    last_fill_at: datetime | None
    seconds: Decimal | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that does not add up: what was expected, what the exchange told."""

    key: str
    exchange: str
    kind: DoubtKind
    symbol: str
    order_id: str | None
    fill_id: str | None
    expected: Decimal | None
    found: Decimal | None
    detail: str


@dataclass(frozen=True, slots=True)
class PrefixRow:
    """Orders of one key whose client ids begin alike. `holder` is whose they are; `known` is None
    where nobody has said what the ids of this key's holders begin with, so that none is a
    stranger's. Orders without a client id have an empty prefix."""

    key: str
    exchange: str
    prefix: str
    holder: str | None
    known: bool | None
    orders: int
    first_at: datetime | None
    last_at: datetime | None
