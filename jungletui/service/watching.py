"""Watching accounts: read again and again, told only when something is new."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace

from jungletui.domain.documents import AccountEvent, Balances, Orders
from jungletui.domain.failures import ErrorInfo
from jungletui.domain.keys import Key
from jungletui.service.keys import named
from jungletui.service.reading import LONG_AGO, balances_of, orders_of
from jungletui.service.state import State, opened

PAUSE = 4.0
DEMO_PAUSE = 2.0
"""Seconds between two looks at one key; so many times longer where keys share an exchange, which
counts the requests of this address and not those of each key."""
LONGEST_PAUSE = 240.0
AT_ONCE = 16


async def watch(state: State, names: tuple[str, ...], quote: str) -> AsyncIterator[AccountEvent]:
    """Balances and open orders of these keys at once, then whenever they changed; a failure once,
    until it is another or over. Runs until it is closed. UsageError for an unknown name."""
    keys = named(opened(state).content.keys, names)
    # One place a key: a watcher waits until its last event is taken, so nothing piles up.
    events: asyncio.Queue[AccountEvent] = asyncio.Queue(maxsize=max(1, len(keys)))
    gate = asyncio.Semaphore(AT_ONCE)
    crowd = Counter(key.profile.exchange for key in keys)
    usual = DEMO_PAUSE if state.demo else PAUSE
    watchers = [
        asyncio.create_task(
            _follow(state, key, quote, events, gate, usual * crowd[key.profile.exchange])
        )
        for key in keys
    ]
    try:
        while True:
            yield await events.get()
    finally:
        for watcher in watchers:
            watcher.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*watchers, return_exceptions=True)


async def _follow(
    state: State,
    key: Key,
    quote: str,
    events: asyncio.Queue[AccountEvent],
    gate: asyncio.Semaphore,
    usual: float,
) -> None:
    """Poll one key for ever, with `usual` seconds in between; after failures ever more seldom."""
    pause = usual
    last_balances: Balances | None = None
    last_orders: Orders | None = None
    last_error: ErrorInfo | None = None
    while True:
        async with gate:
            balances = await balances_of(state, (key,), quote)
            orders = await orders_of(state, (key,), "open")
        error = _error(balances, orders)
        if error is not None:
            pause = max(usual, min(pause * 2, LONGEST_PAUSE))
            if error != last_error:
                await events.put(AccountEvent(key.name, state.clock(), error=error))
        else:
            pause = usual
            recovered = last_error is not None
            if recovered or last_balances is None or _differ(balances, last_balances):
                await events.put(AccountEvent(key.name, state.clock(), balances=balances))
            if recovered or last_orders is None or _differ(orders, last_orders):
                await events.put(AccountEvent(key.name, state.clock(), orders=orders))
            last_balances, last_orders = balances, orders
        last_error = error
        await asyncio.sleep(pause)


def _error(*documents: Balances | Orders) -> ErrorInfo | None:
    for document in documents:
        for failure in document.errors:
            return ErrorInfo(failure.kind, failure.message, failure.remedy)
    return None


def _differ(new: Balances | Orders, old: Balances | Orders) -> bool:
    """Whether more than the time of reading and the valuation is new."""
    return _facts(new) != _facts(old)


def _facts(document: Balances | Orders) -> tuple[object, ...]:
    if isinstance(document, Balances):
        rows: tuple[object, ...] = tuple(
            (row.wallet, row.asset, row.free, row.used, row.total) for row in document.rows
        )
    else:
        rows = tuple(replace(row, at=LONG_AGO) for row in document.rows)
    return (*rows, document.not_read)
