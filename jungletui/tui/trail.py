"""Where one has been: the screens by which one came, and those that are kept as they were left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import App
from textual.screen import Screen

from jungletui.tui.navigation import Destination, make_screen

if TYPE_CHECKING:
    from jungletui.tui.screens.base import JungleScreen

KEPT = 12
"""How many screens keep their cursor, filter and order while another is shown."""
RECENT = 20
"""How many screens `-` can go back."""


class Trail:
    """Shows one screen of `app` at a time, in the place of whatever was shown."""

    def __init__(self, app: App[int]) -> None:
        self._app = app
        self._kept: dict[Destination, JungleScreen] = {}
        self.destinations: list[Destination] = []

    def go(self, destination: Destination) -> None:
        """Show a screen, unless it is the one that is shown."""
        if self.destinations and self.destinations[-1] == destination:
            return
        self.destinations = [*self.destinations, destination][-RECENT:]
        self._show(self._screen_of(destination))

    def back(self) -> None:
        """Show the screen before this one; the first one stays."""
        if len(self.destinations) > 1:
            self.destinations.pop()
            self._show(self._screen_of(self.destinations[-1]))

    def forget_key(self, name: str) -> None:
        """The key is gone from the vault, and so are its screens."""
        self.destinations = [one for one in self.destinations if name not in one.names]
        for destination in [kept for kept in self._kept if name in kept.names]:
            self._app.call_next(self._drop, destination)

    async def clear(self) -> None:
        """Take every screen away, those that are kept too."""
        while len(self._app.screen_stack) > 1:
            await self._app.pop_screen()
        for destination in list(self._kept):
            await self._drop(destination)
        self.destinations.clear()

    def _screen_of(self, destination: Destination) -> JungleScreen:
        """A screen as it was left, with its cursor, filter and order; a new one where there is
        none. The longest unused goes first."""
        screen = self._kept.pop(destination, None) or make_screen(destination)
        if screen.stays:
            self._kept[destination] = screen
            if not self._app.is_screen_installed(screen):
                self._app.install_screen(screen, str(destination))
        for old in list(self._kept)[:-KEPT]:
            self._app.call_next(self._drop, old)
        return screen

    async def _drop(self, destination: Destination) -> None:
        """Forget a screen and what it shows."""
        screen = self._kept.pop(destination, None)
        if screen is not None:
            self._app.uninstall_screen(screen)
            if screen not in self._app.screen_stack and screen.is_running:
                await screen.remove()

    def _show(self, screen: Screen[None]) -> None:
        if len(self._app.screen_stack) > 1:
            self._app.switch_screen(screen)
        else:
            self._app.push_screen(screen)
