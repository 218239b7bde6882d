"""ccxt's making of thousands of markets, as it is and in two thirds of the time.

For every market ccxt (4.5.90 base/exchange.py `set_markets`) merges the same three tables anew, and
for every coin's name it makes a whole currency (`safe_currency_code`). While markets are loaded, an
object remembers both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from jungletui.exchanges.protocol import Ccxt

Table = dict[str, Any]


@contextmanager
def completing(made: Ccxt) -> Iterator[None]:
    """Meanwhile `made`, which nobody else uses, loads markets faster. What it makes may share
    tables: keep a copy."""
    shadows = {"safe_currency_code": _naming(made), "set_markets": _setting(made)}
    vars(made).update(shadows)
    try:
        yield
    finally:
        for name in shadows:
            del vars(made)[name]


def _naming(made: Any) -> Callable[..., object]:
    """ccxt's name of a coin, found once for as long as the currencies are the same."""
    original, known = made.safe_currency_code, made.currencies_by_id
    names: dict[str, object] = {}

    def name(currency_id: object, currency: object = None) -> object:
        nonlocal known
        if currency is not None or not isinstance(currency_id, str):
            return original(currency_id, currency)
        if made.currencies_by_id is not known:
            known = made.currencies_by_id
            names.clear()
        if currency_id not in names:
            names[currency_id] = original(currency_id)
        return names[currency_id]

    return name


def _setting(made: Any) -> Callable[..., object]:
    """`set_markets`, in which what all markets begin with is merged once."""
    original, structure, extend = made.set_markets, made.safe_market_structure, made.deep_extend

    def set_markets(markets: object, currencies: object = None) -> object:
        empty: Table = structure()
        begun: Table = {}

        def extended(*tables: Table) -> object:
            if len(tables) != 4 or tables[0] is not empty:
                return extend(*tables)
            if not begun:
                begun.update(extend(*tables[:3]))
            return _merged(begun, tables[3])

        made.safe_market_structure = lambda one=None: empty if one is None else structure(one)
        made.deep_extend = extended
        try:
            return original(markets, currencies)
        finally:
            del made.safe_market_structure, made.deep_extend

    return set_markets


def _merged(before: Table, table: Table) -> Table:
    """`table` over `before`, tables in them too; both are left as they are."""
    joined = dict(before)
    for name, value in table.items():
        under = joined.get(name) if isinstance(value, dict) else None
        joined[name] = _merged(under, value) if isinstance(under, dict) else value
    return joined
