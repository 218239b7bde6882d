"""Running the app in tests: a fake service, a stopped clock, and waiting for what is under way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from jungletui.tui.app import JungleApp
from jungletui.tui.widgets.chrome import StatusLine, TitleLine
from jungletui.tui.widgets.table import Table
from tests.tui.fake_service import FakeService
from tests.tui.frozen import frozen_clock

SIZES = ((80, 24), (120, 40))


def make_app(service: FakeService, theme: str = "jungle-dark", **options: object) -> JungleApp:
    """The app over a fake service at a fixed time."""
    return JungleApp(service, clock=frozen_clock, theme=theme, **options)


async def settle(pilot: Pilot[int]) -> None:
    """Wait until nothing is under way any more but the watching, which never ends."""
    await pilot.pause()
    workers = [worker for worker in pilot.app.workers if worker.group != "watch"]
    if workers:
        await pilot.app.workers.wait_for_complete(workers)
    await pilot.pause()


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Type, and wait until what that began is done."""
    await pilot.press(*keys)
    await settle(pilot)


async def press_each(pilot: Pilot[int], *keys: str) -> None:
    """The same, key by key."""
    for key in keys:
        await press(pilot, key)


@asynccontextmanager
async def running(
    service: FakeService, size: tuple[int, int] = (120, 40), **options: object
) -> AsyncIterator[Pilot[int]]:
    """The app, started and settled."""
    app = make_app(service, **options)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield pilot


def table(pilot: Pilot[int], id: str = "") -> Table:
    """The table that is shown."""
    return pilot.app.screen.query_one(f"#{id}" if id else Table, Table)


def column(shown: Table, id: str) -> list[str]:
    """The texts of one column, from top to bottom."""
    index = [c.id for c in shown.columns].index(id)
    return [row.cells[index].text for row in shown.shown]


def status(pilot: Pilot[int]) -> str:
    """What the status line says."""
    return pilot.app.screen.query_one(StatusLine).text


def screen_text(pilot: Pilot[int]) -> str:
    """Everything on the screen, as text."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in strips)


def title(pilot: Pilot[int]) -> str:
    """The title line."""
    line = pilot.app.screen.query_one(TitleLine)
    return "".join(text for text, _ in line.spans) + line.right
