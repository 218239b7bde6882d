"""Balances, orders and fills of many keys side by side, in one document each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TypeVar

from jungletui.domain.accounts import BalanceRow, FillRow, KeyFailure, NotRead, OrderRow
from jungletui.domain.documents import Balances, Fills, Orders
from jungletui.domain.failures import ErrorInfo, UsageError
from jungletui.domain.keys import Key
from jungletui.service.keys import named
from jungletui.service.side_by_side import ask_all, key_failure
from jungletui.service.state import State, opened

STATES = ("open", "closed", "all")
LONG_AGO = datetime.min.replace(tzinfo=UTC)

Row = TypeVar("Row")
Part = tuple[tuple[Row, ...], tuple[NotRead, ...]]


async def balances(state: State, names: tuple[str, ...], quote: str) -> Balances:
    """What the accounts hold, valued by each exchange's own prices. An empty `quote` means the
    configured one. UsageError for an unknown name; what fails at an exchange is in the document."""
    keys = named(opened(state).content.keys, names)
    return await balances_of(state, keys, quote)


async def balances_of(state: State, keys: tuple[Key, ...], quote: str) -> Balances:
    """The same for keys at hand."""
    quote = quote.upper() or state.config.quote

    async def ask(key: Key) -> Part[BalanceRow]:
        return await (await state.session(key)).balances()

    rows, errors, not_read = _collected(await ask_all(keys, ask, state.debug))
    valued, unpriced = await _valued(state, keys, rows, quote)
    values = [row.value for row in valued if row.value is not None]
    return Balances(
        at=state.clock(),
        quote=quote,
        total=sum(values, Decimal(0)) if values or not (rows or errors) else None,
        rows=valued,
        errors=errors,
        not_read=not_read + unpriced,
    )


async def orders(
    state: State,
    names: tuple[str, ...],
    order_state: str,
    symbol: str | None,
    since: datetime | None,
) -> Orders:
    """Orders, newest first. UsageError for an unknown name or state."""
    if order_state not in STATES:
        raise UsageError(f"There is no state {order_state!r}.", f"There are {', '.join(STATES)}.")
    keys = named(opened(state).content.keys, names)
    return await orders_of(state, keys, order_state, symbol, since)


async def orders_of(
    state: State,
    keys: tuple[Key, ...],
    order_state: str,
    symbol: str | None = None,
    since: datetime | None = None,
) -> Orders:
    """The same for keys at hand."""

    async def ask(key: Key) -> Part[OrderRow]:
        return await (await state.session(key)).orders(order_state, symbol, since)

    rows, errors, not_read = _collected(await ask_all(keys, ask, state.debug))
    rows = tuple(sorted(rows, key=lambda row: row.created_at or LONG_AGO, reverse=True))
    return Orders(state.clock(), rows, errors, not_read)


async def fills(
    state: State, names: tuple[str, ...], symbol: str | None, since: datetime | None
) -> Fills:
    """Executions, newest first. UsageError for an unknown name."""
    keys = named(opened(state).content.keys, names)

    async def ask(key: Key) -> Part[FillRow]:
        return await (await state.session(key)).fills(symbol, since)

    rows, errors, not_read = _collected(await ask_all(keys, ask, state.debug))
    rows = tuple(sorted(rows, key=lambda row: row.at or LONG_AGO, reverse=True))
    return Fills(state.clock(), rows, errors, not_read)


def _collected(
    answers: Sequence[tuple[Key, Part[Row] | ErrorInfo]],
) -> tuple[tuple[Row, ...], tuple[KeyFailure, ...], tuple[NotRead, ...]]:
    """Rows, failures and what was not read, each in one tuple."""
    rows: list[Row] = []
    errors: list[KeyFailure] = []
    not_read: list[NotRead] = []
    for key, answer in answers:
        if isinstance(answer, ErrorInfo):
            errors.append(key_failure(key, answer))
        else:
            rows.extend(answer[0])
            not_read.extend(answer[1])
    return tuple(rows), tuple(errors), tuple(not_read)


Place = tuple[str, str, str | None]
"""Exchange, environment and endpoint: keys of one place share its prices."""


async def _valued(
    state: State, keys: Sequence[Key], rows: Sequence[BalanceRow], quote: str
) -> tuple[tuple[BalanceRow, ...], tuple[NotRead, ...]]:
    """The rows with their values; a place without prices is named as not read."""
    places = {key.name: _place(key) for key in keys}
    assets: dict[Place, set[str]] = {}
    askers: dict[Place, Key] = {}
    by_name = {key.name: key for key in keys}
    for row in rows:
        assets.setdefault(places[row.key], set()).add(row.asset)
        askers.setdefault(places[row.key], by_name[row.key])

    async def ask(key: Key) -> Mapping[str, Decimal]:
        return await (await state.session(key)).prices(assets[_place(key)], quote)

    prices: dict[Place, Mapping[str, Decimal]] = {}
    missing: list[NotRead] = []
    for key, answer in await ask_all(askers.values(), ask, state.debug):
        if isinstance(answer, ErrorInfo):
            missing.append(NotRead(key.name, f"prices in {quote}", answer.message))
        else:
            prices[_place(key)] = answer
    return tuple(_with_value(row, prices.get(places[row.key], {})) for row in rows), tuple(missing)


def _place(key: Key) -> Place:
    profile = key.profile
    return profile.exchange, profile.environment, profile.endpoint


def _with_value(row: BalanceRow, prices: Mapping[str, Decimal]) -> BalanceRow:
    price = prices.get(row.asset)
    if price is None or row.total is None:
        return row
    return replace(row, value=row.total * price)
