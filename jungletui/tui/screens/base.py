"""What every screen has: title line, body, status line, hints; one way to load and one to fail.

A screen says `scope` (its actions in `bindings.ACTIONS`), `heading()`, `body()` and `open()`. It
reads with `self.load(resource, work, done)`: one worker a resource, a newer read replaces an older
one, and a JungleError ends on the status line (or in `failed`) with kind, message and remedy.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from jungletui.domain.accounts import Origin
from jungletui.domain.failures import ErrorInfo, JungleError, LockedError, ServiceError
from jungletui.tui.bindings import hints_of
from jungletui.tui.commands import palette_commands
from jungletui.tui.notices import error_line
from jungletui.tui.shell import Shell
from jungletui.tui.views.freshness import read_words
from jungletui.tui.widgets.chrome import Hints, StatusLine, TitleLine
from jungletui.tui.widgets.palette import Palette

T = TypeVar("T")
AGE_STEP = 60.0
"""Seconds between two looks at the age in the title line: an idle screen is silent in between."""


class JungleScreen(Screen[None]):
    """The base of all screens that show something of the vault.

    Made with the names of the keys it is about; an empty tuple means all keys.
    """

    scope: ClassVar[str] = ""
    stays: ClassVar[bool] = True
    """Whether it is kept as it was left while another screen is shown."""
    hint_scopes: ClassVar[tuple[str, ...]] = ()
    AUTO_FOCUS = "Table"

    def __init__(self, names: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.names = names
        self.read_at: datetime | None = None
        self._focus_before: Widget | None = None

    # What a screen of its own defines

    def heading(self) -> str:
        """The breadcrumb after the app's name: `Keys`, `Keys › main`."""
        return self.scope.capitalize()

    def badges(self) -> Iterable[str]:
        """Words at the right end of the title line; where it is narrow the first ones go first."""
        return ()

    def body(self) -> Iterable[Widget]:
        """The widgets between title line and status line."""
        return ()

    def open(self) -> None:
        """Called once the widgets are there: start loading."""

    # What every screen gets

    @property
    def shell(self) -> Shell:
        """The app."""
        return cast("Shell", self.app)

    def compose(self) -> ComposeResult:
        """Title line, body, status line, hints."""
        yield TitleLine()
        yield from self.body()
        yield StatusLine()
        yield Palette()
        yield Hints(hints_of(self.scope, *(self.hint_scopes or ("table", "app"))))

    def on_mount(self) -> None:
        """Show the frame, then load."""
        self.refresh_title()
        self.set_interval(AGE_STEP, self._a_minute_passed)
        self.open()

    def open_palette(self) -> None:
        """Ask for a command on the last lines of the screen."""
        self._focus_before = self.focused
        self.query_one(Palette).open(palette_commands(self.scope))

    async def on_palette_chosen(self, event: Palette.Chosen) -> None:
        """Give the keyboard back, then do what was chosen."""
        if self._focus_before is not None:
            self._focus_before.focus()
        command = event.command
        if command is not None and command.action:
            await self.run_action(command.action)
        elif command is not None:
            self.say(f"In a shell: {command.spelling}")

    def load(
        self,
        resource: str,
        work: Callable[[], Awaitable[T]],
        done: Callable[[T], None],
        failed: Callable[[ErrorInfo], None] | None = None,
    ) -> None:
        """Read `resource` with `work` and hand the answer to `done`, errors to `failed`.

        A second load of the same resource cancels the first. The status line is cleared by a
        success and takes the error where `failed` is None.
        """

        async def run() -> None:
            try:
                answer = await work()
            except (ServiceError, LockedError) as error:
                self.shell.service_ended(error.info)
            except JungleError as error:
                (failed or self.show_error)(error.info)
            else:
                if failed is None:
                    self.clear_error()
                done(answer)

        # The function, not its coroutine: a worker cancelled before its start would leave that
        # never awaited.
        _: Worker[None] = self.run_worker(
            run, name=resource, group=resource, exclusive=True, exit_on_error=False
        )

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A defect of our own in a worker is named by its class, and takes nothing down."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            name = type(event.worker.error).__name__
            self.show_error(
                ErrorInfo("defect", f"{name} while reading {event.worker.name}", "Try again.")
            )

    def show_error(self, error: ErrorInfo) -> None:
        """Kind, message and remedy on the status line; what was read before stays."""
        self.query_one(StatusLine).show(error_line(error), "error")

    def say(self, text: str) -> None:
        """A plain sentence on the status line: progress, or what was done."""
        self.query_one(StatusLine).show(text, "plain")

    def clear_error(self) -> None:
        """Empty the status line."""
        self.query_one(StatusLine).show("", "plain")

    def set_read_at(self, at: datetime | None) -> None:
        """When the figures on the screen were read: the title line shows the age."""
        self.read_at = at
        self.refresh_title()

    def refresh_title(self) -> None:
        """Write the title line anew where its text changed."""
        parts = list(self.badges())
        if self.read_at is not None:
            parts.append(read_words(((Origin.REST, self.read_at),), self.shell.clock()))
        self.query_one(TitleLine).show(self.heading(), *parts)

    def refresh_ages(self) -> None:
        """A minute has passed: write ages in the body anew where there are any."""

    def _a_minute_passed(self) -> None:
        if self.is_current:
            self.refresh_title()
            self.refresh_ages()
