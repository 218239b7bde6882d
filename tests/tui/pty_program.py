"""The app over a fake service, to be run under a pty: `python -m tests.tui.pty_program MODE`."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

from jungletui.tui.environment import clear_environment

clear_environment(os.environ)

from jungletui.domain.failures import LockedError  # noqa: E402
from jungletui.tui.app import JungleApp  # noqa: E402
from jungletui.tui.glyphs import choose_glyphs  # noqa: E402
from jungletui.tui.terminal import leave_on_hangup  # noqa: E402
from jungletui.tui.themes import choose_theme  # noqa: E402
from jungletui.tui.widgets.table import Cell, Table  # noqa: E402
from tests.tui.fake_service import FakeService  # noqa: E402
from tests.tui.frozen import frozen_clock  # noqa: E402

BEATS = "PROBE_BEATS"
CANARY = "canary-5f1d9c"


class ProbeApp(JungleApp):
    """The app with keys for the measurements: `x` changes one cell, `!` has a defect."""

    def on_key(self, event) -> None:
        if event.key == "x":
            table = self.screen.query_one(Table)
            text = "● other" if table.shown[2].cells[3].text != "● other" else "● trade"
            table.update_cell("tax", "access", Cell(text))
        elif event.key == "exclamation_mark":
            self.have_a_defect(f"{CANARY}-argument")

    def have_a_defect(self, passphrase: str) -> None:
        secret = f"{CANARY}-local"
        message = f"{CANARY}-message {len(secret + passphrase)}"
        raise RuntimeError(message)

    def on_mount(self) -> None:
        super().on_mount()
        if BEATS in os.environ:
            self.set_interval(0.05, self.beat)

    def beat(self) -> None:
        """Draw everything, and leave a sign that the loop still turns."""
        self.screen.refresh()
        with Path(os.environ[BEATS]).open("a") as file:
            file.write(".")


async def refuse() -> FakeService:
    """A service that takes no passphrase."""
    service = FakeService.sample()
    service.state = replace(service.state, unlocked=False)
    service.failures["unlock"] = LockedError("The passphrase does not fit.", "Try again.")
    return service


async def run() -> int:
    app = ProbeApp(
        FakeService.sample(),
        refuse,
        clock=frozen_clock,
        theme=choose_theme(os.environ),
        glyphs=choose_glyphs(os.environ, sys.stdout.encoding),
    )
    loop = asyncio.get_running_loop()
    leave_on_hangup(lambda: loop.call_soon_threadsafe(app.exit))
    await app.run_async()
    return app.return_code or 0


if __name__ == "__main__":
    if "IGNORE_HANGUP" in os.environ:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup leaves it
    sys.exit(asyncio.run(run()))
