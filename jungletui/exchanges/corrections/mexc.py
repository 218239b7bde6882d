"""MEXC: an order for contracts is of no type.

Such an order tells it as a number, `orderType`: 1 to 4 are limit orders of several kinds, 5 and 6
market orders
(https://www.mexc.com/api-docs/futures/account-and-trading-endpoints/get-all-historical-orders).
ccxt 4.5.90 mexc.py `parse_order` looks for `type`, which only spot has.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table

TYPES = {**dict.fromkeys("1234", "limit"), **dict.fromkeys("56", "market")}


def order(parsed: Table, raw: Mapping[str, object]) -> Table:
    """The type in a word."""
    if parsed.get("type") is not None:
        return parsed
    return {**parsed, "type": TYPES.get(str(raw.get("orderType")))}


CORRECTIONS = Corrections(order=order)
