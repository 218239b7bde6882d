"""Two coins that ccxt gives one name are two coins: the balance of one does not take the other's
place.

ccxt 4.5.90 renames coins (base/exchange.py `commonCurrencies`: `BCC` becomes `BCH`), and keeps
balances by the new name, so that of an account with both only the one that came last is told
(https://github.com/ccxt/ccxt/issues/25482, seen at LBank). Here the coin of that very name keeps
it, and the other goes by the name that the exchange gave it.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any, cast

from jungletui.exchanges.protocol import Row

OWN = "\x00own"
"""Behind the name of a coin that came after another one had taken it."""
_NAMES: ContextVar[dict[str, str] | None] = ContextVar("names", default=None)
"""While a balance is read: the first coin of each name, as the exchange calls it."""


class Apart:
    """Mixed in before a ccxt class and what makes it exact."""

    async def fetch_balance(self, params: Row | None = None) -> object:
        """ccxt's balance, with every coin in it."""
        token = _NAMES.set({})
        try:
            return await cast("Any", super()).fetch_balance(dict(params or {}))
        finally:
            _NAMES.reset(token)

    def safe_currency_code(self, currency_id: object = None, currency: object = None) -> object:
        """ccxt's name of a coin; within a balance no two coins have one name."""
        code = cast("Any", super()).safe_currency_code(currency_id, currency)
        names = _NAMES.get()
        if names is None or not isinstance(code, str) or not isinstance(currency_id, str):
            return code
        return _apart(names, code, currency_id.upper())

    def safe_balance(self, balance: dict[str, Any]) -> object:
        """The balance with its coins under their own names."""
        told = _named(balance, _NAMES.get() or {})
        return cast("Any", super()).safe_balance(told)


def _apart(names: dict[str, str], code: str, sent: str) -> str:
    if names.setdefault(code, sent) == sent:
        return code
    return f"{code}{OWN}" if sent == code else sent


def _named(balance: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    for key in [key for key in balance if key.endswith(OWN)]:
        code = key.removesuffix(OWN)
        if code in balance:
            balance[names[code]] = balance.pop(code)
        balance[code] = balance.pop(key)
    return balance
