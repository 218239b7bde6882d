"""Home: one row a key, each inspected as soon as the list is there, eight at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from jungletui.domain.documents import KeyList, VaultState
from jungletui.domain.failures import ErrorInfo, JungleError, LockedError, ServiceError
from jungletui.domain.keys import KeySummary
from jungletui.tui.bindings import bindings_of
from jungletui.tui.notices import empty, failed, loading
from jungletui.tui.screens.base import JungleScreen
from jungletui.tui.screens.remove import RemoveScreen
from jungletui.tui.views.keys import COLUMNS, Report, key_row, summary_text
from jungletui.tui.widgets.table import Row, Table

AT_ONCE = 8
FIRST_STEPS = empty(
    "No keys yet: three steps",
    "1.  a  adds a key: choose the exchange, paste the key; it is checked before it is saved.",
    "      jungletui import PATH  takes keys over from a bot's configuration instead.",
    "2.  It is inspected at once: what it can do, from which addresses, until when.",
    "3.  b  shows its balances, o  its orders. It can do nothing else with your key.",
    "?  shows every key that works here.",
)


class KeysScreen(JungleScreen):
    """The list of keys with what is known of each."""

    scope = "keys"
    CSS_PATH = "keys.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("keys")]

    def __init__(self, names: tuple[str, ...] = ()) -> None:
        super().__init__(names)
        self.keys: dict[str, KeySummary] = {}
        self.reports: dict[str, Report] = {}
        self.waiting: set[str] = set()
        self.notices = ""
        self._turns = asyncio.Semaphore(AT_ONCE)

    def heading(self) -> str:
        """The home of the breadcrumb."""
        return "Keys"

    def body(self) -> Iterable[Widget]:
        """The table."""
        yield Table(COLUMNS, title="Keys", notice=loading("the list of keys"))

    def open(self) -> None:
        """Read the list; the inspections follow."""
        service = self.shell.service
        self.load("vault", service.vault_state, self._vault_told, self.show_error)
        self.load("keys", service.keys_list, self._list_came, self._list_failed)

    @property
    def table(self) -> Table:
        """The one table."""
        return self.query_one(Table)

    def _vault_told(self, state: VaultState) -> None:
        """What the vault wants said (a weak source of the passphrase, a repaired copy)."""
        self.notices = " ".join(state.notices)
        if self.notices:
            self.say(self.notices)

    def _list_came(self, document: KeyList) -> None:
        self.keys = {key.name: key for key in document.keys}
        self.reports = {name: self.reports.get(name) for name in self.keys}
        self.table.set_notice(FIRST_STEPS)
        self.table.set_stale(False)
        self.waiting = set(self.keys)
        self.table.set_rows(map(self._row, self.keys))
        self._show_summary()
        self._inspect(self.keys)

    def _list_failed(self, error: ErrorInfo) -> None:
        self.table.set_notice(failed(error, "R"))
        self.table.set_stale(bool(self.keys))
        if self.keys:
            self.show_error(error)

    def _row(self, name: str) -> Row:
        now, glyphs = self.shell.clock(), self.shell.glyphs
        waiting = name in self.waiting
        return key_row(self.keys[name], self.reports[name], now, glyphs, waiting=waiting)

    def _show_summary(self) -> None:
        keys = tuple(self.keys.values())
        text = summary_text(keys, self.reports, len(self.waiting), self.shell.glyphs)
        self.table.set_summary(text if keys else "")

    # Inspections: every key on its own, so that one slow exchange holds up nobody

    def _inspect(self, names: Iterable[str]) -> None:
        for name in names:
            self.run_worker(
                self._inspect_one(name),
                name=f"inspection of {name}",
                group=f"inspect:{name}",
                exclusive=True,
                exit_on_error=False,
            )

    async def _inspect_one(self, name: str) -> None:
        async with self._turns:
            try:
                document = await self.shell.service.inspect((name,))
            except (ServiceError, LockedError) as error:
                self.shell.service_ended(error.info)
            except JungleError as error:
                self._learn(name, error.info)
            else:
                self.set_read_at(document.at)
                self._learn(name, document.keys[0] if document.keys else None)

    def _learn(self, name: str, report: Report) -> None:
        self.waiting.discard(name)
        if name in self.keys:
            self.reports[name] = report
            self.table.update_row(self._row(name))
            self._show_summary()
        if not self.waiting:
            self.say(self.notices)

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
            self.waiting.add(name)
            self.table.update_row(self._row(name))
            self._inspect((name,))

    def action_refresh_all(self) -> None:
        """Read the list and inspect every key again; what was known stays until then."""
        self.open()

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
        self.reports.pop(name, None)
        self.table.set_rows(map(self._row, self.keys))
        self._show_summary()
        where = f" at {page}" if page else ""
        self.say(f"{name} is out of the vault. It still works until you delete it{where}.")
