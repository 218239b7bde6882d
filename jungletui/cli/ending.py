"""A signal that ends a command while it asks or shows something: first the terminal is restored."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGTSTP)


@contextmanager
def ended_as_by_ctrl_c() -> Iterator[None]:
    """Inside, SIGTERM, SIGHUP and SIGTSTP raise KeyboardInterrupt, so that what was done to the
    terminal is undone on the way out: nothing sleeps with a secret on the screen or half typed."""
    before = {number: signal.signal(number, _interrupted) for number in ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupted(number: int, frame: FrameType | None) -> NoReturn:
    del number, frame
    raise KeyboardInterrupt
