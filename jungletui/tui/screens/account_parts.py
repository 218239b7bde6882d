"""What a screen of accounts defines of its own: its table, its documents, its words."""

from __future__ import annotations

from abc import abstractmethod
from datetime import datetime
from typing import Generic, TypeVar

from jungletui.domain.accounts import KeyFailure, Origin
from jungletui.domain.documents import AccountEvent, Balances, Orders
from jungletui.domain.keys import KeySummary
from jungletui.domain.reading_documents import Executions, Movements, Positions
from jungletui.tui.notices import Notice
from jungletui.tui.screens.base import JungleScreen
from jungletui.tui.views.gaps import Gap
from jungletui.tui.widgets.table import Table

Document = TypeVar("Document", Balances, Orders, Positions, Movements, Executions)
Figures = tuple[tuple[Origin, datetime], ...]
"""Where each row was read, and when."""


class AccountParts(JungleScreen, Generic[Document]):
    """All keys, or those of `names`, which changes when the person narrows it to one key."""

    what = ""
    """What is read, in a word."""

    def __init__(self, names: tuple[str, ...] = ()) -> None:
        super().__init__(names)
        self.asked = names if len(names) != 1 else ()
        self.summaries: tuple[KeySummary, ...] = ()

    @property
    def one_key(self) -> str | None:
        """The only key that is shown; None for all or several."""
        return self.names[0] if len(self.names) == 1 else None

    @property
    def wanted(self) -> tuple[str, ...]:
        """The names of the keys that are shown."""
        return self.names or tuple(summary.name for summary in self.summaries)

    def heading(self) -> str:
        """`Balances › main`, or of all keys."""
        return f"{self.what.capitalize()} {self.shell.glyphs.cursor} {self.one_key or 'all keys'}"

    @property
    @abstractmethod
    def table(self) -> Table:
        """The table that is shown now."""

    @property
    @abstractmethod
    def shelf(self) -> dict[str, Document]:
        """What is known, by key."""

    @property
    @abstractmethod
    def document(self) -> Document | None:
        """All that is shown, in one; None where nothing is known yet."""

    @abstractmethod
    async def ask(self, name: str) -> Document:
        """Read one key."""

    @abstractmethod
    def kept(self, name: str, new: Document) -> Document:
        """What is known of a key after this answer: what failed keeps its older figures."""

    @abstractmethod
    def failure(self, name: str, error: KeyFailure) -> Document:
        """What is known of a key that could not be asked for."""

    @abstractmethod
    def seen(self, event: AccountEvent) -> None:
        """A live event."""

    @abstractmethod
    def draw(self) -> None:
        """Put what is known on the screen; only what changed is written."""

    @abstractmethod
    def nothing(self, document: Document) -> Notice:
        """What stands in the place of rows where all was read without an error."""

    @abstractmethod
    def figures(self, document: Document) -> Figures:
        """Source and time of every row."""

    @abstractmethod
    def gaps(self) -> tuple[Gap, ...]:
        """What could not be read."""

    @abstractmethod
    def nothing_at_all(self) -> Notice:
        """What stands in the place of rows where there is no key."""
