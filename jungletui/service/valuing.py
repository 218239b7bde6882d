"""What balances are worth: by each exchange's own prices, with the way to each price and its age.

An asset without a price keeps its row and has no value: it is named, never dropped.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from jungletui.domain.accounts import BalanceRow, NotRead, Price
from jungletui.domain.failures import ErrorInfo
from jungletui.domain.keys import Key
from jungletui.service.side_by_side import ask_all
from jungletui.service.state import State

MANY_ROWS = 1000
"""They take longer to reckon than the event loop may be held up."""
Place = tuple[str, str, str | None]
"""Exchange, environment and endpoint: keys of one place share its prices."""


@asynccontextmanager
async def prices_ahead(state: State, keys: Sequence[Key], quote: str) -> AsyncIterator[None]:
    """Have each place asked for its prices while the block reads what they are for. What fails here
    is told where the prices are wanted."""
    askers = {place_of(key): key for key in reversed(keys)}

    async def ask(key: Key) -> None:
        await (await state.session(key)).quotes((), quote)

    asking = asyncio.create_task(ask_all(askers.values(), ask, debug=False, doing=""))
    try:
        yield
    finally:
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)


async def valued(
    state: State, keys: Sequence[Key], rows: Sequence[BalanceRow], quote: str
) -> tuple[tuple[BalanceRow, ...], tuple[NotRead, ...]]:
    """The rows with their values in `quote`; a place without prices is named as not read."""
    by_name = {key.name: key for key in keys}
    assets: dict[Place, set[str]] = {}
    askers: dict[Place, Key] = {}
    for row in rows:
        key = by_name[row.key]
        assets.setdefault(place_of(key), set()).add(row.asset)
        askers.setdefault(place_of(key), key)

    async def ask(key: Key) -> Mapping[str, Price]:
        return await (await state.session(key)).quotes(assets[place_of(key)], quote)

    prices: dict[Place, Mapping[str, Price]] = {}
    missing: list[NotRead] = []
    for key, answer in await ask_all(askers.values(), ask, state.debug, doing=""):
        if isinstance(answer, ErrorInfo):
            what = f"prices in {quote}"
            missing.append(NotRead(key.name, what, answer.message, answer.remedy))
        else:
            prices[place_of(key)] = answer
    found = (
        with_value(row, prices.get(place_of(by_name[row.key]), {}).get(row.asset)) for row in rows
    )
    priced = tuple(found) if len(rows) < MANY_ROWS else await asyncio.to_thread(tuple, found)
    return priced, tuple(missing)


def place_of(key: Key) -> Place:
    """Where a key's prices come from."""
    profile = key.profile
    return profile.exchange, profile.environment, profile.endpoint


def with_value(row: BalanceRow, price: Price | None) -> BalanceRow:
    """The row with what it is worth at this price; a total that is no number has no value."""
    if price is None:
        return row
    value = None
    if row.total is not None and row.total.is_finite():
        value = row.total * price.value
    return replace(row, value=value, price=price.value, price_at=price.at, price_path=price.path)
