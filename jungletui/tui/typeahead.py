"""Keys and pastes that arrive together go one after another.

Textual hands every key to the widget that has the keyboard when it arrives, and a key that moves
the keyboard (Tab, `/`) does so only later, once it has bubbled up. A line that stutters delivers
`Tab` and a pasted secret in one read: both would go to the field before, which may be one that
shows its text. Here the next one waits until the last one has come all the way up.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable

from textual.app import App
from textual.dom import DOMNode
from textual.events import Event
from textual.message_pump import MessagePump

PATIENCE = 0.5
"""Seconds until the next one goes on even so: a widget on the way may have been taken away."""


class TypeAhead:
    """The keys and pastes that wait, and whether one is on its way. `deliver` hands one over."""

    def __init__(self, app: App[int], deliver: Callable[[Event], Awaitable[None]]) -> None:
        self._app = app
        self._deliver = deliver
        self._waiting: deque[Event] = deque()
        self._sent = 0
        self._done = 0

    async def arrived(self, event: Event) -> None:
        """Deliver `event` now, or after those before it."""
        self._waiting.append(event)
        if self._sent == self._done:
            await self._next()

    async def _next(self) -> None:
        self._sent += 1
        number = self._sent
        path = self._path()
        await self._deliver(self._waiting.popleft())
        self._app.set_timer(PATIENCE, lambda: self._handled(number))
        self._follow(path, number)

    def _path(self) -> list[MessagePump]:
        """The queues that a key goes through, from the widget with the keyboard up to the app."""
        start: DOMNode = self._app.focused or self._app.screen
        return [*start.ancestors_with_self]

    def _follow(self, path: list[MessagePump], number: int) -> None:
        """Go through the same queues behind the key."""
        if not path:
            self._app.call_next(self._handled, number)
        elif not path[0].call_later(self._follow, path[1:], number):
            self._follow(path[1:], number)

    async def _handled(self, number: int) -> None:
        if number == self._sent and self._done < number:
            self._done = number
            if self._app.is_running and self._app.screen_stack:
                if self._waiting:
                    await self._next()
            else:
                self._waiting.clear()  # the app ends: nobody is left to hand them to
