"""The terminal under the app: what it can do, how it ends, and when it cannot keep up.

Everything that touches Textual's private parts is here or overridden in `app.py`.
"""

from __future__ import annotations

import asyncio
import os
import select
import signal
import sys
import threading
import traceback
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

from textual.app import App, SuspendNotSupported

from jungletui.tui.echo import no_echo

T = TypeVar("T")
WAITING_FRAMES = 4
"""Textual's writer holds 30 writes, then blocks the event loop: stop long before."""
LAST_WORDS = 1.0
"""Seconds that a polite end may take after SIGTERM."""
HUNG_UP = 128 + signal.SIGHUP


def leave_on_hangup(quit_politely: Callable[[], object]) -> None:
    """End at once when the terminal goes away, whatever the parent had ignored.

    SIGHUP and a hung-up tty end the process without a word: nothing is left to restore, and the
    private service ends with it. SIGTERM quits politely, and hard after a second.
    """

    def hang_up(_signal: int, _frame: FrameType | None) -> None:
        os._exit(HUNG_UP)

    def terminate(_signal: int, _frame: FrameType | None) -> None:
        last = threading.Timer(LAST_WORDS, os._exit, (128 + signal.SIGTERM,))
        last.daemon = True
        last.start()
        quit_politely()

    signal.signal(signal.SIGHUP, hang_up)
    signal.signal(signal.SIGTERM, terminate)
    watcher = threading.Thread(target=_wait_for_hangup, daemon=True, name="hang-up")
    watcher.start()


def _wait_for_hangup() -> None:
    """Sleep in poll until the tty reports that its other end is gone."""
    poller = select.poll()
    poller.register(sys.__stdin__ or 0, 0)
    if any(event & (select.POLLHUP | select.POLLERR) for _, event in poller.poll()):
        os._exit(HUNG_UP)


def frames_waiting(app: App[Any]) -> bool:
    """Whether the terminal is so slow that another frame would only pile up."""
    writer = getattr(app._driver, "_writer_thread", None)  # noqa: SLF001 (no public way)
    return writer is not None and writer._queue.qsize() > WAITING_FRAMES  # noqa: SLF001


async def at_prompt(app: App[Any], work: Callable[[], Awaitable[T]]) -> T:
    """Give the terminal back while `work` asks something on it; without one, just do it.

    Raises what `work` raises, after the app has its terminal again: Textual would leave it to the
    shell. Ctrl-C is for whoever asks, and ends that one only.
    """
    try:
        with app.suspend(), no_echo(), _deaf_to_ctrl_c():
            waiting = asyncio.ensure_future(work())
            await asyncio.wait((waiting,))
    except SuspendNotSupported:
        return await work()
    return waiting.result()


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """asyncio would take a Ctrl-C for the end of the app."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def crash_report(error: BaseException) -> str:
    """Where a defect struck, without a single value: no message, no locals, no source lines."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    lines = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    head = f"JungleTUI stopped: {type(error).__name__} (no values are shown, they may be secret)"
    return "\n".join([head, *lines, "The vault is locked and unharmed."])
