"""The lock that needs nobody: the process ends when nothing was asked of it for some time."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

from jungletui.domain.activity import Origin
from jungletui.service.boot_clock import now, wait_until
from jungletui.service.hardening import end
from jungletui.service.parting import Parting, Why, words

LOCKED_ITSELF = 75
"""The exit code of a process that locked because of the time."""
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


def lock_in_time(
    presence: Presence, parting: Parting, idle: float, at_most: float | None = None
) -> None:
    """From now on end the process `idle` seconds after the last request, and `at_most` seconds
    after now whatever is asked. The time that the machine sleeps counts."""
    last_moment = now() + at_most if at_most is not None else None

    def watch() -> None:
        while (deadline := _deadline(presence, idle, last_moment)) > now():
            wait_until(deadline)
        if last_moment is not None and at_most is not None and now() >= last_moment:
            lock_now(presence, parting, Why.LONGEST.format(words(at_most)))
        lock_now(presence, parting, Why.IDLE.format(words(idle)))

    threading.Thread(target=watch, daemon=True, name="lock").start()


def _deadline(presence: Presence, idle: float, last_moment: float | None) -> float:
    quiet = (now() if presence.running else presence.last) + idle
    return quiet if last_moment is None else min(quiet, last_moment)


def farewell(why: str) -> bytes:
    """The line that tells a client of a lock."""
    said = {"jsonrpc": "2.0", "method": "$/locked", "params": {"why": why}}
    return json.dumps(said, separators=(",", ":")).encode() + b"\n"


def lock_now(
    presence: Presence,
    parting: Parting,
    why: str,
    who: Origin | None = None,
    code: int = LOCKED_ITSELF,
) -> NoReturn:
    """Write down why and for whom, tell every client that listens, and end with `code`; the
    operating system takes the memory."""
    parting.write_down(why, who)
    said = farewell(why)
    told = False
    for tell in list(presence.listeners):
        with suppress(OSError, RuntimeError):
            tell(said)
            told = True
    if told:
        time.sleep(FAREWELL_SECONDS)
    end(code)
