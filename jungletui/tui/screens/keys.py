"""Home: one row a key, each inspected as soon as the list is there, eight at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.widget import Widget

from jungletui.domain.accounts import Origin
from jungletui.domain.documents import Edited, InspectedKey, KeyList, VaultState
from jungletui.domain.failures import ErrorInfo, UsageError
from jungletui.domain.keys import KeySummary, ProfileChanges
from jungletui.tui.bindings import bindings_of
from jungletui.tui.known import old_names
from jungletui.tui.notices import empty, failed, loading
from jungletui.tui.screens.base import JungleScreen
from jungletui.tui.screens.edit_key import EditScreen
from jungletui.tui.screens.key_by_key import KeyByKey
from jungletui.tui.screens.remove import RemoveScreen
from jungletui.tui.views.freshness import read_words
from jungletui.tui.views.key_preview import preview_lines, short_preview_lines
from jungletui.tui.views.keys import COLUMNS, key_row, summary_text
from jungletui.tui.widgets.chrome import StatusLine
from jungletui.tui.widgets.lines import Lines
from jungletui.tui.widgets.table import Row, Table

FIRST_STEPS = empty(
    "No keys yet: three steps",
    "1.  a  adds a key: choose the exchange, paste the key; it is checked before it is saved.",
    "2.  It is inspected at once: what it can do, from which addresses, until when.",
    "3.  b  shows its balances, o  its orders. It can do nothing else with your key.",
    "?  shows every key that works here.",
)
ROOM = 16
"""Lines of a terminal that has some to spare for the key under the cursor."""


class KeysScreen(JungleScreen):
    """The list of keys with what is known of each."""

    scope = "keys"
    CSS_PATH = "keys.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("keys")]

    def __init__(self, names: tuple[str, ...] = ()) -> None:
        super().__init__(names)
        self.keys: dict[str, KeySummary] = {}
        self.listed = self._summary_due = False
        self.notices = ""
        self.reading = KeyByKey(self, "inspection", self._inspect, self._learn, self._learn)

    @property
    def reports(self) -> dict[str, InspectedKey | ErrorInfo]:
        """What is known of the keys."""
        return self.shell.known.reports

    def heading(self) -> str:
        """The home of the breadcrumb."""
        return "Keys"

    def body(self) -> Iterable[Widget]:
        """The table, and below it the key under the cursor in full."""
        yield Table(COLUMNS, title="Keys", notice=loading("the list of keys"))
        yield Lines(id="preview")

    def open(self) -> None:
        """Read the list; the inspections of what is not known follow."""
        self.load("vault", self.shell.service.vault_state, self._vault_told, self.show_error)
        self._read(again=False)

    def on_screen_resume(self, _: events.ScreenResume) -> None:
        """Shown again: keys may have come or gone, reports may have grown old."""
        if self.listed:
            self._read(again=False)

    def _read(self, *, again: bool) -> None:
        service = self.shell.service
        self.load("keys", service.keys_list, lambda d: self._list_came(d, again), self._list_failed)

    @property
    def table(self) -> Table:
        """The one table."""
        return self.query_one(Table)

    def _vault_told(self, state: VaultState) -> None:
        """What the vault wants said (a weak source of the passphrase, a repaired copy)."""
        self.notices = " ".join(state.notices)
        if self.notices:
            self.say(self.notices)

    def _list_came(self, document: KeyList, again: bool) -> None:
        self.keys = {key.name: key for key in document.keys}
        self.listed = True
        self.table.set_notice(FIRST_STEPS)
        self.table.set_stale(False)
        if again:
            self.say(self.notices)
        names = tuple(self.keys)
        old = names if again else old_names(names, self.reports, self.shell.clock())
        under_way = () if again else self.reading.waiting
        self.reading.start((n for n in old if n not in under_way), document.keys)
        self.table.set_rows(map(self._row, self.keys))
        self._show_summary()
        self._show_preview()

    def _list_failed(self, error: ErrorInfo) -> None:
        self.table.set_notice(failed(error, "R"))
        self.table.set_stale(bool(self.keys))
        if self.keys:
            self.show_error(error)

    def _row(self, name: str) -> Row:
        now, glyphs = self.shell.clock(), self.shell.glyphs
        waiting = name in self.reading.waiting
        return key_row(self.keys[name], self.reports.get(name), now, glyphs, waiting=waiting)

    def _show_summary(self) -> None:
        self._summary_due = False
        keys = tuple(self.keys.values())
        waiting = len(self.reading.waiting)
        text = summary_text(keys, self.reports, waiting, self.shell.glyphs)
        self.table.set_summary(text if keys else "")
        self.refresh_title()

    @on(Table.Highlighted)
    def follow_cursor(self) -> None:
        """The cursor stands on another key."""
        self._show_preview()

    def on_resize(self, _: events.Resize) -> None:
        """A taller terminal has room for more words."""
        self.call_after_refresh(self._show_preview)

    def _show_preview(self) -> None:
        """The key under the cursor in words."""
        preview, name = self.query_one("#preview", Lines), self.table.cursor_key
        preview.display = name is not None and self.size.height >= ROOM
        if name is not None and name in self.keys:
            words = preview_lines if self.has_class("-tall") else short_preview_lines
            now, report = self.shell.clock(), self.reports.get(name)
            preview.border_title = f" {name} "
            preview.set_lines(words(self.keys[name], report, now, self.shell.glyphs))

    # Inspections: every key on its own, so that one slow exchange holds up nobody

    async def _inspect(self, name: str) -> InspectedKey:
        """Ask about one key. UsageError where it is gone."""
        document = await self.shell.service.inspect((name,))
        if not document.keys:
            raise UsageError(f"There is no key {name!r} any more.", "R reads the list again.")
        return document.keys[0]

    def _learn(self, name: str, report: InspectedKey | ErrorInfo) -> None:
        if name in self.keys:
            self.reports[name] = report
            self.table.update_row(self._row(name))
            if not self._summary_due:  # many reports may come at once: they are counted once
                self._summary_due = True
                self.call_later(self._show_summary)
            if name == self.table.cursor_key:
                self._show_preview()
        if not self.reading.waiting and not self.query_one(StatusLine).is_error:
            self.say(self.notices)  # in the place of "Inspecting …"

    def badges(self) -> Iterable[str]:
        """How old the reports are."""
        reports = self.reports
        known = (reports.get(name) for name in self.keys)
        times = [report.inspected_at for report in known if isinstance(report, InspectedKey)]
        now, figures = self.shell.clock(), ((Origin.REST, at) for at in times)
        return (read_words(figures, now, self.shell.glyphs),)

    def refresh_ages(self) -> None:
        """A minute has passed: the ages in the rows too."""
        if self.keys:
            self.table.set_rows(map(self._row, self.keys))

    # Keys

    @on(Table.Selected)
    def show_inspection(self, event: Table.Selected) -> None:
        """Enter: what this key can do."""
        self.shell.go("inspection", (event.key,))

    def action_inspect(self) -> None:
        """What the key under the cursor can do."""
        self._go_with_key("inspection")

    def action_refresh(self) -> None:
        """Inspect the key under the cursor again; what was known stays until then."""
        name = self.table.cursor_key
        if name is not None:
            self.say(f"Inspecting {name} …")
            self.reading.start((name,))
            self.table.update_row(self._row(name))

    def action_refresh_all(self) -> None:
        """Read the list and inspect every key again; what was known stays until then."""
        self._read(again=True)

    def action_balances(self) -> None:
        """Balances of the key under the cursor."""
        self._go_with_key("balances")

    def action_orders(self) -> None:
        """Orders of the key under the cursor."""
        self._go_with_key("orders")

    def _go_with_key(self, screen: str) -> None:
        name = self.table.cursor_key
        if name is not None:
            self.shell.go(screen, (name,))

    def action_add(self) -> None:
        """The form for a new key."""
        self.shell.go("add")

    def action_edit(self) -> None:
        """Change what was chosen about the key under the cursor; its credential stays."""
        name = self.table.cursor_key
        if name is not None:
            edit = EditScreen(self.keys[name], frozenset(self.keys))
            self.app.push_screen(edit, lambda changes: self._edit_answered(name, changes))

    def _edit_answered(self, name: str, changes: ProfileChanges | None) -> None:
        if changes is not None:
            self.load(
                "edit", lambda: self.shell.service.keys_edit(name, changes), self._edited(name)
            )

    def _edited(self, name: str) -> Callable[[Edited], None]:
        def done(edited: Edited) -> None:
            self.shell.forget_key(name)
            self._read(again=False)
            changed = ", ".join(edited.changed) or "nothing"
            self.say(f"{edited.key.name}: changed {changed}.")

        return done

    def action_remove(self) -> None:
        """Ask for the name once more, then take the key out of the vault."""
        name = self.table.cursor_key
        if name is not None:
            self.app.push_screen(RemoveScreen(self.keys[name]), self._removal_answered)

    def _removal_answered(self, name: str | None) -> None:
        if name is not None:
            self.load(
                "remove",
                lambda: self.shell.service.keys_remove(name),
                lambda removed: self._removed(removed.name, removed.page),
            )

    def _removed(self, name: str, page: str | None) -> None:
        self.keys.pop(name, None)
        self.shell.forget_key(name)
        self.table.set_rows(map(self._row, self.keys))
        self._show_summary()
        where = f" at {page}" if page else ""
        self.say(f"{name} is out of the vault. It still works until you delete it{where}.")
