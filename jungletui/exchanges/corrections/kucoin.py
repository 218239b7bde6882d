"""KuCoin: an order that the stream tells cost only what was filled since one listens.

The topics of orders tell `filledSize` of the whole order, and of the latest fill alone `matchPrice`
and `matchSize` (the samples in ccxt 4.5.90 pro/kucoin.py `parse_ws_order`). `handle_order` there
adds these up from the first message on that it hears, and divides the sum by the whole
`filledSize`: where a part was filled before, cost and average are far too low. What nobody told is
left empty, until the order is read.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table


def heard(parsed: Table, raw: Mapping[str, object]) -> Table:
    """Without both, unless the latest fill is all that was filled."""
    filled = raw.get("filledSize")
    if filled is None or filled == raw.get("matchSize"):
        return parsed
    return {**parsed, "cost": None, "average": None}


CORRECTIONS = Corrections(heard=heard)
