"""HitBTC and its white label FMFW.io: whether a position is long or short is lost.

The `quantity` of a short one is below nothing: a recorded answer of
https://api.hitbtc.com/#get-futures-margin-accounts has -51, to be liquidated above its entry.
ccxt 4.5.90 hitbtc.py `parse_position` names no side and passes the sign on.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table
from jungletui.exchanges.corrections.amounts import number, unsigned


def position(parsed: Table, _raw: Mapping[str, object]) -> Table:
    """The side by the sign, the contracts without it."""
    quantity = number(parsed.get("contracts"))
    if not quantity or parsed.get("side") is not None:
        return parsed
    side = "short" if quantity < 0 else "long"
    return {**parsed, "side": side, "contracts": unsigned(parsed["contracts"])}


CORRECTIONS = Corrections(position=position)
