"""What waits to be sent to a client that reads slowly: it never grows without bound.

An answer waits until it is sent. An item of a stream gives way to a newer one of the same slot, so
that a client that stood still finds the newest state of every slot and none of the steps to it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Hashable


class Outbox:
    """Lines for one connection; `take` waits for some and empties it."""

    def __init__(self) -> None:
        self._items: dict[Hashable, bytes] = {}
        self._answers: list[bytes] = []
        self._filled = asyncio.Event()

    def put_answer(self, line: bytes) -> None:
        """Queue an answer; it follows every item that is queued already."""
        self._answers.append(line)
        self._filled.set()

    def put_item(self, slot: Hashable, line: bytes) -> None:
        """Queue an item in place of the unsent one of the same slot, if there is one."""
        self._items.pop(slot, None)
        self._items[slot] = line
        self._filled.set()

    async def take(self) -> list[bytes]:
        """Everything queued, items first; waits while there is nothing."""
        await self._filled.wait()
        self._filled.clear()
        lines = [*self._items.values(), *self._answers]
        self._items.clear()
        self._answers.clear()
        return lines
