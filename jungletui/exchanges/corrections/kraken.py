"""Kraken: a margin position without a size.

`vol` of OpenPositions is the quantity in the base when the position was opened, `vol_closed` how
much of it is closed since (https://docs.kraken.com/api/docs/rest-api/get-open-positions); ccxt
4.5.90 kraken.py `parse_position` takes the first for the number of contracts, has no size of one,
and says nothing of what is closed.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from jungletui.exchanges.corrections import Corrections, Table


def position(parsed: Table, raw: Mapping[str, object]) -> Table:
    """What is still open, one contract being one of the base; no size where it is not told."""
    parts = {"opened": str(raw.get("vol")), "closed": str(raw.get("vol_closed"))}
    try:
        opened, closed = (Decimal(text) for text in parts.values())
    except InvalidOperation:
        return {**parsed, "contracts": None}
    contracts = str(opened - closed) if closed else parts["opened"]
    return {**parsed, **parts, "contracts": contracts, "contractSize": "1"}


CORRECTIONS = Corrections(position=position)
