"""Coinone: every fill is from January 1970, and neither bought nor sold.

`timestamp` is in seconds and `type` is `bid` or `ask` (the reply that ccxt 4.5.90 recorded in
coinone.py `parse_trade`). ccxt takes the time for
milliseconds and looks for the side in a field that only public trades have; where it has no side,
it names the coin as the fee's.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table
from jungletui.exchanges.corrections.seconds import in_milliseconds

SIDES = {"bid": "buy", "ask": "sell"}


def trade(parsed: Table, raw: Mapping[str, object]) -> Table:
    """The time in milliseconds, the side, and for a sale the fee in the quote currency."""
    side = SIDES.get(str(raw.get("type")))
    if side is None:
        return parsed
    found = in_milliseconds({**parsed, "side": side})
    fee, symbol = parsed.get("fee"), parsed.get("symbol")
    if side == "buy" or not isinstance(fee, Mapping) or not isinstance(symbol, str):
        return found
    quoted = {**fee, "currency": symbol.partition("/")[2] or None}
    return {**found, "fee": quoted, "fees": [quoted]}


CORRECTIONS = Corrections(trade=trade)
