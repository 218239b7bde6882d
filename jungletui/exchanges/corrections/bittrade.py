"""BitTrade: more was filled of a market order to buy than was ordered.

The `amount` of such an order is what is to be spent, in the quote currency: so in the order that
ccxt 4.5.90 recorded in bittrade.py `parse_order` itself (0.001 ETH/BTC; 0.0291 were bought for
0.00099979), and as on HTX, where htx.py knows it. BitTrade's own page calls it the amount of the
order and no more (https://github.com/BitTrade-Inc/BitTrade-api-docs/blob/master/private-api.md).
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
