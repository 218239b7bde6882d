"""Cryptomus: an order that nothing was filled of has a cost, and an open one no status.

`value` is what the whole order would be worth, `filledValue` what was filled of it (the replies
that ccxt 4.5.90 recorded in cryptomus.py `parse_order`;
https://doc.cryptomus.com/personal/exchange/list-of-active-orders). ccxt takes the former for the
cost. Only orders that ended have a `state`.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table


def order(parsed: Table, raw: Mapping[str, object]) -> Table:
    """What was filled as the cost; open where there is no end."""
    found = dict(parsed)
    if isinstance(raw.get("filledValue"), str):
        found["cost"] = raw["filledValue"]
    if "state" not in raw and "filledQuantity" in raw:
        found["status"] = "open"
    return found


CORRECTIONS = Corrections(order=order)
