"""Orders and fills of our own, told as briefly as a test needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from jungletui.domain.accounts import FillRow, OrderRow, Origin

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DECIMALS = frozenset(
    ("price", "amount", "filled", "remaining", "average", "cost", "fee")
)  # fmt: skip


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def order(**changed: Any) -> OrderRow:
    """A limit order for two at 100, filled; figures are written as texts."""
    usual = OrderRow(
        key="main", exchange="binance", id="7", client_id="ft-1", symbol="BTC/USDT", side="buy",
        type="limit", status="closed", price=Decimal(100), amount=Decimal(2), filled=Decimal(2),
        remaining=Decimal(0), average=None, cost=None, created_at=START, updated_at=START,
        source=Origin.REST, at=after(60),
    )  # fmt: skip
    return replace(usual, **_exact(changed))


def fill(id: str = "1", at: float | None = 5, **changed: Any) -> FillRow:
    """One at 100 for the order 7."""
    usual = FillRow(
        key="main", exchange="binance", id=id, order_id="7", symbol="BTC/USDT", side="buy",
        price=Decimal(100), amount=Decimal(1), cost=Decimal(100), fee=Decimal("0.1"),
        fee_asset="USDT", taker_or_maker="taker", at=None if at is None else after(at),
    )  # fmt: skip
    return replace(usual, **_exact(changed))


def _exact(changed: dict[str, Any]) -> dict[str, Any]:
    return {
        name: Decimal(value) if name in DECIMALS and isinstance(value, str) else value
        for name, value in changed.items()
    }
