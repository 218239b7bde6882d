"""A few made-up balances, orders and fills of the sample keys."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from jungletui.domain.accounts import BalanceRow, FillRow, KeyFailure, NotRead, OrderRow, Origin
from jungletui.domain.documents import Balances, Fills, Orders
from tests.tui.frozen import NOW
from tests.tui.key_samples import REFUSED


def balance(
    key: str, exchange: str, asset: str, total: str, value: str | None, wallet: str = "spot"
) -> BalanceRow:
    """One asset in one wallet."""
    amount = Decimal(total)
    worth = None if value is None else Decimal(value)
    return BalanceRow(
        key, exchange, wallet, asset, amount, Decimal(0), amount, worth, Origin.REST, NOW
    )


def sample_balances() -> Balances:
    """Three assets of two keys; one key failed, one wallet was not read."""
    rows = (
        balance("main", "binance", "BTC", "0.51234567", "34567.89"),
        balance("main", "binance", "USDT", "1200.50", "1200.50"),
        balance("tax", "okx", "ETH", "3.2", "9876.54", "trading"),
        balance("tax", "okx", "XYZ", "1000000", None, "funding"),
    )
    return Balances(
        at=NOW,
        quote="USD",
        total=sum((row.value for row in rows if row.value is not None), Decimal(0)),
        rows=rows,
        errors=(KeyFailure("old-vps", REFUSED.kind, REFUSED.message, REFUSED.remedy),),
        not_read=(NotRead("grid-2", "earn", "bybit has no read for this wallet"),),
    )


def order(number: int, key: str, exchange: str, symbol: str, status: str = "open") -> OrderRow:
    """One limit order."""
    return OrderRow(
        key=key,
        exchange=exchange,
        id=f"{700000 + number}",
        client_id=None,
        symbol=symbol,
        side="buy" if number % 2 else "sell",
        type="limit",
        status=status,
        price=Decimal("65000.5"),
        amount=Decimal("0.25"),
        filled=Decimal("0.1"),
        remaining=Decimal("0.15"),
        average=Decimal("65000.5"),
        cost=Decimal("6500.05"),
        created_at=NOW - timedelta(minutes=number),
        updated_at=None,
        source=Origin.REST,
        at=NOW,
    )


def sample_orders() -> Orders:
    """Two open orders and a closed one."""
    rows = (
        order(1, "main", "binance", "BTC/USDT"),
        order(2, "grid-2", "bybit", "ETH/USDT:USDT"),
        order(3, "main", "binance", "SOL/USDT", "closed"),
    )
    return Orders(NOW, rows, (), (NotRead("old-vps", "margin orders", "not supported"),))


def sample_fills() -> Fills:
    """One execution."""
    row = FillRow(
        key="main",
        exchange="binance",
        id="900001",
        order_id="700001",
        symbol="BTC/USDT",
        side="buy",
        price=Decimal("65000.5"),
        amount=Decimal("0.1"),
        cost=Decimal("6500.05"),
        fee=Decimal("6.5"),
        fee_asset="USDT",
        taker_or_maker="maker",
        at=NOW - timedelta(minutes=1),
    )
    return Fills(NOW, (row,), (), ())
