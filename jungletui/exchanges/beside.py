"""Long work of ccxt, on one thread beside the event loop; what it asks is sent from that loop.

ccxt (4.5.90 base/exchange.py) makes thousands of markets of one reply between two awaits, which
takes half a second. On a thread it lets others go on; a single one, as threads that reckon at the
same time keep the event loop waiting longer.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from functools import cache
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")


class _Turns:
    """Who goes in which round of one event loop."""

    def __init__(self) -> None:
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._taken = False

    def take(self, loop: asyncio.AbstractEventLoop) -> asyncio.Future[None] | None:
        """The turn to wait for; None where this round is nobody's yet."""
        if not self._taken:
            self._taken = True
            loop.call_soon(self._next, loop)
            return None
        turn = loop.create_future()
        self._waiting.append(turn)
        return turn

    def _next(self, loop: asyncio.AbstractEventLoop) -> None:
        """A round is over: the next one is the first one's who still waits."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                loop.call_soon(self._next, loop)
                return
        self._taken = False


_HOME: ContextVar[asyncio.AbstractEventLoop | None] = ContextVar("home", default=None)
SWITCH = 0.0002
"""Seconds that a thread may reckon while another wants to: the event loop gives up its turn with
every message that it sends, and would wait for Python's own 5 ms each time."""
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, _Turns] = WeakKeyDictionary()


async def beside(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """The outcome of a coroutine that runs on the thread; raises what it raises. What it touches
    must be its own until then, but for what it asks with `at_home`."""
    token = _HOME.set(asyncio.get_running_loop())
    try:
        running = asyncio.run_coroutine_threadsafe(work(), _loop())
    finally:
        _HOME.reset(token)
    return await asyncio.wrap_future(running)


def is_beside() -> bool:
    """Whether this runs on the thread, for an event loop elsewhere."""
    return _HOME.get() not in (None, asyncio.get_running_loop())


async def at_home(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """From the thread: the outcome of a coroutine that runs on the event loop that sent one here.
    RuntimeError where none did."""
    home = _HOME.get()
    if home is None:
        raise RuntimeError("not beside an event loop")
    return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work(), home))


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The thread's event loop, begun at the first use; it ends with the process."""
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda *_: None)  # it would print what it was called with
    sys.setswitchinterval(SWITCH)
    threading.Thread(target=loop.run_forever, daemon=True, name="beside").start()
    return loop


async def in_turn() -> None:
    """Before some milliseconds of work that many may come to at the same moment: the event loop
    does that of one, then looks at all else, before it does that of the next."""
    loop = asyncio.get_running_loop()
    turns = _turns.get(loop)
    if turns is None:
        turns = _turns[loop] = _Turns()
    turn = turns.take(loop)
    if turn is not None:
        await turn
