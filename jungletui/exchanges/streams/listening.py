"""Opens one line of a session's stream."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.exchanges.loader import load_streaming, streams
from jungletui.exchanges.plans import Plan
from jungletui.exchanges.streams.book import Hear
from jungletui.exchanges.streams.listener import Listener
from jungletui.exchanges.streams.plans import (
    BALANCE,
    ORDERS,
    StreamLine,
    StreamPlan,
    list_part,
    stream_plan,
    wallet_part,
)
from jungletui.exchanges.streams.stream import live
from jungletui.exchanges.streams.watching import Watching
from jungletui.exchanges.ws_guard import Messages, messages_of

if TYPE_CHECKING:
    from jungletui.exchanges.session import Session

NO_SNAPSHOT: Mapping[str, object] = {
    "watchBalance": {"fetchBalanceSnapshot": False, "awaitBalanceSnapshot": False}
}
"""Some classes (ccxt 4.5.90 pro/kucoin.py, bingx.py, weex.py, …) read the balances before they
subscribe, and never subscribe where that fails."""


FEW_TRADES: Mapping[str, object] = {"tradesLimit": 200}
"""ccxt keeps the last thousand fills of each key, three kilobytes each, of which only those of the
latest message are taken."""


async def plan(exchange: str) -> StreamPlan:
    """What can be listened to at an exchange; no lines where ccxt.pro does not have it, or where
    no message may be written there. Loads it, beside the event loop."""
    found = stream_plan(exchange)
    if not found.lines:
        return found
    if not streams(exchange) or messages_of(exchange) == Messages(exchange):
        return StreamPlan(polled="no message may be written on its stream")
    await asyncio.to_thread(load_streaming, exchange)
    return found


def parts_of(plan: Plan) -> tuple[str, ...]:
    """Everything that following a key reads: its wallets, then the parts of its open orders."""
    lists = (part.name for part in plan.slices if part.of == "open")
    return (*(wallet_part(one.name) for one in plan.wallets), *map(list_part, lists))


async def listen(session: Session, line: StreamLine, hear: Hear, up: Callable[[], None]) -> None:
    """Listen as `stream.live` does, with an object of this one life: ccxt keeps listen keys and
    balances in it, which are none of the next one's. Raises as `live` does."""
    profile = session.key.profile
    whole = await plan(profile.exchange)
    chosen = replace(
        whole, orders=whole.believes(line, ORDERS), balances=whole.believes(line, BALANCE)
    )
    ears = Listener(None, session.line, profile, chosen, session.clock, hear)
    known = session.made.options
    learned = {name: known[name] for name in chosen.learned if known.get(name) is not None}
    options = {**NO_SNAPSHOT, **FEW_TRADES, **learned, **line.options}
    await session.world.ready_to_listen()
    made = session.world.listening_for(session.key.credential, session.line, options, ears)
    ears.made = made
    if line.account:
        await _name_account(session, made)
    try:
        await live(made, ears, line, up)
    finally:
        made.forget()


async def _name_account(session: Session, made: Watching) -> None:
    """Give the object the account's number where the key has none: ccxt's `uid`."""
    if made.uid:
        return
    told = await session.ask_account()
    if told.id is None:
        raise ExchangeError(
            FailureKind.NOT_SUPPORTED,
            f"the stream wants the account's number: {told.reason}",
            "It is polled instead.",
        )
    made.uid = told.id
