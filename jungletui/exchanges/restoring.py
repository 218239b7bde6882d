"""Markets that were kept on disk, given to a ccxt object as they are.

ccxt (4.5.90 base/exchange.py `set_markets`) completes every market anew, which takes longer than to
read them; those that were kept are complete.
"""

from __future__ import annotations

from typing import Any, cast

from jungletui.exchanges.protocol import Ccxt, Row


def restore(made: Ccxt, markets: dict[str, Row], currencies: dict[str, Row] | None) -> None:
    """Set and index what `set_markets` had made of them."""
    if not currencies:
        made.set_markets(markets, currencies)
        return
    by_id: dict[str, list[Row]] = {}
    for market in markets.values():
        by_id.setdefault(cast("str", market["id"]), []).append(market)
    made.markets, made.markets_by_id = markets, by_id
    made.currencies = currencies
    whole = cast("Any", made)
    whole.symbols, whole.ids, whole.codes = sorted(markets), sorted(by_id), sorted(currencies)
    whole.currencies_by_id = whole.index_by_safe(currencies, "id")
