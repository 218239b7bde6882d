"""What Textual does otherwise, and must not do here: no toasts, no dumps, no frames in vain."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, ClassVar, TypeVar

from rich.console import RenderableType
from rich.text import Text
from textual.app import App, SystemCommand
from textual.css.query import NoMatches
from textual.filter import NoColor
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from jungletui.tui import terminal
from jungletui.tui.driver import WipingDriver
from jungletui.tui.themes import ANSI, OWN

T = TypeVar("T")


class QuietApp(App[int]):
    """An app that moves nothing by itself, prints no local variables, and heeds `NO_COLOR`."""

    ENABLE_COMMAND_PALETTE: ClassVar[bool] = False

    def __init__(self, theme: str) -> None:
        super().__init__(driver_class=WipingDriver)
        self.animation_level = "none"
        self._held_back = False
        self._at_prompt = False
        for own in OWN:
            self.register_theme(own)
        if self.no_color:
            # Textual's NO_COLOR turns colours into greys unless an ANSI theme is there from the
            # start; here it means no colour at all.
            theme = ANSI
            self._filters = [f for f in self._filters if type(f).__name__ != "Monochrome"]
            self._filters.append(NoColor())
        self.theme = theme

    def action_theme(self, name: str) -> None:
        """Take another theme until the end of this run; without colours there is only one."""
        if not self.no_color:
            self.theme = name

    async def at_prompt(self, work: Callable[[], Awaitable[T]]) -> T:
        """Lend the terminal to the service while `work` asks on it; nothing is drawn meanwhile.
        Raises what `work` raises."""
        self._at_prompt = True
        try:
            return await terminal.at_prompt(self, work)
        finally:
            self._at_prompt = False

    @property
    def has_lent_terminal(self) -> bool:
        """Whether somebody else asks on the terminal now."""
        return self._at_prompt

    def get_loading_widget(self) -> Widget:
        """Textual's own moves sixteen times a second."""
        return Static("Reading …")

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:  # noqa: ARG002
        """None: a screenshot of a vault is not an offer."""
        return ()

    def _handle_exception(self, error: Exception) -> None:
        """A screen that was still being put together when the app was left finds nothing of
        itself: that is no defect."""
        if not (self._exit and isinstance(error, NoMatches)):
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Say where a defect struck; Textual would print every local variable with it."""
        error = sys.exc_info()[1] or self._exception
        report = terminal.crash_report(error) if error else "JungleTUI stopped."
        self._exit_renderables.append(Text(report))
        self._close_messages_no_wait()

    def panic(self, *renderables: RenderableType) -> None:  # noqa: ARG002
        """Same for what Textual hands over ready-made."""
        self._exit_renderables.append(Text("JungleTUI stopped: the terminal or Textual failed."))
        self._close_messages_no_wait()

    def drawn(self, screen: Screen[Any]) -> None:
        """A frame of `screen` was handed to the terminal."""

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Drop frames while the terminal cannot keep up, and none at all while it is lent."""
        if self._at_prompt:
            return
        if terminal.frames_waiting(self):
            if not self._held_back:
                self._held_back = True
                self.set_timer(0.25, self._catch_up)
            return
        super()._display(screen, renderable)
        self.drawn(screen)

    def _catch_up(self) -> None:
        """Draw everything once the terminal has swallowed what it had."""
        self._held_back = False
        if self.screen_stack:
            self.screen.refresh()
