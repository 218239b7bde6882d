"""ZebPay: an order without its id, its fills and its average, a fill without its order.

Futures orders tell `clientOrderId` (by which they are asked for), `filled`, `remaining` and
`average`, trades `order` and `takerOrMaker`
(https://github.com/zebpay/zebpay-api-references/blob/main/futures/api-reference/data-models.md).
ccxt 4.5.90 zebpay.py `parse_order` reads none of the first four, and its `parse_trade` takes the
trade's own id for the order's.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table
from jungletui.exchanges.corrections.amounts import number

FIGURES = ("filled", "remaining", "average")
STATUSES = {"new": "open", "filled": "closed"}


def order(parsed: Table, raw: Mapping[str, object]) -> Table:
    """What was sent, as it was sent."""
    if "orderId" in raw or "clientOrderId" not in raw:
        return parsed
    sent = {name: str(raw[name]) for name in FIGURES if number(raw.get(name)) is not None}
    status = parsed.get("status")
    word = STATUSES.get(status, status) if isinstance(status, str) else status
    told = parsed | sent | {"id": raw["clientOrderId"], "status": word}
    return told if "average" in sent else {**told, "cost": None}


def trade(parsed: Table, raw: Mapping[str, object]) -> Table:
    """The order's id and the role."""
    if "order" not in raw:
        return parsed
    return {**parsed, "order": raw["order"], "takerOrMaker": raw.get("takerOrMaker")}


CORRECTIONS = Corrections(order=order, trade=trade)
