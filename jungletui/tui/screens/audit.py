"""The audit: every finding of every key, gravest first, with what to do about each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from jungletui.domain.audit import Audit, AuditFinding
from jungletui.domain.failures import ErrorInfo
from jungletui.domain.findings import Severity
from jungletui.domain.progress import HEARER, Progress
from jungletui.tui.bindings import bindings_of, hints_of
from jungletui.tui.known import FRESH_FOR
from jungletui.tui.notices import Notice, empty, failed, loading
from jungletui.tui.screens.base import JungleScreen
from jungletui.tui.screens.gaps import GapsScreen
from jungletui.tui.screens.guide import GuideScreen
from jungletui.tui.views.audit import (
    COLUMNS,
    LEAST,
    LISTS,
    chosen,
    finding_key,
    finding_lines,
    finding_rows,
    gaps,
    head_lines,
    narrowed_text,
    progress_words,
    tab_words,
)
from jungletui.tui.widgets.chrome import Hints
from jungletui.tui.widgets.lines import Lines
from jungletui.tui.widgets.table import Table
from jungletui.tui.widgets.tabs import TabLine

LOADING = loading("and checking every key")
NO_KEYS = empty("No keys yet.", "1 shows the keys, a adds one there.")


class AuditScreen(JungleScreen):
    """Counts on top, the findings, and the one under the cursor in full. Enter adds the guide."""

    scope = "audit"
    CSS_PATH = "audit.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("audit")]

    def __init__(self, names: tuple[str, ...] = ()) -> None:
        super().__init__(names)
        self.tab = "fail"
        self.least: Severity | None = None
        self.only: str | None = None
        self.opened = False
        self.progress: Progress | None = None

    @property
    def document(self) -> Audit | None:
        """The newest audit."""
        return self.shell.known.audit

    @property
    def table(self) -> Table:
        """The one table."""
        return self.query_one(Table)

    def body(self) -> Iterable[Widget]:
        """Counts, tabs, findings, and one of them in full."""
        yield Lines(id="counts")
        yield TabLine()
        yield Table(COLUMNS, title="Findings", notice=LOADING)
        yield VerticalScroll(Lines(id="detail"), id="detail-place")

    def open(self) -> None:
        """Show what is known, else audit."""
        enter = ("Enter", "how to mend it")
        self.query_one(Hints).show((enter, *hints_of("audit", "table", "app", limit=6)))
        self.opened = True
        self._refresh()

    def on_screen_resume(self, _: events.ScreenResume) -> None:
        """Shown again: what grew old, or was forgotten, is checked anew."""
        if self.opened:
            self._refresh()

    def _refresh(self) -> None:
        document = self.document
        self._draw()
        if document is None or self.shell.clock() - document.at >= FRESH_FOR:
            self._read()

    def badges(self) -> Iterable[str]:
        """How far an audit is that is under way."""
        if self.progress is not None:
            yield f"{self.progress.done} of {self.progress.total} keys"

    def _read(self) -> None:
        self.load("audit", self._ask, self._came, self._failed)

    async def _ask(self) -> Audit:
        HEARER.set(self._heard)  # in the task of this question alone
        return await self.shell.service.audit(())

    def _heard(self, progress: Progress) -> None:
        """So many keys were inspected; without an older audit it stands in the findings' place."""
        self.progress = progress if progress.waiting else None
        self.refresh_title()
        if self.document is None:
            self.table.set_notice(loading(progress_words(progress)))

    def _came(self, document: Audit) -> None:
        self.progress = None
        self.shell.known.audit = document
        self.clear_error()
        self._draw()

    def _failed(self, error: ErrorInfo) -> None:
        """An older audit stays, and says that it is old."""
        self.progress = None
        self.refresh_title()
        if self.document is None:
            self.table.set_notice(failed(error))
        else:
            self.table.set_stale(True)
            self.show_error(error)

    # Drawing

    def _draw(self) -> None:
        document, glyphs = self.document, self.shell.glyphs
        right = narrowed_text(self.least, self.only)
        self.query_one(TabLine).show(tab_words(document), self.tab, right)
        if document is None:
            self.set_read_at(None)
            self.query_one("#counts", Lines).set_lines(())
            self.table.set_notice(LOADING)
            self.table.set_rows(())
            self._tell()
            return
        self.set_read_at(document.at)
        self.query_one("#counts", Lines).set_lines(
            head_lines(document, glyphs) if document.keys else ()
        )
        self.table.set_stale(False)
        self.table.set_notice(self._notice(document))
        self.table.set_rows(finding_rows(self._chosen(document), glyphs))
        self._tell()

    def _chosen(self, document: Audit) -> tuple[AuditFinding, ...]:
        return chosen(document, self.tab, self.least, self.only)

    def _notice(self, document: Audit) -> Notice:
        """Why no finding stands in this list."""
        if not document.keys:
            return NO_KEYS
        if self.least is not None or self.only is not None:
            return empty("Nothing so grave here.", "m and K take back what is left out.")
        if self.tab != "fail":
            return empty("Nothing here.", "a shows every check.")
        unread = "The keys that could not be read were not checked: e says why."
        return empty("Nothing failed.", unread if document.errors else "l shows what to look at.")

    def _finding(self) -> AuditFinding | None:
        document, key = self.document, self.table.cursor_key
        rows = self._chosen(document) if document is not None and key is not None else ()
        return next((row for row in rows if finding_key(row) == key), None)

    @on(Table.Highlighted)
    def _tell(self) -> None:
        """The finding under the cursor in full."""
        self.query_one("#detail", Lines).set_lines(finding_lines(self._finding()))
        self.query_one("#detail-place").scroll_home(animate=False)

    @on(Table.Selected)
    def show_guide(self) -> None:
        """Enter: the finding, and below it how it is mended there, step by step."""
        finding = self._finding()
        if finding is not None:
            cursor = self.shell.glyphs.cursor
            heading = f"Audit {cursor} {finding.key} {cursor} {finding.id}"
            above = finding_lines(finding)
            self.app.push_screen(GuideScreen(heading, finding.exchange, above))

    # Keys

    def action_refresh(self) -> None:
        """Inspect every key again; the older audit stays until then."""
        self.say("Inspecting and checking every key …")
        self._read()

    def action_tab(self, tab: str) -> None:
        """Another list."""
        self.tab = tab
        self._draw()

    def action_turn(self, step: int) -> None:
        """The next list, or the one before."""
        tabs = list(LISTS)
        self.action_tab(tabs[(tabs.index(self.tab) + step) % len(tabs)])

    def action_severity(self) -> None:
        """Leave out what is less grave; after the last step all is shown again."""
        self.least = LEAST[(LEAST.index(self.least) + 1) % len(LEAST)]
        self._draw()

    def action_one_key(self) -> None:
        """Only the key under the cursor; again: all keys."""
        finding = self._finding()
        if self.only is None and finding is not None:
            self.only = finding.key
        else:
            self.only = None
        self._draw()

    def action_inspect(self) -> None:
        """What the key under the cursor can do."""
        finding = self._finding()
        if finding is not None:
            self.shell.go("inspection", (finding.key,))

    def action_gaps(self) -> None:
        """Which keys could not be read, and why."""
        document = self.document
        if document is not None and document.errors:
            self.app.push_screen(GapsScreen(self.heading(), gaps(document)))
        else:
            self.say("Every key that was asked for was read.")

    def action_scroll(self, step: int) -> None:
        """Move the text below, where it is longer than its place."""
        self.query_one("#detail-place").scroll_relative(y=step, animate=False)
