"""Coincheck: the cost of what was bought, and the amount of what was sold, are below nothing.

`funds` tells what the account gained or lost, with a sign, the fee in it (the examples of
https://coincheck.com/documents/exchange/api#order-transactions-pagination, read in a copy:
github:rektibus/exchange-docs coincheck.md); ccxt 4.5.90 coincheck.py `parse_trade` takes both for
amount and cost.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table
from jungletui.exchanges.corrections.amounts import unsigned

FIGURES = ("amount", "cost")


def trade(parsed: Table, raw: Mapping[str, object]) -> Table:
    """Both without their sign, where they come from `funds`."""
    if not isinstance(raw.get("funds"), Mapping):
        return parsed
    return {**parsed, **{name: unsigned(parsed.get(name)) for name in FIGURES}}


CORRECTIONS = Corrections(trade=trade)
