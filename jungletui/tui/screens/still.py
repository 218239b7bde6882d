"""What positions, movements and executions have in common: read key by key, and then not followed,
but for positions, which the service has live updates of."""

from __future__ import annotations

from abc import abstractmethod
from typing import TypeVar

from jungletui.domain.documents import AccountEvent
from jungletui.domain.reading_documents import Executions, Movements, Positions
from jungletui.tui.notices import Notice, empty
from jungletui.tui.screens.account import AccountScreen
from jungletui.tui.views.gaps import Gap, gaps_of
from jungletui.tui.widgets.table import Table

Told = TypeVar("Told", Positions, Movements, Executions)


class StillScreen(AccountScreen[Told]):
    """One table of all keys or of one. `r` reads again; mostly nothing changes by itself."""

    noun = ""
    """What the rows are: `open positions`."""
    followed = False
    """Whether the service has live updates of them."""
    tables: tuple[str, ...] = ()
    """Of all keys, and of one."""

    @abstractmethod
    def owner(self, row_key: str) -> str:
        """The key that the row of this table belongs to."""

    @property
    def table(self) -> Table:
        """The table that is shown now."""
        return self.query_one(self.tables[1 if self.one_key else 0], Table)

    def open(self) -> None:
        """Show what is known, and read the rest."""
        self.show_table()
        super().open()

    def seen(self, event: AccountEvent) -> None:
        """Nothing is followed."""

    def _follow(self) -> None:
        """Where nothing is followed, `r` reads again."""
        if self.followed:
            super()._follow()

    def follow(self, names: tuple[str, ...]) -> None:
        """Follow these keys, where anything is."""
        if self.followed:
            super().follow(names)

    def gaps(self) -> tuple[Gap, ...]:
        """What could not be read."""
        document = self.document
        return gaps_of(document.errors, document.not_read) if document else ()

    # What stands in the place of rows

    def nothing_at_all(self) -> Notice:
        """There is no key."""
        return empty("No keys yet.", "1 shows the keys, a adds one there.")

    def nothing(self, document: Told) -> Notice:
        """No row: because there is none, or because nobody could be asked."""
        errors = document.errors
        unread = [gap for gap in document.not_read if gap.what == self.what]
        if unread and not errors:
            why = unread[0].reason if len(unread) == 1 else "e shows why."
            count = f"{len(unread)} of {len(self.wanted)} keys were not read: {why}"
            return empty(f"No {self.noun} of the keys that were read.", count)
        if not errors:
            return empty(f"No {self.noun}.", "It was read without an error. r reads it again.")
        if len(errors) >= len(self.wanted) and {e.kind for e in errors} == {"not-supported"}:
            why = "e says so key by key." if len(errors) > 1 else "e shows the whole answer."
            return empty(f"The {self.noun} cannot be read here.", errors[0].message, why)
        count = f"{len(errors)} of {len(self.wanted)} keys could not be read: e shows why."
        return empty(f"No {self.noun} of the keys that were read.", count)

    def _notice(self) -> Notice | None:
        """Nobody has such a read: that is no error."""
        document = self.document
        if document is not None and {e.kind for e in document.errors} == {"not-supported"}:
            return self.nothing(document)
        return super()._notice()

    # Which keys

    def action_one_key(self) -> None:
        """Only the key under the cursor; again: all keys."""
        row = self.table.cursor_key
        if self.one_key:
            self._narrow(self.asked)
        elif row is not None:
            self._narrow((self.owner(row),))

    def _narrow(self, names: tuple[str, ...]) -> None:
        """Show these keys; what is known of them at once, the rest when it was read."""
        self.reading.stop()
        self.names = names
        self.settled = False
        self.show_table()
        self.refresh_title()
        self.read(again=False)

    def show_table(self) -> None:
        """Show the one table that is meant, and give it the keys."""
        shown = self.table
        for name in self.tables:
            table = self.query_one(name, Table)
            table.display = table is shown
        self.call_after_refresh(shown.focus)
