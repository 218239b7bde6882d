"""The tickers of one exchange: asked for once, and parsed only as far as somebody wants them.

An exchange sends a thousand and more at once, and ccxt takes longer to parse them than to read the
balances that they are for. So the reply is kept as it came for as long as its prices are good, and
ccxt reads it again for those markets that are new to it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, cast

from jungletui.exchanges.protocol import Ccxt, Row

Ids = frozenset[str]
Narrow = Callable[[Ids], object]
"""A reply without the rows of known markets that are not wanted. Rows that name no market stay, and
so does everything else."""
DEEPEST = 3
"""How far down in a reply the list of tickers may be."""
MOST_STRANGERS = 0.5
"""A field is the name of a market where at least the other half of the rows has a known one."""


class TickerReply:
    """One reply. `params` are ccxt's of `fetch_tickers`."""

    def __init__(self, public: Ccxt, params: Mapping[str, object]) -> None:
        self._public = public
        self._params = params
        self._replies: dict[str, Narrow] = {}
        self._parsed: set[str] = set()

    async def fetch(self) -> list[Row]:
        """Ask the exchange; the tickers whose market could not be told before they were parsed.
        Raises ExchangeError."""
        return await self._read(frozenset())

    async def of(self, symbols: Iterable[str]) -> list[Row]:
        """The tickers of these markets, without those that were told before. Nothing is sent.
        Raises ExchangeError."""
        markets = self._public.markets or {}
        ids = {str(markets[symbol]["id"]) for symbol in symbols if symbol in markets}
        wanted = frozenset(ids - self._parsed)
        if not wanted:
            return []
        self._parsed |= wanted
        return await self._read(wanted)

    async def _read(self, wanted: Ids) -> list[Row]:
        made: Any = copy.copy(self._public)  # the same object, but for what it is answered
        known = self._public.markets_by_id or {}

        async def request(path: str, *of: object, **named: object) -> object:
            asked = repr((path, of, named))
            if asked not in self._replies:
                ask: Any = self._public.request
                self._replies[asked] = sorted_by(await ask(path, *of, **named), known)
            return self._replies[asked](wanted)

        made.request = request
        found = await made.fetch_tickers(None, dict(self._params))
        return list(cast("Mapping[str, Row]", found).values())


def sorted_by(reply: object, known: Collection[str], depth: int = DEEPEST) -> Narrow:
    """The reply, looked through once: which of its rows are of which known market. It must not
    change any more."""
    if isinstance(reply, list) and reply and all(isinstance(row, dict) for row in reply):
        name = _naming(reply, known)
        if name is not None:
            return _of_rows(reply, name, known)
    if not isinstance(reply, dict):
        return lambda _: reply
    strangers = [key for key in reply if key not in known]
    rows = len(reply) - len(strangers)
    if rows and rows >= len(reply) * MOST_STRANGERS:
        rest = {key: reply[key] for key in strangers}
        return lambda wanted: {**rest, **{key: reply[key] for key in wanted if key in reply}}
    if depth == 0:
        return lambda _: reply
    parts = {key: sorted_by(part, known, depth - 1) for key, part in reply.items()}
    return lambda wanted: {key: part(wanted) for key, part in parts.items()}


def _of_rows(rows: list[dict[str, object]], name: str, known: Collection[str]) -> Narrow:
    """Rows of which each has the name of its market at `name`, in their order."""
    places: dict[str, int] = {}
    strangers: list[int] = []
    for place, row in enumerate(rows):
        market = row.get(name)
        if isinstance(market, str) and market in known:
            places[market] = place
        else:
            strangers.append(place)

    def narrow(wanted: Ids) -> object:
        found = (places[market] for market in wanted if market in places)
        return [rows[place] for place in sorted((*strangers, *found))]

    return narrow


def _naming(rows: list[dict[str, object]], known: Collection[str]) -> str | None:
    """The field that names each row's market: no two rows have the same one."""
    for name, value in rows[0].items():
        if not isinstance(value, str):
            continue
        values = [row.get(name) for row in rows]
        names = {text for text in values if isinstance(text, str)}
        if len(names) == len(rows) and sum(text in known for text in names) >= max(
            1, len(rows) * MOST_STRANGERS
        ):
            return name
    return None
