"""bitFlyer: the average price of an order and the commission of a fill are lost.

Both are told: `average_price` (https://lightning.bitflyer.com/docs?lang=en#list-orders) and
`commission` (https://lightning.bitflyer.com/docs?lang=en#list-executions). ccxt 4.5.90 bitflyer.py
`parse_order` and `parse_trade` have neither, and reckon the cost of an order with its limit. In
what coin a commission is taken is not told there.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table
from jungletui.exchanges.corrections.amounts import number


def order(parsed: Table, raw: Mapping[str, object]) -> Table:
    """The average as it was sent; 0 where nothing was filled. No cost, as none was sent."""
    average = number(raw.get("average_price"))
    if average is None:
        return parsed
    told = str(raw["average_price"]) if average else None
    return {**parsed, "average": told, "cost": parsed.get("cost") if not average else None}


def trade(parsed: Table, raw: Mapping[str, object]) -> Table:
    """The commission as the fee."""
    if number(raw.get("commission")) is None:
        return parsed
    fee = {"cost": str(raw["commission"]), "currency": None}
    return {**parsed, "fee": fee, "fees": [fee]}


CORRECTIONS = Corrections(order=order, trade=trade)
