"""Watching accounts: each key is followed once, however many watch it, and told as it changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial

from jungletui.domain.documents import AccountEvent
from jungletui.domain.keys import Key
from jungletui.service.keys import named
from jungletui.service.live_key import LiveKey
from jungletui.service.outlet import Outlet
from jungletui.service.side_by_side import Gates
from jungletui.service.state import State, opened

PAUSE = 4.0
DEMO_PAUSE = 2.0
"""Seconds between two looks at one polled key; so many times longer where keys share an exchange,
which counts the requests of this address and not those of each key."""
AT_ONCE = 16
"""Keys of one exchange that are read at the same time."""


class Hub:
    """The keys that are watched now."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._gates = Gates(AT_ONCE)
        self._followed: list[LiveKey] = []

    def enter(self, key: Key, outlet: Outlet, quote: str) -> LiveKey:
        """Let a watcher see `key`; the first one starts its stream."""
        for live in self._followed:
            if live.key == key:
                live.enter(outlet, quote)
                return live
        usual = partial(self._usual, key.profile.exchange)
        live = LiveKey(self._state, key, self._gates.of(key), usual)
        self._followed.append(live)
        live.enter(outlet, quote)
        live.start()
        return live

    async def leave(self, live: LiveKey, outlet: Outlet) -> None:
        """The last watcher ends the stream."""
        live.leave(outlet)
        if not live.outlets and live in self._followed:
            self._followed.remove(live)
            await live.stop()

    def _usual(self, exchange: str) -> float:
        crowd = sum(live.key.profile.exchange == exchange for live in self._followed)
        return (DEMO_PAUSE if self._state.demo else PAUSE) * max(1, crowd)


async def watch(state: State, names: tuple[str, ...], quote: str) -> AsyncIterator[AccountEvent]:
    """Balances and open orders of these keys at once, then whenever they changed, and fills as they
    happen; a failure once, until it is another or over; the feed whenever it is another. Runs until
    it is closed. UsageError for an unknown name."""
    keys = named(opened(state).content.keys, names)
    quote = quote.upper() or state.config.quote
    hub = hub_of(state)
    outlet = Outlet()
    followed = {key.name: hub.enter(key, outlet, quote) for key in keys}
    try:
        while True:
            name, part = await outlet.take()
            event = followed[name].event(part, outlet)
            if event is not None:
                yield event
    finally:
        await asyncio.gather(*(hub.leave(live, outlet) for live in followed.values()))


def hub_of(state: State) -> Hub:
    """The one of this process."""
    if state.hub is None:
        state.hub = Hub(state)
    return state.hub
