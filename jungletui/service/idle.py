"""The lock that needs nobody: the process ends when nothing was asked of it for some time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from jungletui.service.boot_clock import now, wait_until
from jungletui.service.hardening import end

LOCKED_ITSELF = 75
"""The exit code of a process that locked because of the time."""
FAREWELL = b'{"jsonrpc":"2.0","method":"$/locked","params":{}}\n'
FAREWELL_SECONDS = 0.1


class Presence:
    """When a client last asked for something, what is being answered, and whom to tell of the
    end. Used from several threads; every operation is a single step of the interpreter."""

    def __init__(self) -> None:
        self.last = now()
        self.running: set[object] = set()
        self.listeners: set[Callable[[bytes], object]] = set()

    def touch(self) -> None:
        """Somebody is there."""
        self.last = now()

    @contextmanager
    def busy(self) -> Iterator[None]:
        """While a request is answered, however long that takes, nothing is idle."""
        token = object()
        self.running.add(token)
        try:
            yield
        finally:
            self.running.discard(token)
            self.touch()


def lock_in_time(presence: Presence, idle: float, at_most: float | None = None) -> None:
    """From now on end the process `idle` seconds after the last request, and `at_most` seconds
    after now whatever is asked. The time that the machine sleeps counts."""
    last_moment = now() + at_most if at_most is not None else None

    def watch() -> None:
        while (deadline := _deadline(presence, idle, last_moment)) > now():
            wait_until(deadline)
        _lock(presence)

    threading.Thread(target=watch, daemon=True, name="lock").start()


def _deadline(presence: Presence, idle: float, last_moment: float | None) -> float:
    quiet = (now() if presence.running else presence.last) + idle
    return quiet if last_moment is None else min(quiet, last_moment)


def _lock(presence: Presence) -> None:
    """Tell every client, if it listens, and end; the operating system takes the memory."""
    told = False
    for tell in list(presence.listeners):
        with suppress(OSError, RuntimeError):
            tell(FAREWELL)
            told = True
    if told:
        time.sleep(FAREWELL_SECONDS)
    end(LOCKED_ITSELF)
