"""Small change: what is worth too little to stand for itself, and what never is."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from jungletui.domain.accounts import BalanceRow

LIMITS = {"USD": Decimal(1), "BTC": Decimal("0.00001"), "ETH": Decimal("0.0005")}
FIAT = ("USD", "EUR", "GBP", "JPY", "CHF", "AUD", "CAD", "BRL", "TRY", "KRW")
STABLE = ("USDT", "USDC", "FDUSD", "TUSD", "DAI", "BUSD", "PYUSD", "USDE", "EURC")
CASH = frozenset(FIAT + STABLE)


def dust_limit(quote: str) -> Decimal:
    """Below this value in `quote` an asset is small change, unless a person says otherwise."""
    return LIMITS.get(quote.upper(), Decimal(1))


def is_dust(row: BalanceRow, quote: str, limit: Decimal) -> bool:
    """Worth less than `limit`, and free. Money itself, assets without a price and what is locked in
    orders are never small change: a bot without its last 0.40 USDT stands still."""
    if row.value is None or row.used or row.asset.upper() in CASH | {quote.upper()}:
        return False
    return row.value.is_finite() and abs(row.value) < limit


def folded(
    rows: Sequence[BalanceRow], quote: str, limit: Decimal
) -> tuple[tuple[BalanceRow, ...], tuple[BalanceRow, ...]]:
    """The rows that stand for themselves, and the small change. One row alone is not folded."""
    dust = tuple(row for row in rows if is_dust(row, quote, limit))
    if len(dust) < 2:
        return tuple(rows), ()
    return tuple(row for row in rows if not is_dust(row, quote, limit)), dust
