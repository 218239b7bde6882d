"""Made-up orders in every state, and their fills."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from jungletui.domain.accounts import FillRow, NotRead, OrderRow, Origin
from jungletui.domain.documents import Orders
from tests.tui.frozen import NOW


def ordered(
    number: int,
    symbol: str = "BTC/USDT",
    *,
    side: str = "buy",
    status: str | None = "open",
    price: str | None = "65000.5",
    amount: str = "0.25",
    filled: str | None = "0",
    average: str | None = None,
    key: str = "main",
    exchange: str = "binance",
    kind: str = "limit",
    age: int = 3,
    derived: tuple[str, ...] = (),
) -> OrderRow:
    """One order, placed `number` minutes before the frozen clock."""
    done = None if filled is None else Decimal(filled)
    return OrderRow(
        key=key,
        exchange=exchange,
        id=f"{700000 + number}",
        client_id=None,
        symbol=symbol,
        side=side,
        type=kind,
        status=status,
        price=None if price is None else Decimal(price),
        amount=Decimal(amount),
        filled=done,
        remaining=None if done is None else Decimal(amount) - done,
        average=None if average is None else Decimal(average),
        cost=None,
        created_at=NOW - timedelta(minutes=number),
        updated_at=None,
        source=Origin.REST,
        at=NOW - timedelta(seconds=age),
        derived=derived,
    )


def filled(
    number: int,
    order: OrderRow,
    amount: str,
    price: str,
    fee: str | None = "0.1",
    fee_asset: str = "USDT",
) -> FillRow:
    """One execution of `order`."""
    return FillRow(
        key=order.key,
        exchange=order.exchange,
        id=f"{900000 + number}",
        order_id=order.id,
        symbol=order.symbol,
        side=order.side,
        price=Decimal(price),
        amount=Decimal(amount),
        cost=Decimal(amount) * Decimal(price),
        fee=None if fee is None else Decimal(fee),
        fee_asset=fee_asset,
        taker_or_maker="maker" if number % 2 else "taker",
        at=NOW - timedelta(seconds=60 - number),
    )


PARTLY = ordered(1, filled="0.10", average="64990.25", derived=("average", "remaining"))

UNTOUCHED = ordered(2, "ETH/USDT:USDT", side="sell", price="3500", amount="2.000", key="grid-2")

DONE = ordered(
    3,
    "SOL/USDT",
    status="closed",
    price="150.10",
    amount="10",
    filled="10",
    average="150.05",
)

MARKET = ordered(
    47,
    "BTC/USDT",
    side="sell",
    status="closed",
    kind="market",
    price=None,
    amount="0.05",
    filled="0.05",
    average="64875.123",
)

CANCELLED = ordered(95, "XRP/USDT", status="canceled", price="0.5", amount="1000", filled="250")

REJECTED = ordered(1500, "DOGE/USDT", status="rejected", price="0.1", amount="50", filled=None)

ORDERS = (PARTLY, UNTOUCHED, DONE, MARKET, CANCELLED, REJECTED)

FILLS = (
    filled(1, PARTLY, "0.04", "64990.20", "0.0013", "BNB"),
    filled(2, PARTLY, "0.06", "64990.2833", "1.949", "USDT"),
    filled(3, DONE, "4", "150.05"),
    filled(4, DONE, "5", "150.05"),
)


def orders_of(*rows: OrderRow, not_read: tuple[NotRead, ...] = ()) -> Orders:
    """A document of these rows."""
    return Orders(NOW, rows, (), not_read)
