"""An account is empty only when the exchange said so.

ccxt 4.5.90 makes an empty balance, or an empty list, of whatever answer has no rows in it: `{}`,
and an error that it does not know, among them. Where an exchange's rows are is in `places/`, traced
from ccxt's own parsers, and in the shapes of `codes/`, from the exchange's documents, which go
first.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from jungletui.domain.json import Json
from jungletui.exchanges.codebooks import CodeBook
from jungletui.exchanges.digits import NOT_ASSETS
from jungletui.exchanges.hearing import Heard
from jungletui.exchanges.protocol import Row
from jungletui.exchanges.rows import exact

DEEPEST = 4
BALANCES, LISTS = "balances", "lists"
AMOUNTS = ("free", "used", "total")
BARE = ": list"
"""The place of rows that are the whole answer."""
Places = Mapping[str, Sequence[str]]
"""`"VERB section path"` to places such as `data.0.details: list`."""


@cache
def places_of(exchange: str, of: str) -> Places:
    """Where the rows of this exchange's balances, or of its lists, are."""
    found = files("jungletui.exchanges").joinpath("places", f"{exchange}.toml")
    if not exchange.isidentifier() or not found.is_file():
        return {}
    places: Places = tomllib.loads(found.read_text(encoding="utf-8"))[of]
    return places


def names_assets(balance: Row) -> bool:
    """Whether a figure of any asset is told, if only that there is none of it."""
    tables = (balance[name] for name in balance if name not in NOT_ASSETS)
    return any(
        isinstance(table, Mapping) and any(exact(table.get(name)) is not None for name in AMOUNTS)
        for table in tables
    )


def is_untold(heard: Sequence[Heard], exchange: str, book: CodeBook, of: str) -> bool:
    """Whether what was heard, in which ccxt found no rows, does not say either that there are none:
    the place of the rows is missing, or nobody knows of a place and there is none like one."""
    known = [(one, where) for one in heard if (where := _places(one.endpoint, exchange, book, of))]
    if not known:
        bodies = [one.body for one in heard]
        alike = any(_has_place(body, DEEPEST) for body in bodies)
        listed = of == LISTS and any(isinstance(body, list) for body in bodies)
        return bool(heard) and not alike and not listed
    return not all(any(_has(one.body, place, of) for place in where) for one, where in known)


def is_misplaced(heard: Sequence[Heard], exchange: str, book: CodeBook, of: str) -> bool:
    """Whether rows were found in an object of an answer that is to be a bare list: ccxt takes the
    values of any object for rows, those of an error among them."""
    return any(
        isinstance(one.body, dict) and set(where) == {BARE}
        for one in heard
        if (where := _places(one.endpoint, exchange, book, of))
    )


def _places(endpoint: str, exchange: str, book: CodeBook, of: str) -> Sequence[str]:
    shape = (book.shapes or {}).get(endpoint, {})
    documented = [f"{path}: {kind}" for path, kind in shape.items() if kind in ("list", "dict")]
    return documented or places_of(exchange, of).get(endpoint, ())


def _has(body: Json, place: str, of: str) -> bool:
    """Whether rows may be there. Go writes `null` for a list of nothing, and PHP `[]` for an object
    of nothing: the latter counts, the former only where no balance is concerned."""
    path, kind = place.split(": ")
    found = body
    for step in filter(None, path.split(".")):
        if isinstance(found, list) and step.isdigit() and int(step) < len(found):
            found = found[int(step)]
        elif isinstance(found, dict) and step in found:
            found = found[step]
        else:
            return False
    if found is None:
        return of == LISTS
    if isinstance(found, list):
        return all(isinstance(row, list | Mapping) for row in found)
    return kind != "list" and isinstance(found, dict)


def _has_place(raw: object, depth: int) -> bool:
    """Whether there is an empty list or object, or a list, below the answer itself."""
    if not isinstance(raw, Mapping) or not depth:
        return False
    return any(
        isinstance(value, list)
        or (isinstance(value, Mapping) and (not value or _has_place(value, depth - 1)))
        for value in raw.values()
    )
