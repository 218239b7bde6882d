"""Markets as they are kept: a row of JSON each, given to a ccxt object that reads those it needs.

ccxt (4.5.90 base/exchange.py `set_markets`) completes every market anew, which takes longer than to
read them; those that are kept are complete. One reading looks at a few of an exchange's thousands,
and as JSON they take a fifth of the memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

import msgspec

from jungletui.exchanges.late import Late
from jungletui.exchanges.protocol import Ccxt, Row

HELPERS = "marketHelperProps"
Raws = dict[str, msgspec.Raw]


class Kept(msgspec.Struct):
    """Markets and currencies by symbol and code; by the exchange's names of markets, the symbols;
    its names of the currencies, in their order; and ccxt's further indexes of markets, such as
    Kraken's by alternative name."""

    ccxt: str
    at: int
    markets: Raws
    symbols: dict[str, list[str]]
    currencies: Raws
    currency_ids: list[Any]
    helpers: dict[str, Raws | None]


def pack(made: Ccxt, ccxt: str, at: int) -> Kept:
    """What an object knows of its markets, without their raw replies: nothing that reads needs
    those, and they are most of it."""
    markets, currencies = made.markets or {}, made.currencies or {}
    return Kept(
        ccxt, at,
        _packed(markets), _symbols(made),
        _packed(currencies), [row.get("id") for row in currencies.values()],
        dict(_helpers(made)),
    )  # fmt: skip


def restore(made: Ccxt, kept: Kept) -> None:
    """Set and index what ccxt's `set_markets` had made of them."""
    whole = cast("Any", made)
    markets = Late(kept.markets, msgspec.Raw, _row)
    currencies = Late(kept.currencies, msgspec.Raw, _row)
    symbols = {name: tuple(those) for name, those in kept.symbols.items()}
    made.markets, made.currencies = markets, currencies
    made.markets_by_id = Late(symbols, tuple, lambda those: [markets[one] for one in those])
    whole.symbols, whole.codes = sorted(markets), sorted(currencies)
    whole.ids = sorted(symbols)
    by_code = sorted(zip(kept.currencies, kept.currency_ids, strict=True), key=lambda one: one[0])
    codes = {name: code for code, name in by_code if name is not None}
    whole.currencies_by_id = Late(codes, str, currencies.__getitem__)
    made.options.update((name, _late(table)) for name, table in kept.helpers.items())


def _symbols(made: Ccxt) -> dict[str, list[str]]:
    """Not all of these names are told in the markets themselves (ccxt 4.5.90 deepcoin.py
    `set_markets`)."""
    by_name, markets = made.markets_by_id or {}, made.markets or {}
    found = {
        name: [str(row["symbol"]) for row in rows if row["symbol"] in markets]
        for name, rows in by_name.items()
    }
    return {name: symbols for name, symbols in found.items() if symbols}


def _packed(table: Mapping[str, object]) -> Raws:
    return {name: msgspec.Raw(msgspec.json.encode(_bare(row))) for name, row in table.items()}


def _bare(row: object) -> object:
    """A row, or a list of rows, without raw replies."""
    if isinstance(row, list):
        return [_bare(one) for one in row]
    return {**row, "info": {}} if isinstance(row, dict) and "info" in row else row


def _helpers(made: Ccxt) -> Iterator[tuple[str, Raws | None]]:
    names = made.options.get(HELPERS)
    for name in cast("Iterable[str]", names if isinstance(names, list) else ()):
        table = made.options.get(name)
        yield name, _packed(table) if isinstance(table, dict) else None


def _late(table: Raws | None) -> Late | None:
    return None if table is None else Late(table, msgspec.Raw, _row)


def _row(raw: msgspec.Raw) -> Row:
    return cast("Row", msgspec.json.decode(raw))
