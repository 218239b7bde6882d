"""BigONE: a withdrawal without its fee.

The row has `fee`, in the coin (the withdrawal that ccxt 4.5.90 recorded in bigone.py
`parse_transaction`; https://open.big.one/docs/spot_withdrawal.html); ccxt tells none.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table


def movement(parsed: Table, raw: Mapping[str, object]) -> Table:
    """The fee as it was sent."""
    sent = raw.get("fee")
    if sent is None or parsed.get("fee") is not None:
        return parsed
    return {**parsed, "fee": {"cost": str(sent), "currency": parsed.get("currency")}}


CORRECTIONS = Corrections(movement=movement)
