"""What opens the vault: the slots, what opened it this time, adding and removing.

Nothing secret is typed or shown here: a change gives the terminal to the service, which asks for
the passphrase on it and shows a recovery code on it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.widget import Widget
from textual.worker import Worker

from jungletui.domain.failures import ErrorInfo, JungleError, LockedError, ServiceError
from jungletui.domain.new_passphrase import NewPassphrase
from jungletui.domain.slot_documents import SlotKind, SlotRow, VaultSlots
from jungletui.tui.bindings import bindings_of
from jungletui.tui.notices import empty, failed, loading
from jungletui.tui.screens.base import JungleScreen
from jungletui.tui.screens.slot_forms import AddSlotScreen, NewSlot, RemoveSlotScreen
from jungletui.tui.views.lines import Line
from jungletui.tui.views.slots import (
    COLUMNS,
    Changed,
    changed_lines,
    slot_row,
    summary_text,
    told_lines,
)
from jungletui.tui.widgets.lines import Lines
from jungletui.tui.widgets.table import Table

NO_SLOTS = empty(
    "No slots",
    "These keys are the sandbox's and in memory only: nothing has to be opened.",
    "A vault of your own has them: leave the demo and start  jungletui.",
)
OFFERED = NewPassphrase.OFFERED
IN_A_SHELL = "Or in a shell on a terminal: jungletui vault {words}"


class SlotsScreen(JungleScreen):
    """The list of slots; below it what is worth knowing."""

    scope = "slots"
    CSS_PATH = "slots.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("slots")]

    def __init__(self, names: tuple[str, ...] = ()) -> None:
        super().__init__(names)
        self.document: VaultSlots | None = None
        self.changed: tuple[Line, ...] = ()

    def heading(self) -> str:
        """What the screen is about."""
        return "Slots"

    def body(self) -> Iterable[Widget]:
        """The table, and the lines below it."""
        yield Table(COLUMNS, title="What opens the vault", notice=loading("the key slots"))
        yield Lines(id="told")

    def open(self) -> None:
        """Read the slots."""
        self._read()

    def on_screen_resume(self, _: events.ScreenResume) -> None:
        """Shown again: another program may have changed them."""
        if self.document is not None:
            self._read()

    def _read(self) -> None:
        self.load("slots", self.shell.service.vault_slots, self._came, self._failed)

    @property
    def table(self) -> Table:
        """The one table."""
        return self.query_one(Table)

    def _came(self, document: VaultSlots) -> None:
        self.document = document
        glyphs = self.shell.glyphs
        self.table.set_notice(NO_SLOTS)
        self.table.set_stale(False)
        self.table.set_rows(map(slot_row, document.slots))
        self.table.set_summary(summary_text(document, glyphs) if document.slots else "")
        told = told_lines(document, self.changed, glyphs) if document.slots else ()
        self.query_one("#told", Lines).set_lines(told)
        self.set_read_at(self.shell.clock())

    def _failed(self, error: ErrorInfo) -> None:
        self.table.set_notice(failed(error, "r"))
        self.table.set_stale(self.document is not None)
        if self.document is not None:
            self.show_error(error)

    # Keys

    def action_refresh(self) -> None:
        """Read the slots again."""
        self.changed = ()
        self.clear_error()
        self._read()

    def action_add(self) -> None:
        """Choose a type, then give the terminal to the service."""
        self.app.push_screen(AddSlotScreen(), self._add)

    def action_remove(self) -> None:
        """Ask once more, then give the terminal to the service."""
        slot = self._chosen()
        if slot is not None:
            self.app.push_screen(RemoveSlotScreen(slot), self._remove)

    def action_passphrase(self) -> None:
        """Another passphrase, on the terminal."""
        self._change(lambda: self.shell.service.vault_passphrase(False, OFFERED), "passphrase")

    def _chosen(self) -> SlotRow | None:
        slots = self.document.slots if self.document is not None else ()
        return next((slot for slot in slots if slot.slot_id == self.table.cursor_key), None)

    def _add(self, new: NewSlot | None) -> None:
        if new is None:
            return
        key = new.beside if new.kind is SlotKind.SSH_AGENT else None
        file = new.beside if new.kind is not SlotKind.SSH_AGENT else None
        self._change(
            lambda: self.shell.service.vault_add_slot(new.kind, file, key, OFFERED),
            f"add-slot {new.kind.value}",
        )

    def _remove(self, slot_id: str | None) -> None:
        if slot_id is not None:
            self._change(
                lambda: self.shell.service.vault_remove_slot(slot_id, False),
                f"remove-slot {slot_id[:8]}",
            )

    def _change(self, work: Callable[[], Awaitable[Changed]], words: str) -> None:
        """Do it at the prompt; then the slots are read again. Where the service has no terminal to
        ask on (an agent's has none), the command is named that does the same."""

        async def run() -> None:
            self.clear_error()
            try:
                changed = await self.shell.at_prompt(work)
            except ServiceError as error:
                self.shell.service_ended(error.info)
                return
            except LockedError as error:
                remedy = f"{error.remedy} {IN_A_SHELL.format(words=words)}"
                self.show_error(ErrorInfo(error.kind, error.message, remedy))
            except JungleError as error:
                self.show_error(error.info)
            else:
                self.changed = changed_lines(changed, self.shell.glyphs)
            self._read()

        _: Worker[None] = self.run_worker(
            run, name="change", group="change", exclusive=True, exit_on_error=False
        )
