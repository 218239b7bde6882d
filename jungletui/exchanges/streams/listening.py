"""Opens one line of a session's stream."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from jungletui.exchanges.loader import load_streaming, streams
from jungletui.exchanges.streams.book import Hear
from jungletui.exchanges.streams.plans import PLANS, StreamLine, StreamPlan, plan_for
from jungletui.exchanges.streams.stream import Listener, live
from jungletui.exchanges.ws_guard import Messages, messages_of

if TYPE_CHECKING:
    from jungletui.exchanges.session import Session


async def plan(exchange: str) -> StreamPlan:
    """What can be listened to at an exchange; no lines where ccxt.pro does not have it, or where
    no message may be written there. Loads it, beside the event loop."""
    allowed = messages_of(exchange)
    if not streams(exchange) or allowed == Messages(exchange):
        return StreamPlan()
    await asyncio.to_thread(load_streaming, exchange)
    return plan_for(exchange, {} if exchange in PLANS else _has(exchange))


async def listen(session: Session, line: StreamLine, hear: Hear, up: Callable[[], None]) -> None:
    """Listen as `stream.live` does, with an object of this one life: ccxt keeps listen keys and
    balances in it, which are none of the next one's. Raises as `live` does."""
    profile = session.key.profile
    chosen = await plan(profile.exchange)
    ears = Listener(None, session.line, profile, chosen, session.clock, hear)
    known = session.made.options
    options = {name: known[name] for name in chosen.learned if known.get(name) is not None}
    options |= line.options
    made = session.world.listening_for(session.key.credential, session.line, options, ears)
    ears.made = made
    try:
        await live(made, ears, line, up)
    finally:
        made.clients.clear()  # its sockets know it, and it them: let go of both at once
        made.running.clear()


@cache
def _has(exchange: str) -> Mapping[str, object]:
    """What ccxt.pro says that it can watch there."""
    made = cast("Any", load_streaming(exchange))({"enableRateLimit": False})
    return cast("Mapping[str, object]", made.has)
