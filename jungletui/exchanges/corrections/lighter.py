"""Lighter: no position can be read, because of its leverage.

ccxt 4.5.90 lighter.py `parse_position` divides 100 by `initial_margin_fraction`, in per cent
(https://apidocs.lighter.xyz/reference/account-1), in binary, and drops the fraction's own fraction
before; a binary number is refused here (see `rows.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from jungletui.exchanges.corrections import Corrections, Table
from jungletui.exchanges.corrections.amounts import number

WHOLE, HUNDREDTH = Decimal(100), Decimal("0.01")
LEAST = Decimal("0.0001")
"""Per cent: no leverage is a million."""


def position(parsed: Table, raw: Mapping[str, object]) -> Table:
    """The leverage to a hundredth; none where no fraction is told."""
    fraction = number(raw.get("initial_margin_fraction"))
    if fraction is None or fraction < LEAST:
        return {**parsed, "leverage": None}
    leverage = (WHOLE / fraction).quantize(HUNDREDTH).normalize()
    return {**parsed, "leverage": format(leverage, "f")}


CORRECTIONS = Corrections(position=position)
