"""Zaif: no order ever ended, and what was sold may look bought.

What ccxt 4.5.90 zaif.py `fetch_closed_orders` reads are executions (`trade_history`): `action` is
the taker's, `your_action` the account's own
(https://zaif-api-document.readthedocs.io/ja/latest/TradingAPI.html#id24). Its `parse_order` calls
every row open, and takes the taker's side.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table

SIDES = {"bid": "buy", "ask": "sell"}


def order(parsed: Table, raw: Mapping[str, object]) -> Table:
    """Filled as it stands, at its price, on the account's own side; `both` is no side."""
    if "your_action" not in raw:
        return parsed
    filled = {"filled": parsed.get("amount"), "remaining": "0", "average": parsed.get("price")}
    side = SIDES.get(str(raw["your_action"]))
    return {**parsed, **filled, "status": "closed", "side": side}


CORRECTIONS = Corrections(order=order)
