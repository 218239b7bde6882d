"""What an account holds and did: balances, orders, fills, each with its source and time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Origin(StrEnum):
    """Where a figure was read."""

    WS = "ws"
    REST = "rest"
    CACHE = "cache"


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """One asset in one wallet. `value` is in the quote asked for, None where no price is known."""

    key: str
    exchange: str
    wallet: str
    asset: str
    free: Decimal | None
    used: Decimal | None
    total: Decimal | None
    value: Decimal | None
    source: Origin
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order as the exchange tells it; None where the exchange does not."""

    key: str
    exchange: str
    id: str
    client_id: str | None
    symbol: str
    side: str | None
    type: str | None
    status: str | None
    price: Decimal | None
    amount: Decimal | None
    filled: Decimal | None
    remaining: Decimal | None
    average: Decimal | None
    cost: Decimal | None
    created_at: datetime | None
    updated_at: datetime | None
    source: Origin
    at: datetime


@dataclass(frozen=True, slots=True)
class FillRow:
    """One execution of an order."""

    key: str
    exchange: str
    id: str
    order_id: str | None
    symbol: str
    side: str | None
    price: Decimal | None
    amount: Decimal | None
    cost: Decimal | None
    fee: Decimal | None
    fee_asset: str | None
    taker_or_maker: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class NotRead:
    """A wallet or market that was not read, and why: nothing is left out in silence."""

    key: str
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class KeyFailure:
    """One key that could not be read; the others were."""

    key: str
    kind: str
    message: str
    remedy: str
