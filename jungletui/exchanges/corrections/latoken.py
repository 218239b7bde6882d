"""LATOKEN: an order that nothing was filled of has a cost.

`cost` is what the whole order would be worth (the reply that ccxt 4.5.90 recorded in latoken.py
`parse_order`: 40 for 0.01 at 4000, filled 0;
https://api.latoken.com/doc/v2/#tag/Order/operation/getMyOrders); ccxt takes it for what was paid,
and divides it by what was filled for the average.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table


def order(parsed: Table, raw: Mapping[str, object]) -> Table:
    """Neither, as neither is told."""
    return {**parsed, "cost": None, "average": None} if "cost" in raw else parsed


CORRECTIONS = Corrections(order=order)
