"""Kraken Futures: a limit order without its limit.

Open orders tell `limitPrice`
(https://docs.kraken.com/api/docs/futures-api/trading/get-open-orders). ccxt 4.5.90 krakenfutures.py
`parse_order` leaves it out of all orders, because it is not the price of a market order
(https://github.com/ccxt/ccxt/pull/28110), whose type is `ioc` or `mkt`.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table
from jungletui.exchanges.corrections.amounts import number

LIMITS = frozenset(("lmt", "limit", "post", "postonly", "post_only"))


def order(parsed: Table, raw: Mapping[str, object]) -> Table:
    """The limit of an order that has one."""
    kind = str(raw.get("orderType") or raw.get("type") or "").lower()
    if parsed.get("price") is not None or kind not in LIMITS:
        return parsed
    limit = raw.get("limitPrice")
    return {**parsed, "price": str(limit)} if number(limit) else parsed


CORRECTIONS = Corrections(order=order)
