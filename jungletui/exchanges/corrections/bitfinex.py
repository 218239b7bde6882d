"""Bitfinex: a position without a size.

The third field of a position is its amount in the base, below nothing for a short one
(https://docs.bitfinex.com/reference/rest-auth-positions); ccxt 4.5.90 bitfinex.py `parse_position`
takes it for the value (`notional`) and leaves the contracts empty.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table

AMOUNT = 2


def position(parsed: Table, raw: Mapping[str, object]) -> Table:
    """The amount as the number of contracts, one of which is one of the base."""
    row = raw.get("result")
    if not isinstance(row, list) or len(row) <= AMOUNT or parsed.get("contracts") is not None:
        return parsed
    amount = str(row[AMOUNT]).removeprefix("-")
    return {**parsed, "contracts": amount, "contractSize": "1", "notional": None}


CORRECTIONS = Corrections(position=position)
