"""WhiteBIT: a position without a size, neither long nor short.

Its `amount` is in the base, below nothing for a short one
(https://docs.whitebit.com/api-reference/collateral-trading/open-positions.md,
https://docs.whitebit.com/websocket/account-streams/positions.md); where both sides may be held,
`positionSide` names it. ccxt 4.5.90 whitebit.py `parse_position` reads neither.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table
from jungletui.exchanges.corrections.amounts import number, unsigned

SIDES = {"LONG": "long", "SHORT": "short"}


def position(parsed: Table, raw: Mapping[str, object]) -> Table:
    """The amount as contracts, one of which is one of the base, and the side."""
    sent = raw.get("amount")
    amount = number(sent)
    if amount is None:
        return parsed
    side = SIDES.get(str(raw.get("positionSide")), "short" if amount < 0 else "long")
    return {**parsed, "contracts": unsigned(str(sent)), "contractSize": "1", "side": side}


CORRECTIONS = Corrections(position=position)
