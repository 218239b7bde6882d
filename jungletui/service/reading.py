"""Balances, orders and fills of many keys side by side, in one document each."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from jungletui.domain.accounts import BalanceRow, FillRow, OrderRow
from jungletui.domain.documents import Balances, Fills, Orders
from jungletui.domain.failures import UsageError
from jungletui.domain.keys import Key, fingerprint
from jungletui.domain.worth import Account, counted, joined
from jungletui.service.collecting import Part, collected
from jungletui.service.keys import named
from jungletui.service.side_by_side import ask_all
from jungletui.service.state import State, opened
from jungletui.service.valuing import prices_ahead, valued

if TYPE_CHECKING:
    from jungletui.exchanges.accounts import Told

STATES = ("open", "closed", "all")
LONG_AGO = datetime.min.replace(tzinfo=UTC)


async def balances(state: State, names: tuple[str, ...], quote: str) -> Balances:
    """What the accounts hold, valued by each exchange's own prices. An empty `quote` means the
    configured one. UsageError for an unknown name; what fails at an exchange is in the document."""
    keys = named(opened(state).content.keys, names)
    return await balances_of(state, keys, quote)


async def balances_of(state: State, keys: tuple[Key, ...], quote: str) -> Balances:
    """The same for keys at hand."""
    quote = quote.upper() or state.config.quote

    told: dict[str, Told] = {}

    async def ask(key: Key) -> Part[BalanceRow]:
        session = await state.session(key)
        found = await session.balances()
        told[key.name] = session.account
        return found

    async with prices_ahead(state, keys, quote):
        rows, errors, not_read = collected(await ask_all(keys, ask, state.debug))
        priced, unpriced = await valued(state, keys, rows, quote)
    accounts = joined(account_of(state, key, told[key.name]) for key in keys if key.name in told)
    values = [row.value for row in counted(priced, accounts) if row.value is not None]
    return Balances(
        at=state.clock(),
        quote=quote,
        total=sum(values, Decimal(0)) if values or not (rows or errors) else None,
        rows=priced,
        errors=errors,
        not_read=not_read + unpriced,
        accounts=accounts,
    )


def account_of(state: State, key: Key, told: Told) -> Account:
    """The account of one key, marked by a hash, so that its id need not leave this process."""
    profile, mark = key.profile, None
    if told.id is not None:
        endpoint = (profile.endpoint or "").rstrip("/")
        place = "\0".join((profile.exchange, profile.environment, endpoint))
        mark = fingerprint(opened(state).content.fingerprint_key, place, told.id)
    return Account(mark, profile.exchange, profile.environment, (key.name,), told.reason)


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

    rows, errors, not_read = collected(await ask_all(keys, ask, state.debug))
    rows = tuple(sorted(rows, key=lambda row: row.created_at or LONG_AGO, reverse=True))
    return Orders(state.clock(), rows, errors, not_read)


async def fills(
    state: State, names: tuple[str, ...], symbol: str | None, since: datetime | None
) -> Fills:
    """Executions, newest first. UsageError for an unknown name."""
    keys = named(opened(state).content.keys, names)

    async def ask(key: Key) -> Part[FillRow]:
        return await (await state.session(key)).fills(symbol, since)

    rows, errors, not_read = collected(await ask_all(keys, ask, state.debug))
    rows = tuple(sorted(rows, key=lambda row: row.at or LONG_AGO, reverse=True))
    return Fills(state.clock(), rows, errors, not_read)
