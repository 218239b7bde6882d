"""No echo on the terminal while a passphrase may be typed, not even between two prompts."""

from __future__ import annotations

import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

LOCAL_FLAGS = 3


@contextmanager
def no_echo() -> Iterator[None]:
    """Keys pressed inside are shown nowhere; what was not read by then is thrown away. Does nothing
    where stdin is no terminal."""
    terminal = _terminal()
    if terminal is None:
        yield
        return
    descriptor, before = terminal
    quiet = [*before]
    quiet[LOCAL_FLAGS] &= ~termios.ECHO
    termios.tcsetattr(descriptor, termios.TCSADRAIN, quiet)
    try:
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)


@contextmanager
def kept() -> Iterator[None]:
    """The terminal is at the end what it was at the start, whoever changed it in between: an
    interrupted prompt of the service gives back what it had found, which was silent."""
    terminal = _terminal()
    try:
        yield
    finally:
        if terminal is not None:
            with suppress(termios.error):
                termios.tcsetattr(terminal[0], termios.TCSANOW, terminal[1])


def _terminal() -> tuple[int, list[Any]] | None:
    """The terminal on stdin and what it is set to; None where stdin is none."""
    descriptor = sys.__stdin__.fileno() if sys.__stdin__ is not None else -1
    try:
        return descriptor, termios.tcgetattr(descriptor)
    except (termios.error, ValueError):
        return None
