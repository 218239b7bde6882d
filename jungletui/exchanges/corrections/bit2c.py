"""Bit2C: the amount of what was sold is below nothing, and so is its cost.

`firstAmount` is what the account gained or lost of the coin, with a sign (the reply that ccxt
4.5.90 recorded in bit2c.py `parse_trade`; https://bit2c.co.il/home/api#orderh); ccxt takes it for
the amount.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table
from jungletui.exchanges.corrections.amounts import unsigned

FIGURES = ("amount", "cost")


def trade(parsed: Table, raw: Mapping[str, object]) -> Table:
    """Both without their sign."""
    if "firstAmount" not in raw:
        return parsed
    return {**parsed, **{name: unsigned(parsed.get(name)) for name in FIGURES}}


CORRECTIONS = Corrections(trade=trade)
