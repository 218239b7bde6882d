"""The app with one screen open: waiting for it, and pasting into it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual import events
from textual.pilot import Pilot
from textual.screen import Screen

from jungletui.tui.widgets.table import Table
from tests.tui.account_service import AccountService
from tests.tui.harness import make_app


async def calm(pilot: Pilot[int]) -> None:
    """Wait until nothing is under way any more but the watching, which never ends."""
    for _ in range(3):
        await pilot.pause()
        workers = [w for w in pilot.app.workers if w.group != "watch"]
        if workers:
            await pilot.app.workers.wait_for_complete(workers)
        while is_to_be_drawn(pilot.app.screen):
            await pilot.pause(0.02)
    await pilot.pause()


def is_to_be_drawn(screen: Screen[object]) -> bool:
    """Whether a screen has gathered something that it does not show yet."""
    gathering = getattr(screen, "gathering", None)
    return gathering is not None and gathering.waits


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Type, and wait after each key until all is calm."""
    for key in keys:
        await pilot.press(key)
        await calm(pilot)


async def drawn(pilot: Pilot[int]) -> None:
    """Wait until the live events that were fed are taken, gathered and drawn. How long that takes
    is the machine's affair: the slower one drawing was, the longer the next one gathers."""
    service = pilot.app.service
    while not service.fed.empty():
        await pilot.pause(0.01)
    await calm(pilot)


@asynccontextmanager
async def shown(
    service: AccountService,
    screen: str,
    names: tuple[str, ...] = (),
    size: tuple[int, int] = (120, 40),
) -> AsyncIterator[Pilot[int]]:
    """The app with this screen open and calm."""
    app = make_app(service)
    async with app.run_test(size=size) as pilot:
        await calm(pilot)
        app.go(screen, names)
        await calm(pilot)
        yield pilot


@asynccontextmanager
async def shown_early(service: AccountService, screen: str) -> AsyncIterator[Pilot[int]]:
    """The same while its first read is under way."""
    async with make_app(service).run_test(size=(100, 30)) as pilot:
        await calm(pilot)
        pilot.app.go(screen)
        await pilot.pause()
        yield pilot


def current(pilot: Pilot[int]) -> Table:
    """The table of the screen that is shown, where it has several."""
    return pilot.app.screen.table


async def paste(pilot: Pilot[int], text: str) -> None:
    """What a terminal sends for a bracketed paste."""
    pilot.app.post_message(events.Paste(text))
    await pilot.pause()
