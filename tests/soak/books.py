"""What one account held at every time: the sandbox's own books, written down as they change."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from decimal import Decimal

from jungletui.sandbox.model import Account, OrderStatus, SandboxFill
from jungletui.sandbox.world import World

Place = tuple[str, str]
Amounts = tuple[Decimal, Decimal, Decimal]
"""Free, used and total."""
Step = tuple[Decimal, Decimal, bool]
"""Of an order: what is filled, what that cost, and whether it is open."""
NOTHING: Amounts = (Decimal(0), Decimal(0), Decimal(0))
KEPT = 4000


@dataclass
class Books:
    """One account. Times are those of the monotonic clock."""

    world: World
    account: Account
    holdings: dict[Place, deque[tuple[float, Amounts]]] = field(default_factory=dict)
    orders: dict[str, deque[tuple[float, Step]]] = field(default_factory=dict)
    positions: dict[str, deque[tuple[float, Decimal]]] = field(default_factory=dict)
    fills: dict[str, SandboxFill] = field(default_factory=dict)

    def note(self, now: float) -> None:
        """Write down what is other than before."""
        for wallet, assets in self.account.wallets.items():
            for asset, held in assets.items():
                past = self.holdings.setdefault(
                    (wallet, asset), deque([(now, NOTHING)], maxlen=KEPT)
                )
                _append(past, now, (held.free, held.used, held.total))
        for order in self.account.orders.values():
            steps = self.orders.setdefault(order.id, deque(maxlen=KEPT))
            _append(steps, now, (order.filled, order.cost, order.status is OrderStatus.OPEN))
        for symbol, position in self.account.positions.items():
            _append(self.positions.setdefault(symbol, deque(maxlen=KEPT)), now, position.amount)
        for fill in self.account.fills[len(self.fills) :]:
            self.fills[fill.id] = fill

    def held(self, place: Place, since: float) -> set[Amounts]:
        """All that was held there after that moment."""
        return _since(self.holdings.get(place, deque()), since) or {NOTHING}

    def steps(self, order: str, since: float) -> set[Step]:
        """How that order stood after that moment; empty for one that there is not."""
        return _since(self.orders.get(order, deque()), since)

    def sizes(self, symbol: str, since: float) -> set[Decimal]:
        """The positions there after that moment."""
        return _since(self.positions.get(symbol, deque()), since) or {Decimal(0)}

    def settled(self, place: Place, now: float) -> tuple[Amounts, float]:
        """What is held there, and for how many seconds."""
        past = self.holdings.get(place)
        return (past[-1][1], now - past[-1][0]) if past else (NOTHING, now)

    def lasting(self, order: str, now: float) -> tuple[Step, float]:
        """How that order stands, and for how many seconds."""
        at, step = self.orders[order][-1]
        return step, now - at


def _append(past: deque[tuple[float, object]], now: float, value: object) -> None:
    if not past or past[-1][1] != value:
        past.append((now, value))


def _since(past: deque[tuple[float, object]], since: float) -> set:
    before: list[object] = []
    found = set()
    for at, value in reversed(past):
        if at < since:
            before = [value]
            break
        found.add(value)
    return {*before, *found}
