"""Why one key is refused: the steps that were tried, the cause, its evidence, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from jungletui.domain.diagnosis import DiagnosedKey, Diagnoses, Outcome
from jungletui.domain.failures import ErrorInfo
from jungletui.tui.bindings import bindings_of
from jungletui.tui.notices import empty, failed, loading
from jungletui.tui.screens.base import JungleScreen
from jungletui.tui.views.diagnosis import STEP_COLUMNS, outcome_lines, step_rows, verdict_line
from jungletui.tui.views.lines import Line
from jungletui.tui.widgets.lines import Lines
from jungletui.tui.widgets.table import Table


class DiagnosisScreen(JungleScreen):
    """The diagnosis of one key; `names` holds its name."""

    scope = "diagnosis"
    stays = False
    CSS_PATH = "diagnosis.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("diagnosis")]

    def __init__(self, names: tuple[str, ...] = ()) -> None:
        super().__init__(names)
        self.diagnosed: DiagnosedKey | None = None

    @property
    def name_shown(self) -> str:
        """The key this screen is about."""
        return self.names[0] if self.names else ""

    def heading(self) -> str:
        """The breadcrumb."""
        cursor = self.shell.glyphs.cursor
        return f"Keys {cursor} {self.name_shown} {cursor} Why?"

    def badges(self) -> Iterable[str]:
        """The exchange, once it is known."""
        return () if self.diagnosed is None else (self.diagnosed.exchange,)

    def body(self) -> Iterable[Widget]:
        """Cause, steps, then remedy, evidence and the step under the cursor in full."""
        yield Lines(id="cause")
        yield Table(STEP_COLUMNS, title="What was tried", id="steps")
        yield VerticalScroll(Lines(id="outcome"), id="outcome-place")

    def open(self) -> None:
        """Diagnose the key."""
        self._lines("cause").set_lines((Line(f"Asking why {self.name_shown} is refused …", "dim"),))
        self._steps.set_notice(loading(f"the steps for {self.name_shown}"))
        self.load(
            "diagnosis", lambda: self.shell.service.diagnose(self.names), self._came, self._failed
        )

    @property
    def _steps(self) -> Table:
        return self.query_one("#steps", Table)

    def _lines(self, id: str) -> Lines:
        return self.query_one(f"#{id}", Lines)

    def _came(self, document: Diagnoses) -> None:
        self.clear_error()
        if not document.keys:
            self._lines("cause").set_lines((Line(f"There is no key {self.name_shown}.", "bad"),))
            self._steps.set_notice(empty("Nothing tried"))
            return
        self.diagnosed = document.keys[0]
        self.set_read_at(self.shell.clock())
        self._lines("cause").set_lines((verdict_line(self.diagnosed, self.shell.glyphs),))
        self._steps.set_rows(step_rows(self.diagnosed.steps, self.shell.glyphs))
        refused = (n for n, s in enumerate(self.diagnosed.steps) if s.outcome is Outcome.FAILED)
        self._steps.move_to(str(next(refused, 0)))
        self._show_step(self._steps.cursor_key)

    def _failed(self, error: ErrorInfo) -> None:
        """The diagnosis itself failed: an older one stays."""
        if self.diagnosed is not None:
            self._lines("cause").set_lines((verdict_line(self.diagnosed, self.shell.glyphs),))
            self.show_error(error)
            return
        self._lines("cause").set_lines((Line("No diagnosis.", "bad"),))
        self._steps.set_notice(failed(error))

    @on(Table.Highlighted)
    def follow_cursor(self, event: Table.Highlighted) -> None:
        """The cursor moved: show that step's whole text."""
        self._show_step(event.key)

    def _show_step(self, key: str | None) -> None:
        if self.diagnosed is not None and key is not None:
            step = self.diagnosed.steps[int(key)]
            self._lines("outcome").set_lines(outcome_lines(self.diagnosed, step))

    # Keys

    def action_scroll(self, step: int) -> None:
        """Move the text below, where it is longer than its place."""
        self.query_one("#outcome-place", VerticalScroll).scroll_relative(y=step, animate=False)

    def action_refresh(self) -> None:
        """Ask again; the exchange sees the same few reads once more."""
        self.open()
