"""No echo on the terminal while a passphrase may be typed, not even between two prompts."""

from __future__ import annotations

import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress

LOCAL_FLAGS = 3


@contextmanager
def no_echo() -> Iterator[None]:
    """Keys pressed inside are shown nowhere; what was not read by then is thrown away. Does nothing
    where stdin is no terminal."""
    descriptor = sys.__stdin__.fileno() if sys.__stdin__ is not None else -1
    try:
        before = termios.tcgetattr(descriptor)
    except (termios.error, ValueError):
        yield
        return
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
    descriptor = sys.__stdin__.fileno() if sys.__stdin__ is not None else -1
    try:
        before = termios.tcgetattr(descriptor)
    except (termios.error, ValueError):
        yield
        return
    try:
        yield
    finally:
        with suppress(termios.error):
            termios.tcsetattr(descriptor, termios.TCSANOW, before)
