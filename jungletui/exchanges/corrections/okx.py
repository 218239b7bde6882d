"""OKX: a fill that its stream tells costs what the whole order did, and its fee has the wrong sign.

The channel `orders` tells the latest fill of an order within the order: `fillPx`, `fillSz` and
`fillFee`, which has the sign of every fee of OKX, negative where it was paid. ccxt 4.5.90
pro/okx.py `order_to_trade` takes it as it is, where okx.py `parse_trade` turns it, and the cost of
all fills so far (`accFillSz`) for that of this one. OKX's own page of the channel was not read.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table

IN_AN_ORDER = ("fillFee", "accFillSz")
"""What only a fill within an order has."""


def trade(parsed: Table, raw: Mapping[str, object]) -> Table:
    """The fee as what was paid; the cost is left to be reckoned."""
    fee, sent = parsed.get("fee"), raw.get("fillFee")
    if not all(name in raw for name in IN_AN_ORDER) or not isinstance(fee, Mapping):
        return parsed
    right = {**fee, "cost": _turned(sent) if isinstance(sent, str) else None}
    return {**parsed, "fee": right, "fees": [right], "cost": _cost(parsed, raw)}


def _turned(sent: str) -> str:
    return sent.removeprefix("-") if sent.startswith("-") else f"-{sent}"


def _cost(parsed: Table, raw: Mapping[str, object]) -> object:
    """That of the order where this is its only fill."""
    return parsed.get("cost") if raw.get("fillSz") == raw.get("accFillSz") else None


CORRECTIONS = Corrections(trade=trade)
