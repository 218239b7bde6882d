"""Gate: a fee that was paid in GT or in points is lost.

A fill on spot tells three fees: `fee` in the coin or the quote, `gt_fee` and `point_fee`; what is
not paid so is 0 (https://www.gate.com/docs/developers/apiv4/en/#query-personal-trading-records).
ccxt 4.5.90 gate.py `parse_trade` keeps the 0 of the first beside the other, and names no fee where
there are two.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table
from jungletui.exchanges.corrections.amounts import number


def trade(parsed: Table, _raw: Mapping[str, object]) -> Table:
    """The one fee that is not 0."""
    fees = parsed.get("fees")
    listed = [fee for fee in fees if isinstance(fee, Mapping)] if isinstance(fees, list) else []
    paid = [fee for fee in listed if number(fee.get("cost"))]
    if len(listed) < 2 or len(paid) != 1:
        return parsed
    return {**parsed, "fee": paid[0]}


CORRECTIONS = Corrections(trade=trade)
