"""What moved in an account since it was last looked at: orders, fills, holdings, positions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from itertools import islice

from jungletui.sandbox.model import (
    ZERO,
    Account,
    LedgerEntry,
    OrderStatus,
    Position,
    SandboxFill,
    SandboxOrder,
)

Place = tuple[str, str]
"""Wallet and asset."""


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """One step of an order: `order` as it stood after that step, `fill` where the step was one."""

    order: SandboxOrder
    fill: SandboxFill | None = None

    @property
    def at(self) -> datetime:
        """When it happened."""
        return self.order.updated_at


@dataclass(frozen=True, slots=True)
class HoldingChange:
    """One asset of one wallet as it is now, and as it was when last looked at."""

    wallet: str
    asset: str
    free: Decimal
    used: Decimal
    free_before: Decimal
    used_before: Decimal

    @property
    def total(self) -> Decimal:
        """All of it."""
        return self.free + self.used

    @property
    def change(self) -> Decimal:
        """The difference of the total."""
        return self.total - self.free_before - self.used_before


@dataclass(frozen=True, slots=True)
class Changes:
    """What moved between two looks, each part in the order of time."""

    at: datetime
    orders: tuple[OrderEvent, ...] = ()
    holdings: tuple[HoldingChange, ...] = ()
    entries: tuple[LedgerEntry, ...] = ()
    positions: tuple[Position, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.orders or self.holdings or self.positions)

    def of_wallet(self, *wallets: str) -> Changes:
        """The part of these wallets."""
        return Changes(
            self.at,
            tuple(event for event in self.orders if event.order.wallet in wallets),
            tuple(row for row in self.holdings if row.wallet in wallets),
            tuple(entry for entry in self.entries if entry.wallet in wallets),
            tuple(position for position in self.positions if position.wallet in wallets),
        )

    @property
    def fills(self) -> tuple[SandboxFill, ...]:
        """The executions alone."""
        return tuple(event.fill for event in self.orders if event.fill is not None)


@dataclass(slots=True)
class Eye:
    """Looks at one account. What was there when it was made is no change."""

    account: Account
    _orders: int = field(init=False)
    _fills: int = field(init=False)
    _entries: int = field(init=False)
    _open: dict[str, SandboxOrder] = field(init=False)
    _holdings: dict[Place, tuple[Decimal, Decimal]] = field(init=False)
    _positions: dict[str, Decimal] = field(init=False)

    def __post_init__(self) -> None:
        self._remember()

    def look(self, at: datetime) -> Changes:
        """What moved since the last look."""
        found = Changes(
            at,
            tuple(sorted(self._order_events(), key=lambda event: event.at)),
            tuple(self._moved_holdings()),
            tuple(self.account.ledger[self._entries :]),
            tuple(
                replace(position)
                for symbol, position in self.account.positions.items()
                if self._positions.get(symbol, ZERO) != position.amount
            ),
        )
        if found:
            self._remember()
        return found

    def _remember(self) -> None:
        account = self.account
        self._orders, self._fills = len(account.orders), len(account.fills)
        self._entries = len(account.ledger)
        self._open = {order.id: order for order in account.open_orders()}
        self._holdings = dict(_holdings(account))
        self._positions = {symbol: row.amount for symbol, row in account.positions.items()}

    def _order_events(self) -> Iterator[OrderEvent]:
        new = list(islice(self.account.orders.values(), self._orders, None))
        fills: dict[str, list[SandboxFill]] = {}
        for fill in self.account.fills[self._fills :]:
            fills.setdefault(fill.order_id, []).append(fill)
        for order in (*self._open.values(), *new):
            yield from _steps(order, fills.get(order.id, []), is_new=order.id not in self._open)

    def _moved_holdings(self) -> Iterator[HoldingChange]:
        for place, (free, used) in _holdings(self.account):
            before = self._holdings.get(place, (ZERO, ZERO))
            if before != (free, used):
                yield HoldingChange(*place, free, used, *before)


def _holdings(account: Account) -> Iterator[tuple[Place, tuple[Decimal, Decimal]]]:
    for wallet, assets in account.wallets.items():
        for asset, holding in assets.items():
            yield (wallet, asset), (holding.free, holding.used)


def _steps(order: SandboxOrder, fills: list[SandboxFill], *, is_new: bool) -> Iterator[OrderEvent]:
    """The steps of one order, oldest first: placed, each fill with the sums up to it, ended."""
    if order.status is OrderStatus.REJECTED:
        if is_new:
            yield OrderEvent(replace(order))
        return
    filled = order.filled - sum((fill.amount for fill in fills), ZERO)
    cost = order.cost - sum((fill.cost for fill in fills), ZERO)
    fee = order.fee - sum((fill.fee for fill in fills), ZERO)
    before = replace(order, status=OrderStatus.OPEN, filled=filled, cost=cost, fee=fee)
    if is_new:
        yield OrderEvent(replace(before, updated_at=order.created_at))
    for fill in fills:
        filled, cost, fee = filled + fill.amount, cost + fill.cost, fee + fill.fee
        ended = filled >= order.amount
        status = OrderStatus.FILLED if ended else OrderStatus.OPEN
        sums = replace(before, filled=filled, cost=cost, fee=fee)
        yield OrderEvent(replace(sums, status=status, updated_at=fill.at), fill)
    if order.status in {OrderStatus.CANCELLED, OrderStatus.EXPIRED}:
        yield OrderEvent(replace(order))
