"""Ctrl-Z, which is SIGTSTP: what holds an open vault ends first, then this process really stops."""

from __future__ import annotations

import os
import signal
import sys
import termios
from _thread import get_ident
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

from jungletui.client.launch import lock_private


def lock_before_stops() -> None:
    """From now on SIGTSTP ends the private services of this process before it stops it; what goes
    on afterwards finds its vault locked. An agent's vault stays open, for others. The terminal is
    given back as it is now. Where whoever started the program has SIGTSTP ignored, it stays so."""
    if signal.getsignal(signal.SIGTSTP) == signal.SIG_IGN:
        return
    settings = _settings()

    def stop(_number: int, _frame: FrameType | None) -> None:
        lock_private()
        with _given_back(settings):
            stop_now()

    signal.signal(signal.SIGTSTP, stop)


def stop_now() -> None:
    """Stop this process as SIGTSTP does where nobody handles it; returns once it goes on. The
    kernel heeds no stop where no shell could make it go on (an orphaned process group): then it
    returns at once."""
    numbers = (signal.SIGTSTP, signal.SIGCONT)
    before = {number: signal.signal(number, signal.SIG_DFL) for number in numbers}
    # To this thread, so that nothing more is done before it has stopped all of them.
    signal.pthread_kill(get_ident(), signal.SIGTSTP)
    for number, handler in before.items():
        signal.signal(number, handler)


def in_foreground() -> bool:
    """Whether the terminal on stdin is this process's now; True where there is none."""
    try:
        return os.tcgetpgrp(_terminal()) == os.getpgrp()
    except OSError:
        return True


@contextmanager
def _given_back(settings: list[Any] | None) -> Iterator[None]:
    """Inside, the terminal has these settings, and what was typed and not read is thrown away: it
    would go to the shell."""
    now = _settings()
    if settings is None or now is None or not in_foreground():
        yield
        return
    termios.tcsetattr(_terminal(), termios.TCSAFLUSH, settings)
    yield
    if in_foreground():
        with suppress(termios.error):
            termios.tcsetattr(_terminal(), termios.TCSANOW, now)


def _settings() -> list[Any] | None:
    try:
        return termios.tcgetattr(_terminal())
    except termios.error:
        return None


def _terminal() -> int:
    return sys.__stdin__.fileno() if sys.__stdin__ is not None else 0
