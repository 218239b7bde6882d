"""BIT.TEAM: the price at which an order was executed is lost, and its cost is of another price.

An order tells `executedPrice` beside its limit (the reply that ccxt 4.5.90 recorded in bitteam.py
`parse_order`: filled at 37017.495008 below a limit of 50000; https://bit.team/trade/api/documentation#/PRIVATE/getTradeApiCcxtOrdersofuser).
ccxt tells no average, and the filled amount times the limit as the cost.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table
from jungletui.exchanges.corrections.amounts import number


def order(parsed: Table, raw: Mapping[str, object]) -> Table:
    """The average as it was sent; no cost, as none was sent."""
    average = number(raw.get("executedPrice"))
    if not average:
        return parsed
    return {**parsed, "average": str(raw["executedPrice"]), "cost": None}


CORRECTIONS = Corrections(order=order)
