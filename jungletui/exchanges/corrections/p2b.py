"""P2B: an open order has no status.

Open orders tell what is `left` of them, those that ended when that was (`ftime`): the replies that
ccxt 4.5.90 recorded in p2b.py `parse_order`
(https://github.com/P2B-team/p2b-api-docs/blob/master/api-doc.md#open-orders), which sets no status
for either. How one ended is not told.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table


def order(parsed: Table, raw: Mapping[str, object]) -> Table:
    """Open, where it did not end."""
    is_open = parsed.get("status") is None and "left" in raw and "ftime" not in raw
    return {**parsed, "status": "open"} if is_open else parsed


CORRECTIONS = Corrections(order=order)
