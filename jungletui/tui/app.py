"""The app: shows one screen at a time, goes between them, locks, and survives its service."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import Screen

from jungletui.domain.failures import ErrorInfo, ExitCode, JungleError
from jungletui.domain.times import Clock, utc_now
from jungletui.tui.bindings import bindings_of
from jungletui.tui.glyphs import UNICODE, Glyphs
from jungletui.tui.navigation import SCREENS, Destination
from jungletui.tui.notices import Notice, NoticeKind, message_of
from jungletui.tui.quiet import QuietApp
from jungletui.tui.screens.opening import OpeningScreen
from jungletui.tui.themes import choose_theme
from jungletui.tui.trail import Trail
from jungletui.tui.typeahead import TypeAhead

if TYPE_CHECKING:
    from jungletui.domain.interface import Service
    from jungletui.tui.known import Known
    from jungletui.tui.screens.base import JungleScreen
    from jungletui.tui.screens.closed import ClosedScreen

Restart = Callable[[], Awaitable["Service"]]
HOME = Destination("keys")
FIRST_FRAME = 0.02
"""Seconds that the terminal's writer has for the first frame before anything is loaded."""


class JungleApp(QuietApp):
    """One service, one trail of screens.

    `restart` starts a new service and connects to it, for unlocking and after its death; None where
    that cannot be done (tests). `demo` marks the sandbox.
    """

    TITLE = "JungleTUI"
    CSS_PATH = Path(__file__).with_name("app.tcss")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 (Textual's own type)
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_of("app"),
        Binding("ctrl+c", "interrupt", show=False),
    ]

    def __init__(
        self,
        service: Service | None,
        restart: Restart | None = None,
        clock: Clock = utc_now,
        *,
        theme: str | None = None,
        glyphs: Glyphs = UNICODE,
        demo: bool = False,
    ) -> None:
        super().__init__(theme or choose_theme({}))
        self._shut = False
        self._emptied = False
        self.stop_program: Callable[[], None] | None = None
        self._service: Service | None = None
        if service is not None:
            self.service = service
        self.restart = restart
        self.clock = clock
        self.glyphs = glyphs
        self.demo = demo
        self._known: Known | None = None
        self._trail = Trail(self)
        self._type_ahead = TypeAhead(self, super().on_event)
        self._begun = False

    def on_mount(self) -> None:
        """Start on the keys; where the service is not there yet, draw, then start it."""
        if self._service is not None:
            self.go(HOME.screen)
            return
        self.push_screen(OpeningScreen())

    async def _begin(self) -> None:
        """The first frame is drawn: start the service."""
        try:
            assert self.restart is not None  # noqa: S101  `__init__` says so
            self.service = await self.restart()
        except JungleError as error:
            self.service_ended(error.info)
        else:
            self.go(HOME.screen)

    @property
    def service(self) -> Service:
        """The service that is asked now."""
        assert self._service is not None  # noqa: S101  no screen asks before there is one
        return self._service

    @service.setter
    def service(self, service: Service) -> None:
        self._service = service
        on_end = getattr(service, "on_end", None)
        if on_end is not None:
            on_end(lambda error: self._left_by(service, error))

    @property
    def known(self) -> Known:
        """What was read since the vault was opened."""
        if self._known is None:
            from jungletui.tui.known import Known  # noqa: PLC0415  after the first frame

            self._known = Known()
        return self._known

    async def on_event(self, event: events.Event) -> None:
        """A key or the mouse: the service hears that somebody is there, and locks when it does not
        hear that for long."""
        if isinstance(event, events.InputEvent) and not event.is_forwarded:
            active = getattr(self._service, "active", None)
            if active is not None:
                active()
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self._type_ahead.arrived(event)
        else:
            await super().on_event(event)

    # Going between screens

    def go(self, screen: str, names: Iterable[str] = ()) -> None:
        """Show a screen by its name in the registry, about these keys (none: all)."""
        self._trail.go(Destination(screen, tuple(names)))

    def back(self) -> None:
        """Show the screen before this one; the first one stays."""
        self._trail.back()

    @property
    def trail(self) -> list[Destination]:
        """The screens by which one came here."""
        return self._trail.destinations

    def forget_key(self, name: str) -> None:
        """The key is gone from the vault: so is what was read of it, and its screens."""
        self.known.forget(name)
        self._trail.forget_key(name)

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

    def action_interrupt(self) -> None:
        """Ctrl-C: leave, and say with the exit code that it was not `q`."""
        self.exit(ExitCode.INTERRUPTED)

    def action_stop(self) -> None:
        """Ctrl-Z: stop the program, which locks it first; see `stopping`."""
        if self.stop_program is not None:
            self.stop_program()

    def action_help(self) -> None:
        """Every key that works here."""
        if screen := self._open_screen():
            from jungletui.tui.screens.help import HelpScreen  # noqa: PLC0415

            self.push_screen(HelpScreen(screen.scope), self._run_chosen)

    def action_palette(self) -> None:
        """Find an action by its name, on the last lines of the screen."""
        if screen := self._open_screen():
            screen.open_palette()

    async def _run_chosen(self, action: str | None) -> None:
        if action:
            await self.screen.run_action(action)

    def _open_screen(self) -> JungleScreen | None:
        """The screen on top, where it is one of the vault's."""
        screen = self.screen
        return cast("JungleScreen", screen) if getattr(screen, "scope", "") else None

    def _is_open(self) -> bool:
        return self._open_screen() is not None

    # Locking and the death of the service

    async def action_lock(self) -> None:
        """Forget the vault's content here, then let the service forget it and end."""
        if self._shut or self._service is None:
            return
        self._shut = True
        notice = Notice(NoticeKind.EMPTY, "Locked", ("The keys are forgotten.",))
        await self._close(notice, "unlock")
        try:
            await self.service.lock()
        except JungleError:
            # A service that has already ended is locked.
            return

    def left_by_stop(self, *, shared: bool) -> None:
        """The program is being stopped, and its private service has ended. An agent goes on for
        others: only this console is cut off from it."""
        if self._shut or self._service is None:
            return
        self._shut = True
        lines = ["The program was stopped (Ctrl-Z); the keys are forgotten."]
        if shared:
            lines.append("The agent's vault stays open for other programs.")
            getattr(self._service, "close", lambda: None)()
        self.call_next(self._close, Notice(NoticeKind.EMPTY, "Locked", tuple(lines)), "unlock")

    @property
    def shows_vault(self) -> bool:
        """Whether a screen is still there that may show something of the vault."""
        return self._service is not None and not self._emptied

    def service_ended(self, error: ErrorInfo) -> None:
        """The service is gone or locked itself: show nothing of the vault any more, whatever
        screen or form is open."""
        if self._shut or self._exit:
            return
        self._shut = True
        lines = (error.message, error.remedy)
        word = "unlock" if error.kind == "locked" else "start the service again"
        title = "Locked" if error.kind == "locked" else "The service has ended"
        kind = NoticeKind.EMPTY if error.kind == "locked" else NoticeKind.ERROR
        self.call_next(self._close, Notice(kind, title, lines), word)

    def _left_by(self, service: Service, error: JungleError) -> None:
        """This service ended by itself. While it asks on the terminal, whoever called it hears of
        it; one that was replaced ends without a word."""
        if service is self._service and not self._at_prompt:
            self.service_ended(error.info)

    async def _close(self, notice: Notice, word: str) -> None:
        """Take every screen away and show only why nothing is shown."""
        from jungletui.tui.screens.closed import ClosedScreen  # noqa: PLC0415

        await self._trail.clear()
        self._known = None
        await self.push_screen(ClosedScreen(notice, word))
        self._emptied = True

    async def action_reopen(self) -> None:
        """Start a new service, let it ask for the passphrase on the terminal, begin anew."""
        if self.restart is None or not self._shut:
            return
        from jungletui.tui.screens.closed import ClosedScreen  # noqa: PLC0415

        closed = cast("ClosedScreen", self.screen)
        closed.say("Starting the service …")
        try:
            self.service = await self.restart()
            state = await self.service.vault_state()
            if not state.unlocked:
                await self.at_prompt(self.service.unlock)
        except JungleError as error:
            info = error.info
            lines = (message_of(info), info.remedy)
            notice = Notice(NoticeKind.ERROR, f"Error: {info.kind}", lines)
            await self.switch_screen(ClosedScreen(notice, closed.word))
            return
        await self.pop_screen()
        self._shut = self._emptied = False
        self.go(HOME.screen)

    def notify(self, message: str, **_options: Any) -> None:
        """One sentence on the status line instead of toasts."""
        if screen := self._open_screen():
            screen.say(message)

    def drawn(self, screen: Screen[Any]) -> None:
        """After the first frame, and not before, the service is started."""
        if self._service is None and not self._begun and isinstance(screen, OpeningScreen):
            self._begun = True
            self.set_timer(FIRST_FRAME, self._begin)
