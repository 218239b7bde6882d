"""Ctrl-Z while the screens are up: the vault is locked, nothing of it is shown, the process stops.

In this order, so that a terminal that hangs keeps no vault open. Textual's own handlers of SIGTSTP
and SIGCONT work inside the signal, where they wait for threads that wait for this one; these run on
the event loop (see `driver.py`).
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from jungletui.client.launch import lock_private
from jungletui.client.stopping import in_foreground, stop_now

if TYPE_CHECKING:
    from jungletui.tui.app import JungleApp

PATIENCE = 3.0
"""Seconds that the screens may take to go before the process stops all the same."""
STEP = 0.02


@contextmanager
def stoppable(app: JungleApp) -> Iterator[None]:
    """While `app` runs inside, SIGTSTP locks it and then stops this process, and what continues it
    draws it anew. Where whoever started the program has SIGTSTP ignored, it stays so."""
    before = signal.getsignal(signal.SIGTSTP)
    if before == signal.SIG_IGN:
        yield
        return
    loop = asyncio.get_running_loop()
    stopping: set[asyncio.Task[None]] = set()

    def stopped() -> None:
        """The vault goes at once, whatever the screens are doing."""
        if stopping or not app.is_running:
            return
        app.left_by_stop(shared=not lock_private())
        task = loop.create_task(_stop(app))
        stopping.add(task)
        task.add_done_callback(stopping.discard)

    def continued() -> None:
        """After a SIGSTOP, which nobody can handle: the shell has changed the terminal."""
        if app.is_running and not app.has_lent_terminal and not stopping:
            _redraw(app)

    loop.add_signal_handler(signal.SIGTSTP, stopped)
    loop.add_signal_handler(signal.SIGCONT, continued)
    app.stop_program = stop_group
    try:
        yield
    finally:
        app.stop_program = None
        for number in (signal.SIGTSTP, signal.SIGCONT):
            loop.remove_signal_handler(number)
        signal.signal(signal.SIGTSTP, before)


def stop_group() -> None:
    """What the terminal does at Ctrl-Z where keys make signals: whatever waits for this program in
    a script stops with it, else the shell would not come back."""
    os.killpg(os.getpgrp(), signal.SIGTSTP)


async def _stop(app: JungleApp) -> None:
    """Stop once nothing is shown any more and no prompt is open."""
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while app.shows_vault or app.has_lent_terminal:  # noqa: ASYNC110  no event tells both
                await asyncio.sleep(STEP)
    if app.is_running:
        if app.has_lent_terminal:  # it is the prompt's
            stop_now()
        else:
            _redraw(app, stop=True)


def _redraw(app: JungleApp, *, stop: bool = False) -> None:
    """Leave the screens and take them up again, once the terminal is this process's; in between
    stop. Nothing else runs meanwhile."""
    with app.suspend():
        if stop:
            stop_now()
        while not in_foreground():  # `bg`: only `fg` gives the terminal back
            os.kill(os.getpid(), signal.SIGSTOP)
