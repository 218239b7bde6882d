"""Drawing a screen soon, once for all that comes meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from jungletui.tui.screens.base import JungleScreen

SOON = 0.2
"""Seconds in which answers and live events are gathered into one drawing."""
SHARE = 5
"""A drawing is followed by a pause so many times as long: thousands of rows leave time for keys."""


@dataclass(slots=True)
class Gathering:
    """Calls `draw` for one screen; `waits` says that it will. Where drawing takes long, more is
    gathered the next time."""

    screen: JungleScreen
    draw: Callable[[], None]
    waits: bool = False
    _pause: float = SOON

    def soon(self) -> None:
        """There is something new."""
        if not self.waits:
            self.waits = True
            self.screen.set_timer(self._pause, self._draw)

    def _draw(self) -> None:
        self.waits = False
        begun = monotonic()
        self.draw()
        self._pause = max(SOON, SHARE * (monotonic() - begun))
