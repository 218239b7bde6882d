"""What an account holds and did: balances, orders, fills, positions, deposits and withdrawals,
each with its source and time. `derived` names the figures of a row that the exchange did not tell
and that were reckoned from others; the same row told in two ways is still the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
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
    """One asset in one wallet. `value` is in the quote asked for, None where no price is known;
    `price` is that of one of the asset, as of `price_at`, over the assets of `price_path`."""

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
    price: Decimal | None = None
    price_at: datetime | None = None
    price_path: tuple[str, ...] = ()
    derived: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Price:
    """What one of an asset costs in the last asset of `path`, whose first is the asset itself. `at`
    is the time of the oldest ticker in it."""

    value: Decimal
    at: datetime
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order as the exchange tells it; None where the exchange does not. `reason` is the
    exchange's own word for why it was refused or ended."""

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
    reason: str | None = None
    derived: tuple[str, ...] = field(default=(), compare=False)


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
    derived: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class PositionRow:
    """One open position. `contracts` is their number, `size` what they stand for (in the base, or
    in the quote of an inverse market); `side` is `long` or `short`."""

    key: str
    exchange: str
    symbol: str
    side: str | None
    contracts: Decimal | None
    size: Decimal | None
    entry_price: Decimal | None
    mark_price: Decimal | None
    liquidation_price: Decimal | None
    leverage: Decimal | None
    margin_mode: str | None
    unrealised_pnl: Decimal | None
    source: Origin
    at: datetime
    derived: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class MovementRow:
    """One deposit or withdrawal (`kind`) as the exchange tells it. `address` is shortened: enough
    to recognise it, not to send to it."""

    key: str
    exchange: str
    kind: str
    id: str
    asset: str
    amount: Decimal | None
    fee: Decimal | None
    fee_asset: str | None
    status: str | None
    network: str | None
    address: str | None
    txid: str | None
    created_at: datetime | None
    updated_at: datetime | None
    source: Origin
    at: datetime
    derived: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class NotRead:
    """A wallet or market that was not read, and why: nothing is left out in silence. `remedy` is
    what can be done, empty where nothing can."""

    key: str
    what: str
    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Withheld(NotRead):
    """A figure that is not shown, because nobody knows where it comes from; all else was read."""


@dataclass(frozen=True, slots=True)
class KeyFailure:
    """One key that could not be read; the others were."""

    key: str
    kind: str
    message: str
    remedy: str
