"""Made-up balances of every kind that the screen must tell apart."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from jungletui.domain.accounts import BalanceRow, KeyFailure, NotRead, Origin
from jungletui.domain.documents import Balances
from tests.tui.frozen import NOW
from tests.tui.key_samples import REFUSED


def held(
    key: str,
    asset: str,
    free: str,
    used: str = "0",
    value: str | None = None,
    *,
    wallet: str = "spot",
    exchange: str = "binance",
    age: int = 3,
    source: Origin = Origin.REST,
    derived: tuple[str, ...] = (),
) -> BalanceRow:
    """One asset, read `age` seconds before the frozen clock."""
    total = Decimal(free) + Decimal(used)
    worth = None if value is None else Decimal(value)
    at = NOW - timedelta(seconds=age)
    return BalanceRow(
        key,
        exchange,
        wallet,
        asset,
        Decimal(free),
        Decimal(used),
        total,
        worth,
        source,
        at,
        derived=derived,
    )


def balances_of(
    *rows: BalanceRow,
    quote: str = "USD",
    errors: tuple[KeyFailure, ...] = (),
    not_read: tuple[NotRead, ...] = (),
) -> Balances:
    """A document of these rows."""
    total = sum((row.value for row in rows if row.value is not None), Decimal(0))
    return Balances(NOW, quote, total, rows, errors, not_read)


def full_balances() -> Balances:
    """Three keys with everything that a table of balances has to show."""
    return balances_of(
        held("main", "BTC", "0.41234567", "0.10000000", "34567.891234"),
        held("main", "USDT", "1200.50", "6500.05", "7700.55"),
        held("main", "BNB", "3.20410000", "0", "1922.46"),
        held("main", "DOGE", "1.23456789", "0", "0.21"),
        held("main", "XRP", "0.000004", "0", "0.00001"),
        held("main", "LTC", "0.0001", "0", "0.0087"),
        held("main", "USDC", "0.40", "0", "0.40"),
        held("main", "NEWCOIN", "125000", "0", None),
        held(
            "grid-2",
            "USDT",
            "15321.77",
            "2210",
            "17531.77",
            wallet="unified",
            exchange="bybit",
            derived=("free",),
        ),
        held("grid-2", "ETH", "1.000000000000000001", "0", "3456.78", wallet="unified"),
        held(
            "tax", "ETH", "3.2", "0", "11061.70", wallet="trading", exchange="okx", source=Origin.WS
        ),
        held("tax", "OKB", "12.5", "0", "612.5", wallet="earn, flexible", exchange="okx", age=200),
        errors=(KeyFailure("old-vps", REFUSED.kind, REFUSED.message, REFUSED.remedy),),
        not_read=(
            NotRead("grid-2", "earn", "bybit has no read for this wallet"),
            NotRead("tax", "savings", "the key lacks the right for it"),
        ),
    )
