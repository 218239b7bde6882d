"""An account as a sandbox exchange keeps it: holdings, orders, fills, positions, movements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal(0)


class OrderStatus(StrEnum):
    """Where an order stands; an open one with `filled > 0` is partly filled."""

    OPEN = "open"
    FILLED = "filled"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    EXPIRED = "expired"


class Refusal(StrEnum):
    """Why the books refuse an order, a transfer or a withdrawal; each exchange renders it."""

    FUNDS = "funds"
    MARKET = "market"
    SIZE = "size"
    PRICE = "price"
    UNKNOWN_ORDER = "unknown-order"
    WALLET = "wallet"


@dataclass(slots=True)
class Holding:
    """One asset in one wallet: `free` to use, `used` by orders and positions."""

    free: Decimal = ZERO
    used: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """All of it."""
        return self.free + self.used


@dataclass(slots=True)
class SandboxOrder:
    """One order. `held` of `held_asset` is what it still keeps in `used` of its wallet.
    `regrid` is set on a demo bot's orders: a filled one is answered by its opposite that far
    away."""

    number: int
    id: str
    client_id: str
    account: str
    wallet: str
    symbol: str
    side: str
    type: str
    price: Decimal
    amount: Decimal
    created_at: datetime
    updated_at: datetime
    status: OrderStatus = OrderStatus.OPEN
    filled: Decimal = ZERO
    cost: Decimal = ZERO
    fee: Decimal = ZERO
    fee_asset: str = ""
    held: Decimal = ZERO
    held_asset: str = ""
    reason: str = ""
    regrid: Decimal | None = None

    @property
    def remaining(self) -> Decimal:
        """What is not filled."""
        return self.amount - self.filled


@dataclass(frozen=True, slots=True)
class SandboxFill:
    """One execution; `cost` is in the market's settle asset."""

    number: int
    id: str
    order_id: str
    account: str
    wallet: str
    symbol: str
    side: str
    price: Decimal
    amount: Decimal
    cost: Decimal
    fee: Decimal
    fee_asset: str
    maker: bool
    at: datetime


@dataclass(slots=True)
class Position:
    """An open derivative position: signed `amount` in contracts, `margin` held in the wallet."""

    symbol: str
    wallet: str
    amount: Decimal = ZERO
    entry_price: Decimal = ZERO
    margin: Decimal = ZERO
    leverage: Decimal = Decimal(5)


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One change of a wallet's total. `kind` is `trade`, `fee`, `pnl`, `transfer`, `withdrawal`."""

    number: int
    wallet: str
    asset: str
    change: Decimal
    balance: Decimal
    kind: str
    reference: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Funds that really left."""

    id: str
    wallet: str
    asset: str
    amount: Decimal
    address: str
    at: datetime


class MovementStatus(StrEnum):
    """What became of a deposit or withdrawal."""

    DONE = "done"
    PENDING = "pending"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Movement:
    """One deposit or withdrawal. `number` grows with time; `fee` is paid on top."""

    number: int
    id: str
    kind: str
    wallet: str
    asset: str
    amount: Decimal
    fee: Decimal
    address: str
    txid: str
    status: MovementStatus
    at: datetime


@dataclass(slots=True)
class Account:
    """The whole account: for every asset, `opening` plus the ledger's changes is the total. What
    moved before the opening is in `movements`."""

    name: str
    uid: str
    opened_at: datetime
    wallets: dict[str, dict[str, Holding]] = field(default_factory=dict)
    opening: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    orders: dict[str, SandboxOrder] = field(default_factory=dict)
    fills: list[SandboxFill] = field(default_factory=list)
    positions: dict[str, Position] = field(default_factory=dict)
    ledger: list[LedgerEntry] = field(default_factory=list)
    withdrawals: list[Withdrawal] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)

    def holding(self, wallet: str, asset: str) -> Holding:
        """The holding of `asset` in `wallet`; an empty one is made where there is none."""
        return self.wallets.setdefault(wallet, {}).setdefault(asset, Holding())

    def open_orders(self) -> list[SandboxOrder]:
        """The orders that can still fill, oldest first."""
        return [order for order in self.orders.values() if order.status is OrderStatus.OPEN]


Wallets = Mapping[str, Mapping[str, Decimal]]
"""Wallet → asset → amount: how an account starts."""
