"""The app: shows one screen at a time, goes between them, locks, and survives its service."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar

from rich.console import RenderableType
from rich.text import Text
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.filter import NoColor
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from jungletui.domain.failures import ErrorInfo, JungleError
from jungletui.domain.interface import Service
from jungletui.domain.times import Clock, utc_now
from jungletui.tui import terminal
from jungletui.tui.bindings import bindings_of
from jungletui.tui.glyphs import UNICODE, Glyphs
from jungletui.tui.navigation import SCREENS, Destination, make_screen
from jungletui.tui.notices import Notice, NoticeKind, error_line
from jungletui.tui.screens.base import JungleScreen
from jungletui.tui.screens.closed import ClosedScreen
from jungletui.tui.screens.help import HelpScreen
from jungletui.tui.themes import ANSI, OWN, choose_theme

Restart = Callable[[], Awaitable[Service]]
HOME = Destination("keys")
RECENT = 20
"""How many screens `-` can go back."""


class JungleApp(App[int]):
    """One service, one trail of screens.

    `restart` starts a new service and connects to it, for unlocking and after its death; None where
    that cannot be done (tests). `demo` marks the sandbox.
    """

    TITLE = "JungleTUI"
    CSS_PATH = Path(__file__).with_name("app.tcss")
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 (Textual's own type)
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_of("app"),
        Binding("ctrl+c", "quit", show=False),
    ]

    def __init__(
        self,
        service: Service,
        restart: Restart | None = None,
        clock: Clock = utc_now,
        *,
        theme: str | None = None,
        glyphs: Glyphs = UNICODE,
        demo: bool = False,
    ) -> None:
        chosen = theme or choose_theme({})
        super().__init__()
        self.service = service
        self.restart = restart
        self.clock = clock
        self.glyphs = glyphs
        self.demo = demo
        self.animation_level = "none"
        self.trail: list[Destination] = []
        self._held_back = False
        self._at_prompt = False
        for own in OWN:
            self.register_theme(own)
        if self.no_color:
            # Textual's NO_COLOR turns colours into greys unless an ANSI theme is there from the
            # start; here it means no colour at all.
            chosen = ANSI
            self._filters = [f for f in self._filters if type(f).__name__ != "Monochrome"]
            self._filters.append(NoColor())
        self.theme = chosen

    def on_mount(self) -> None:
        """Start on the keys."""
        self.go(HOME.screen)

    # Going between screens

    def go(self, screen: str, names: Iterable[str] = ()) -> None:
        """Show a screen by its name in the registry, about these keys (none: all)."""
        destination = Destination(screen, tuple(names))
        if self.trail and self.trail[-1] == destination:
            return
        self.trail = [*self.trail, destination][-RECENT:]
        self._show(make_screen(destination))

    def back(self) -> None:
        """Show the screen before this one; the first one stays."""
        if len(self.trail) > 1:
            self.trail.pop()
            self._show(make_screen(self.trail[-1]))

    def _show(self, screen: Screen[None]) -> None:
        """Put `screen` in the place of whatever is shown."""
        if len(self.screen_stack) > 1:
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    def action_go(self, screen: str) -> None:
        """A digit was pressed."""
        if self._is_open() and screen in SCREENS:
            self.go(screen)

    async def action_back(self) -> None:
        """`-` or Esc: close what lies on top, else go back."""
        if len(self.screen_stack) > 2:
            self.pop_screen()
        elif self._is_open():
            self.back()

    def action_help(self) -> None:
        """Every key that works here."""
        screen = self.screen
        if isinstance(screen, JungleScreen):
            self.push_screen(HelpScreen(screen.scope), self._run_chosen)

    def action_palette(self) -> None:
        """Find an action by its name, on the last lines of the screen."""
        if isinstance(self.screen, JungleScreen):
            self.screen.open_palette()

    def action_theme(self, name: str) -> None:
        """Take another theme until the end of this run; without colours there is only one."""
        if not self.no_color:
            self.theme = name

    async def _run_chosen(self, action: str | None) -> None:
        if action:
            await self.screen.run_action(action)

    def _is_open(self) -> bool:
        return isinstance(self.screen, JungleScreen)

    # Locking and the death of the service

    async def action_lock(self) -> None:
        """Forget the vault's content here, then let the service forget it and end."""
        if not self._is_open():
            return
        notice = Notice(NoticeKind.EMPTY, "Locked", ("The keys are forgotten.",))
        await self._close(ClosedScreen(notice, "unlock"))
        try:
            await self.service.lock()
        except JungleError:
            # A service that has already ended is locked.
            return

    def service_ended(self, error: ErrorInfo) -> None:
        """The service is gone or locked itself: show nothing of the vault any more."""
        if not self._is_open():
            return
        lines = (error.message, error.remedy)
        word = "unlock" if error.kind == "locked" else "start the service again"
        title = "Locked" if error.kind == "locked" else "The service has ended"
        kind = NoticeKind.EMPTY if error.kind == "locked" else NoticeKind.ERROR
        self.call_next(self._close, ClosedScreen(Notice(kind, title, lines), word))

    async def _close(self, closed: ClosedScreen) -> None:
        """Take every screen away and show only `closed`."""
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        self.trail.clear()
        await self.push_screen(closed)

    async def action_reopen(self) -> None:
        """Start a new service, let it ask for the passphrase on the terminal, begin anew."""
        closed = self.screen
        if self.restart is None or not isinstance(closed, ClosedScreen):
            return
        closed.say("Starting the service …")
        try:
            self.service = await self.restart()
            state = await self.service.vault_state()
            if not state.unlocked:
                self._at_prompt = True
                await terminal.at_prompt(self, self.service.unlock)
        except JungleError as error:
            closed.say(error_line(error.info))
            return
        finally:
            self._at_prompt = False
        await self.pop_screen()
        self.go(HOME.screen)

    # What Textual does otherwise, and must not do here

    def get_loading_widget(self) -> Widget:
        """Textual's own moves sixteen times a second."""
        return Static("Reading …")

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:  # noqa: ARG002
        """None: a screenshot of a vault is not an offer."""
        return ()

    def notify(self, message: str, **_options: Any) -> None:
        """One sentence on the status line instead of toasts."""
        if isinstance(self.screen, JungleScreen):
            self.screen.say(message)

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

    def _catch_up(self) -> None:
        """Draw everything once the terminal has swallowed what it had."""
        self._held_back = False
        self.screen.refresh()
