"""Taking what an inspection found for right: shown first, then confirmed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen

from jungletui.domain.documents import InspectedKey, Inspection
from jungletui.domain.statements import Accepted
from jungletui.tui.glyphs import glyphs_of
from jungletui.tui.screens.base import JungleScreen
from jungletui.tui.views.kept import accept_lines
from jungletui.tui.widgets.chrome import Hints, TitleLine
from jungletui.tui.widgets.lines import Lines


class AcceptScreen(Screen[bool]):
    """Answers with True once it was confirmed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n,minus", "dismiss(False)", show=False),
        Binding("y", "dismiss(True)", show=False),
    ]
    DEFAULT_CSS = """
    AcceptScreen VerticalScroll { height: 1fr; padding: 1 2; margin-bottom: 1; }
    """

    def __init__(self, report: InspectedKey) -> None:
        super().__init__()
        self.report = report

    def compose(self) -> ComposeResult:
        """What was found a moment ago, and the question."""
        yield TitleLine()
        yield VerticalScroll(Lines(accept_lines(self.report, glyphs_of(self.app))))
        yield Hints((("y", "accept"), ("Esc", "leave it as it is")))

    def on_mount(self) -> None:
        """Where we are."""
        self.query_one(TitleLine).show(f"Keys › {self.report.name} › Accept")


@dataclass(frozen=True, slots=True)
class Accepting:
    """The way from the key press to the vault. Nobody accepts what was not shown: the key is
    inspected anew, and the service accepts that very inspection."""

    screen: JungleScreen
    name: str
    done: Callable[[str], None]

    def begin(self) -> None:
        """Inspect, then ask."""
        service = self.screen.shell.service
        self.screen.say(f"Inspecting {self.name} once more …")
        self.screen.load("accept", lambda: service.inspect((self.name,)), self._ask)

    def _ask(self, document: Inspection) -> None:
        report = document.keys[0] if document.keys else None
        if report is None or report.error is not None:
            why = f": {report.error.message}" if report and report.error else ""
            self.screen.say(f"Nothing to accept: {self.name} could not be inspected{why}")
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._accept(document)
            else:
                self.screen.say("Nothing was accepted.")

        self.screen.app.push_screen(AcceptScreen(report), answered)

    def _accept(self, document: Inspection) -> None:
        service = self.screen.shell.service
        self.screen.load(
            "accept", lambda: service.keys_accept((self.name,), document.at), self._accepted
        )

    def _accepted(self, document: Accepted) -> None:
        names = ", ".join(key.name for key in document.keys)
        self.done(f"Accepted: {names}. Later inspections say what differs.")
