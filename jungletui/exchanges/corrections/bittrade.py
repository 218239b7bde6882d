"""BitTrade: more was filled of a market order to buy than was ordered.

The `amount` of such an order is what is to be spent, in the quote currency, as on HTX
(ccxt 4.5.90 htx.py `parse_order` knows it, bittrade.py does not):
https://api-doc.bittrade.co.jp/#order-details
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table


def order(parsed: Table, raw: Mapping[str, object]) -> Table:
    """No amount, as none was given; what is filled stays."""
    if raw.get("type") != "buy-market":
        return parsed
    return {**parsed, "amount": None, "remaining": None}


CORRECTIONS = Corrections(order=order)
