"""The activity log: what was done to the vault on this host, by whom, from where, and whether that
is all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.widget import Widget

from jungletui.domain.activity import ActivityLog, ActivityRecord
from jungletui.domain.failures import ErrorInfo
from jungletui.tui.bindings import bindings_of
from jungletui.tui.notices import Notice, empty, failed, loading
from jungletui.tui.screens.base import JungleScreen
from jungletui.tui.views.lines import BLANK
from jungletui.tui.views.log import COLUMNS, log_rows, record_lines, summary_text, verdict_lines
from jungletui.tui.widgets.lines import Lines
from jungletui.tui.widgets.table import Table

NOTHING_YET = empty(
    "Nothing is written down yet",
    "Unlocking, adding, editing, revealing or removing a key is, from now on.",
)
GONE = empty("No record can be read", "What is wrong with the log stands below.")
DEMO = empty(
    "No log",
    "These keys are the sandbox's and in memory only: nothing is written down.",
    "A vault of your own has one: leave the demo and start  jungletui.",
)


class LogScreen(JungleScreen):
    """The records, the newest first; below them the one under the cursor, and the verdict."""

    scope = "log"
    CSS_PATH = "log.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("log")]

    def __init__(self, names: tuple[str, ...] = ()) -> None:
        super().__init__(names)
        self.document: ActivityLog | None = None

    def heading(self) -> str:
        """What the screen is about."""
        return "Activity log"

    def badges(self) -> Iterable[str]:
        """A log that is not whole says so at the top, too."""
        return ("NOT WHOLE",) if self.document is not None and not self.document.verified else ()

    def body(self) -> Iterable[Widget]:
        """The table, and the lines below it."""
        notice = loading("and verifying the activity log")
        yield Table(COLUMNS, title="What was done here", notice=notice)
        yield Lines(id="told")

    def open(self) -> None:
        """Read the log."""
        self._read()

    def on_screen_resume(self, _: events.ScreenResume) -> None:
        """Shown again: more was done meanwhile."""
        if self.document is not None:
            self._read()

    def action_refresh(self) -> None:
        """Read it again."""
        self._read()

    def _read(self) -> None:
        self.load("log", self.shell.service.activity_log, self._came, self._failed)

    @property
    def table(self) -> Table:
        """The one table."""
        return self.query_one(Table)

    def _came(self, document: ActivityLog) -> None:
        self.document = document
        self.clear_error()
        self.table.set_notice(self._notice(document))
        self.table.set_stale(False)
        self.table.set_rows(log_rows(document, self.shell.clock()))
        self.table.set_summary(summary_text(document, self.shell.glyphs))
        self._tell()
        self.refresh_title()

    def _notice(self, document: ActivityLog) -> Notice:
        if self.shell.demo:
            return DEMO
        return NOTHING_YET if document.verified else GONE

    def _failed(self, error: ErrorInfo) -> None:
        if self.document is None:
            self.table.set_notice(failed(error))
        else:
            self.table.set_stale(True)
            self.show_error(error)

    @on(Table.Highlighted)
    def _tell(self) -> None:
        """Say in full what the record under the cursor says, and what the verdict is."""
        document = self.document
        if document is None or (self.shell.demo and not document.records):
            return
        record = record_lines(self._chosen(document))
        verdict = verdict_lines(document, self.shell.glyphs)
        lines = (*record, *((BLANK,) if record else ()), *verdict)
        self.query_one("#told", Lines).set_lines(lines)

    def _chosen(self, document: ActivityLog) -> ActivityRecord | None:
        chosen = self.table.cursor_key
        return next((one for one in document.records if str(one.position) == chosen), None)
