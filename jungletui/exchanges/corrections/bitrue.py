"""Bitrue: a fill of contracts without its fee and without its order.

The row has `fee`, and the ids of both orders, `bidId` and `askId` (the reply that ccxt 4.5.90
recorded in bitrue.py `parse_trade`; https://www.bitrue.com/api_docs_includes_file/futures/index.html
#account-trade-list-user_data-hmac-sha256). ccxt looks for a fee only where a `commission` is told,
as on spot, and for an `orderId`. In what coin the fee is taken is not told there.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table


def trade(parsed: Table, raw: Mapping[str, object]) -> Table:
    """The fee, and the id of the order on the side of this account."""
    if "contractName" not in raw or "commission" in raw:
        return parsed
    fee = {"cost": raw.get("fee"), "currency": None}
    order = raw.get("bidId" if raw.get("isBuyer") is True else "askId")
    return {**parsed, "fee": fee, "fees": [fee], "order": None if order is None else str(order)}


CORRECTIONS = Corrections(trade=trade)
