"""The keys that are followed now: each once, however many watch it, and told as it changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from functools import partial
from typing import Protocol

from jungletui.domain.documents import AccountEvent
from jungletui.domain.keys import Key
from jungletui.service.outlet import Outlet
from jungletui.service.polling import Turns
from jungletui.service.side_by_side import Gates


class Followed(Protocol):
    """One key that is read, or listened to, from `start` to `stop`."""

    @property
    def key(self) -> Key:
        """Which one."""

    @property
    def is_watched(self) -> bool:
        """Whether anybody still watches it."""

    def start(self) -> None:
        """Follow it."""

    async def stop(self) -> None:
        """Let it be."""

    def enter(self, outlet: Outlet, quote: str) -> None:
        """Tell a watcher what is known, and what comes."""

    def leave(self, outlet: Outlet) -> None:
        """Tell it nothing more."""

    def event(self, part: str, outlet: Outlet) -> AccountEvent | None:
        """What there is to tell of one part, as it is now. None where the news are over."""


Make = Callable[[Key, Turns], Followed]


class Hub:
    """Follows keys with what `make` makes. `pause` seconds lie between two looks at one key; so
    many times more where keys share an exchange, which counts the requests of this address and not
    those of each key. `at_once` keys of one exchange are read at the same time."""

    def __init__(self, make: Make, pause: float, at_once: int) -> None:
        self._make = make
        self._pause = pause
        self._gates = Gates(at_once)
        self._followed: list[Followed] = []

    async def follow(self, keys: Iterable[Key], quote: str) -> AsyncIterator[AccountEvent]:
        """What is known of these keys at once, then whatever is new. Runs until it is closed."""
        outlet = Outlet()
        followed = {key.name: self._enter(key, outlet, quote) for key in keys}
        try:
            while True:
                name, part = await outlet.take()
                event = followed[name].event(part, outlet)
                if event is not None:
                    yield event
        finally:
            await asyncio.gather(*(self._leave(one, outlet) for one in followed.values()))

    def _enter(self, key: Key, outlet: Outlet, quote: str) -> Followed:
        """Let a watcher see `key`; the first one starts it."""
        for one in self._followed:
            if one.key == key:
                one.enter(outlet, quote)
                return one
        usual = partial(self._usual, key.profile.exchange)
        one = self._make(key, Turns(self._gates.of(key), usual))
        self._followed.append(one)
        one.enter(outlet, quote)
        one.start()
        return one

    async def _leave(self, one: Followed, outlet: Outlet) -> None:
        """The last watcher ends it."""
        one.leave(outlet)
        if not one.is_watched and one in self._followed:
            self._followed.remove(one)
            await one.stop()

    def _usual(self, exchange: str) -> float:
        crowd = sum(one.key.profile.exchange == exchange for one in self._followed)
        return self._pause * max(1, crowd)
