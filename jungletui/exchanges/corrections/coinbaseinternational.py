"""Coinbase International: no order can be read, and whether a fill was a maker's is lost.

ccxt 4.5.90 coinbaseinternational.py `parse_order` subtracts what is filled from the amount: a
TypeError, as figures are texts here (see `building.py`). What is filled is `filled_amount`
(https://docs.cdp.coinbase.com/api-reference/trading/private-get_open_orders_by_instrument). It is
kept from ccxt and counted as the amount was counted, which may be in contracts. A stop order at the
market has a word as its price, `market_price` (an order that ccxt recorded there), which its
`Precise` cannot read. A fill tells its role as `liquidity`, M or T
(https://docs.cdp.coinbase.com/api-reference/trading/private-get_user_trades_by-instrument), which
`parse_trade` leaves out.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, localcontext

from jungletui.exchanges.corrections import Corrections, Table
from jungletui.exchanges.corrections.amounts import DIGITS, difference, number

FILLED, AT_MARKET = "filled_amount", "market_price"
ROLES = {"M": "maker", "T": "taker"}


def order_sent(sent: object) -> object:
    """The order without what was filled of it, and without a price that is a word."""
    if not isinstance(sent, Mapping):
        return sent
    hidden = {FILLED} if sent.get("price") != AT_MARKET else {FILLED, "price"}
    return {name: value for name, value in sent.items() if name not in hidden}


def order(parsed: Table, raw: Mapping[str, object]) -> Table:
    """What was filled, and what is left; no cost, as none was sent."""
    filled = _counted(raw.get(FILLED), raw.get("amount"), parsed.get("amount"))
    if filled is None:
        return parsed
    remaining = difference(parsed.get("amount"), filled)
    return {**parsed, "filled": filled, "remaining": remaining, "cost": None}


def trade(parsed: Table, raw: Mapping[str, object]) -> Table:
    """The role of a fill."""
    role = ROLES.get(str(raw.get("liquidity")))
    return parsed if role is None else {**parsed, "takerOrMaker": role}


def _counted(filled: object, amount: object, counted: object) -> str | None:
    """`filled` in the unit in which `amount` is `counted`."""
    part, whole, other = number(filled), number(amount), number(counted)
    if part is None:
        return None
    if whole is None or other is None or whole == other:
        return str(filled)
    with localcontext(prec=DIGITS):
        return format((part * other / whole).normalize(), "f") if whole else str(Decimal(0))


CORRECTIONS = Corrections(order=order, trade=trade, order_sent=order_sent)
