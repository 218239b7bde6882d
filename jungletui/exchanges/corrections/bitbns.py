"""Bitbns: the amount of a fill is that of the quote currency, divided by a hundred million.

`crypto` counts the coin in parts of `factor`, `amount` is what was paid in `unit` less the fee: in
the reply that ccxt 4.5.90 recorded in bitbns.py `parse_trade` 5000 of 100000000 parts at 709800 are
35.49 rupees, and 35.4 are left after a fee of 0.09. ccxt divides the 35.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from jungletui.exchanges.corrections import Corrections, Table


def trade(parsed: Table, raw: Mapping[str, object]) -> Table:
    """The amount of the coin; what it cost is told only less the fee."""
    if "crypto" not in raw or "factor" not in raw:
        return parsed
    try:
        amount = abs(Decimal(str(raw["crypto"])) / Decimal(str(raw["factor"])))
    except (InvalidOperation, ZeroDivisionError):
        return {**parsed, "amount": None, "cost": None}
    return {**parsed, "amount": format(amount, "f"), "cost": None}


CORRECTIONS = Corrections(trade=trade)
