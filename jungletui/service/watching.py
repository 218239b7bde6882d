"""Watching accounts: balances, open orders and fills of keys, as their streams and reads tell."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial

from jungletui.domain.documents import AccountEvent
from jungletui.service.hub import Hub
from jungletui.service.keys import named
from jungletui.service.live_key import LiveKey
from jungletui.service.state import State, opened

PAUSE = 4.0
DEMO_PAUSE = 2.0
"""Seconds between two looks at one polled key."""
AT_ONCE = 16


def watch(state: State, names: tuple[str, ...], quote: str) -> AsyncIterator[AccountEvent]:
    """Balances and open orders of these keys at once, then whenever they changed, and fills as they
    happen; a failure once, until it is another or over; the feed whenever it is another. Runs until
    it is closed. UsageError for an unknown name."""
    keys = named(opened(state).content.keys, names)
    return hub_of(state).follow(keys, quote.upper() or state.config.quote)


def hub_of(state: State) -> Hub:
    """The one of this process."""
    if state.hub is None:
        pause = DEMO_PAUSE if state.demo else PAUSE
        state.hub = Hub(partial(LiveKey, state), pause, AT_ONCE)
    return state.hub
