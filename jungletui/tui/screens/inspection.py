"""One key: what it can do in plain words, its nine capabilities, its findings and remedies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from jungletui.domain.documents import InspectedKey, Inspection
from jungletui.domain.failures import ErrorInfo
from jungletui.tui.bindings import bindings_of
from jungletui.tui.known import is_fresh
from jungletui.tui.notices import empty, loading
from jungletui.tui.screens.accept import Accepting
from jungletui.tui.screens.attest import Attesting
from jungletui.tui.screens.base import JungleScreen
from jungletui.tui.screens.guide import GuideScreen
from jungletui.tui.screens.raw import RawScreen
from jungletui.tui.views.inspection import (
    FINDING_COLUMNS,
    RIGHT_COLUMNS,
    error_lines,
    finding_lines,
    finding_rows,
    passed_text,
    raw_text,
    right_lines,
    right_rows,
    rights_named,
    rights_summary,
    verdict_lines,
)
from jungletui.tui.views.lines import Line
from jungletui.tui.widgets.lines import Lines
from jungletui.tui.widgets.table import Table


class InspectionScreen(JungleScreen):
    """The report of one key; `names` holds its name."""

    scope = "inspection"
    CSS_PATH = "inspection.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("inspection")]
    AUTO_FOCUS = "#findings"

    def __init__(self, names: tuple[str, ...] = ()) -> None:
        super().__init__(names)
        self.report: InspectedKey | None = None
        self.done = ""
        self.attesting = Attesting(self, self.name_shown, self.kept_anew)
        self.accepting = Accepting(self, self.name_shown, self.kept_anew)

    @property
    def name_shown(self) -> str:
        """The key this screen is about."""
        return self.names[0] if self.names else ""

    def heading(self) -> str:
        """The breadcrumb."""
        return f"Keys {self.shell.glyphs.cursor} {self.name_shown}"

    def badges(self) -> Iterable[str]:
        """Exchange, environment and fingerprint, once they are known."""
        report = self.report
        if report is None:
            return ()
        return (report.fingerprint, report.exchange, report.environment.value)

    def body(self) -> Iterable[Widget]:
        """Verdict, capabilities, findings, and the whole text of one row. On a short terminal only
        the table with the keys is unfolded: Tab unfolds the other one."""
        yield Lines(id="verdict")
        yield Table(RIGHT_COLUMNS, title="What it can do", header=False, id="rights")
        yield Table(FINDING_COLUMNS, title="Findings", header=False, id="findings")
        yield VerticalScroll(Lines(id="detail"), id="detail-place")

    def open(self) -> None:
        """Inspect the key."""
        known = self.shell.known.reports.get(self.name_shown)
        if isinstance(known, InspectedKey) and is_fresh(known, self.shell.clock()):
            self._show(known)
        else:
            self._read()

    def on_screen_resume(self, _: events.ScreenResume) -> None:
        """Shown again: a newer report may be known, or this one may have grown old."""
        if self.report is not None:
            self.open()

    def _read(self) -> None:
        if self.report is None:
            self._lines("verdict").set_lines((Line(f"Inspecting {self.name_shown} …", "dim"),))
        self._table("rights").set_notice(loading(f"the rights of {self.name_shown}"))
        self.load(
            "report", lambda: self.shell.service.inspect(self.names), self._came, self._failed
        )

    def _table(self, id: str) -> Table:
        return self.query_one(f"#{id}", Table)

    def _lines(self, id: str) -> Lines:
        return self.query_one(f"#{id}", Lines)

    def _came(self, document: Inspection) -> None:
        self.say(self.done)
        self.done = ""
        self._set_stale(False)
        if not document.keys:
            self._lines("verdict").set_lines((Line(f"There is no key {self.name_shown}.", "bad"),))
            return
        self.shell.known.reports[self.name_shown] = document.keys[0]
        self._show(document.keys[0])

    def _show(self, report: InspectedKey) -> None:
        self.report = report
        self.set_read_at(report.inspected_at)
        now, glyphs = self.shell.clock(), self.shell.glyphs
        self._lines("verdict").set_lines(verdict_lines(report, now, glyphs))
        if report.error is not None:
            self._show_failure(report.error)
            return
        self._table("rights").set_rows(right_rows(report, glyphs))
        self._name_rights()
        self._table("findings").set_notice(empty("Nothing found", passed_text(report)))
        self._table("findings").set_rows(finding_rows(report, glyphs))
        self._show_detail(self._table("findings" if self._table("findings").rows else "rights"))

    def on_resize(self, _: events.Resize) -> None:
        """A taller terminal unfolds both tables."""
        self.call_after_refresh(self._name_rights)

    def _name_rights(self) -> None:
        """In the title of the rights: how many, or which where the table is folded away."""
        if self.report is not None and self.report.error is None:
            table = self._table("rights")
            folded = self.has_class("-short") and not table.has_focus
            words = rights_named if folded else rights_summary
            table.set_title("It can" if folded else "What it can do")
            table.set_summary(words(self.report))

    def _failed(self, error: ErrorInfo) -> None:
        """The read failed: an older report stays, and says that it is old."""
        if self.report is not None:
            self.show_error(error)
            self._set_stale(True)
            return
        self._lines("verdict").set_lines(error_lines(error, self.shell.glyphs))
        self._show_failure(error)

    def _show_failure(self, error: ErrorInfo) -> None:
        self._table("rights").set_rows(())
        self._table("findings").set_rows(())
        unknown = "No report: all nine are unknown."
        self._table("rights").set_summary("")
        self._table("rights").set_title("What it can do")
        self._table("rights").set_notice(empty("Not known", unknown))
        self._table("findings").set_notice(empty("Not checked", "There is no report to check."))
        self._lines("detail").set_lines(
            (Line(error.remedy, "plain", 7, "Do     "), Line("x says why; r tries again.", "dim"))
        )

    def _set_stale(self, stale: bool) -> None:
        for table in self.query(Table):
            table.set_stale(stale)

    @on(Table.Highlighted)
    def follow_cursor(self, event: Table.Highlighted) -> None:
        """The cursor moved in one of the tables: show that row's whole text."""
        if isinstance(event.table, Table) and event.table.has_focus:
            self._show_detail(event.table)

    def on_descendant_focus(self) -> None:
        """Tab: the other table's row."""
        self._name_rights()
        if isinstance(self.focused, Table):
            self._show_detail(self.focused)

    def _show_detail(self, table: Table) -> None:
        if self.report is None or table.cursor_key is None:
            return
        lines = finding_lines if table.id == "findings" else right_lines
        self._lines("detail").set_lines(lines(self.report, table.cursor_key))
        self._place.scroll_home(animate=False)

    @property
    def _place(self) -> VerticalScroll:
        return self.query_one("#detail-place", VerticalScroll)

    # Keys

    def action_scroll(self, step: int) -> None:
        """Move the text below, where it is longer than its place."""
        self._place.scroll_relative(y=step, animate=False)

    def action_refresh(self) -> None:
        """Inspect again; the old report stays until then."""
        self.say(f"Inspecting {self.name_shown} …")
        self._read()

    def action_raw(self) -> None:
        """The exchange's own words."""
        if self.report is not None:
            self.app.push_screen(RawScreen(self.name_shown, raw_text(self.report)))

    def action_attest(self) -> None:
        """Ask for what nothing but the website tells, and keep the answer with its date."""
        self.attesting.begin()

    def action_accept(self) -> None:
        """Inspect anew, show what would be taken for right, and take it once that is confirmed."""
        self.accepting.begin()

    def action_guide(self) -> None:
        """How a key is changed on this exchange's website."""
        report = self.report
        if report is not None:
            self.app.push_screen(GuideScreen(self.heading(), report.exchange))

    def kept_anew(self, words: str) -> None:
        """Something was stated or accepted: what is shown has to say so, and `words` below it."""
        self.shell.known.audit = None
        self.done = words
        self._read()

    def action_why(self) -> None:
        """Why this key is refused, step by step."""
        self.shell.go("diagnosis", self.names)

    def action_balances(self) -> None:
        """Balances of this key."""
        self.shell.go("balances", self.names)

    def action_orders(self) -> None:
        """Orders of this key."""
        self.shell.go("orders", self.names)
