"""One run of the screens: a service, an open vault, the app over both, and their end."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from jungletui.client.launch import ServiceOptions, ServiceProcess, start_service
from jungletui.domain.failures import ExitCode
from jungletui.tui.app import JungleApp
from jungletui.tui.glyphs import choose_glyphs
from jungletui.tui.stopping import stoppable
from jungletui.tui.terminal import leave_on_hangup
from jungletui.tui.themes import choose_theme

if TYPE_CHECKING:
    from jungletui.domain.interface import Service

OpenVault = Callable[["Service"], Awaitable[None]]
TERMINATED = 128 + signal.SIGTERM


async def run_session(
    options: ServiceOptions, environ: Mapping[str, str], open_vault: OpenVault
) -> int:
    """Run until the screens are left; returns the exit code, raises JungleError before them."""
    processes: list[ServiceProcess] = []

    async def start() -> Service:
        """A new service; the one before has ended or is ended now."""
        from jungletui.client.streaming import connect  # noqa: PLC0415  after the demo's first frame

        again = options.again() if processes else options
        while processes:
            processes.pop().stop()
        processes.append(start_service(again._replace(quiet=True)))
        return await connect(processes[-1])

    try:
        service = None
        if not options.demo:  # its vault is open; the console draws before it starts anything
            service = await start()
            await open_vault(service)
        app = JungleApp(
            service,
            start,
            theme=choose_theme(environ),
            glyphs=choose_glyphs(environ, sys.stdout.encoding),
            demo=options.demo,
        )
        loop = asyncio.get_running_loop()
        leave_on_hangup(lambda: loop.call_soon_threadsafe(app.exit, TERMINATED))
        with stoppable(app):
            code = await app.run_async()
        return code if code is not None else (app.return_code or ExitCode.DONE)
    finally:
        while processes:
            processes.pop().stop()
