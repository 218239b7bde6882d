"""The last record before the keys go: that the vault was locked, why, and who asked for it.

It is written by a thread of its own, which gets a moment: a disk that hangs, or a lock that the
interrupted thread holds, keep no vault open.
"""

from __future__ import annotations

import _thread
from contextlib import suppress
from enum import StrEnum
from typing import TYPE_CHECKING

from jungletui.domain.activity import Activity, Origin

if TYPE_CHECKING:
    from jungletui.service.state import State

MOMENT = 0.5
"""Seconds that the record may take."""


class Why(StrEnum):
    """Why a process locks its vault by itself, in words for its person."""

    IDLE = "Nothing was asked of it for {0}."
    LONGEST = "It was open for {0}, which is the longest."
    HANG_UP = "The line to the terminal dropped, or SIGHUP was sent."
    STOPPED = "The program was stopped (SIGTSTP, as Ctrl-Z sends it)."
    CHANGED = "The vault was changed elsewhere, and must be unlocked anew."


class Parting:
    """To be called once before the process ends; later calls only wait for the first."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._writing = _thread.allocate_lock()
        self._begun = False

    def write_down(self, why: str, who: Origin | None = None) -> None:
        """Record that the vault is locked now; returns when that is on the disk, or after
        `MOMENT`. May be called in a signal handler: nothing here waits longer for what the
        interrupted thread holds."""
        if not self._writing.acquire(blocking=False):
            self.wait()
        elif self._begun:
            self._writing.release()
        else:
            self._begun = True
            _thread.start_new_thread(self._write, (why, who))
            self.wait()

    def wait(self) -> None:
        """Let a record that is being written come to its end, for `MOMENT` at most."""
        if self._writing.acquire(timeout=MOMENT):
            self._writing.release()

    def _write(self, why: str, who: Origin | None) -> None:
        from jungletui.service import activity, origins  # noqa: PLC0415  loaded before any vault

        try:
            with suppress(Exception):  # the boundary of this thread: the lock matters more
                if who is not None:
                    origins.remember(who)
                activity.record(self._state, Activity.LOCKED, detail=why)
        finally:
            self._writing.release()


def words(seconds: float) -> str:
    """`2 s`, `10 min`, `8 h`."""
    for unit, length in (("h", 3600), ("min", 60)):
        if seconds >= length and seconds % length == 0:
            return f"{seconds / length:g} {unit}"
    return f"{seconds:g} s"
