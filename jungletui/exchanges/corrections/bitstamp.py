"""Bitstamp: an open order shows what is left of it as its amount, and nothing as filled.

`amount` of an open order is the remaining amount, `amount_at_create` the whole one
(https://www.bitstamp.net/api/#tag/Orders/operation/GetAllOpenOrders); ccxt 4.5.90 bitstamp.py
`parse_order` knows the former only.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table
from jungletui.exchanges.corrections.amounts import difference


def order(parsed: Table, raw: Mapping[str, object]) -> Table:
    """The whole, what is left, and the difference as filled."""
    whole, left = raw.get("amount_at_create"), raw.get("amount")
    filled = difference(whole, left)
    if filled is None:
        return parsed
    return {**parsed, "amount": str(whole), "remaining": str(left), "filled": filled}


CORRECTIONS = Corrections(order=order)
