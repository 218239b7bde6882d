"""What balances and orders have in common: all keys or one, read key by key, then followed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from datetime import datetime, timedelta
from time import monotonic
from typing import Generic, TypeVar

from textual import events

from jungletui.domain.accounts import KeyFailure, Origin
from jungletui.domain.countdown import ending
from jungletui.domain.documents import AccountEvent, Balances, KeyList, Orders
from jungletui.domain.failures import ErrorInfo
from jungletui.domain.keys import KeySummary
from jungletui.domain.reading_documents import Executions, Movements, Positions
from jungletui.tui.known import old_names
from jungletui.tui.notices import Notice, counted, failed, loading
from jungletui.tui.screens.base import JungleScreen
from jungletui.tui.screens.following import Following
from jungletui.tui.screens.gaps import GapsScreen
from jungletui.tui.screens.key_by_key import KeyByKey
from jungletui.tui.views.freshness import is_stale, read_words
from jungletui.tui.views.gaps import Gap
from jungletui.tui.widgets.table import Table

SOON = 0.2
"""Seconds in which answers and live events are gathered into one drawing."""
SHARE = 5
"""A drawing is followed by a pause so many times as long: thousands of rows leave time for keys."""
AGE_STEP = 10.0
COUNT_STEP = 1.0
JUST_OVER = timedelta(seconds=2 * COUNT_STEP)
LATE = 3.0
"""Seconds without an answer after which the keys that have theirs are followed."""

Document = TypeVar("Document", Balances, Orders, Positions, Movements, Executions)
Figures = tuple[tuple[Origin, datetime], ...]
"""Where each row was read, and when."""


class AccountScreen(JungleScreen, Generic[Document]):
    """Shows what is known at once, asks for the rest, draws answers as they come, then follows.

    `names` changes when the person narrows it to one key.
    """

    what = ""

    def __init__(self, names: tuple[str, ...] = ()) -> None:
        super().__init__(names)
        self.asked = names if len(names) != 1 else ()
        self.summaries: tuple[KeySummary, ...] = ()
        self.listed = False
        self.notice: Notice | None = None
        self.drawing = False
        self.settled = False
        self.pause = SOON
        self.answered_at = monotonic()
        self.following = Following(self, self.seen, self.action_refresh)
        self.reading: KeyByKey[Document] = KeyByKey(
            self, self.what, self.ask, self._arrived, self._refused
        )

    # What a screen of its own defines

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

    # Which keys

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

    def badges(self) -> Iterable[str]:
        """How it is kept up to date, then how far it is read, or how old it is."""
        document, now = self.document, self.shell.clock()
        if progress := self.reading.progress:
            yield progress
        elif self.following.words:
            yield self.following.words
        if document is not None and document.rows:
            yield read_words(self.figures(document), now, self.shell.glyphs)

    # Reading

    def open(self) -> None:
        """Show what is known, read the rest, and follow what changes."""
        self.set_interval(AGE_STEP, self.refresh_ages)
        self.set_interval(COUNT_STEP, self.second_passed)
        self.read(again=False)

    def on_screen_suspend(self, _: events.ScreenSuspend) -> None:
        """Covered or left: nothing is followed; what is being read goes on."""
        self.following.stop()

    def on_screen_resume(self, _: events.ScreenResume) -> None:
        """Shown again: what grew old is read anew; the ages say how old the rest is."""
        if self.listed:
            self.read(again=False)

    def read(self, *, again: bool) -> None:
        """Read what is shown: what is old or not known, or all of it."""
        if self.document is None:
            self.notice = self.words_while_reading()
        self.draw()
        service = self.shell.service
        self.load(
            "names", service.keys_list, lambda answer: self._named(answer, again), self._no_names
        )

    def words_while_reading(self) -> Notice:
        """What stands in the place of rows before the first answer."""
        return loading(f"{self.what} of {self.one_key or 'all keys'}")

    def _named(self, answer: KeyList, again: bool) -> None:
        self.summaries, self.listed = answer.keys, True
        self.clear_error()
        now, names = self.shell.clock(), self.wanted
        old = names if again else old_names(names, self.shelf, now)
        under_way = () if again else self.reading.waiting
        self.reading.start((n for n in old if n not in under_way), answer.keys)
        self._answered()

    def _no_names(self, error: ErrorInfo) -> None:
        """Old figures stay; without any, the error takes their place."""
        self.notice = failed(error)
        self.following.ask_later()
        if self.document is not None:
            self.show_error(error)
        self.draw()

    def _arrived(self, name: str, document: Document) -> None:
        self.shelf[name] = self.kept(name, document)
        self._answered()

    def _refused(self, name: str, error: ErrorInfo) -> None:
        failure = KeyFailure(name, error.kind, error.message, error.remedy)
        self.shelf[name] = self.failure(name, failure)
        self._answered()

    def _answered(self) -> None:
        """One answer more: after the last one, follow what changes."""
        self.answered_at = monotonic()
        if not self.reading.waiting:
            self.notice = self._notice()
            if self.is_current:
                self._follow()
        self.draw_soon()

    def _follow(self) -> None:
        """Follow these keys; where none answered, ask again later."""
        document = self.document
        failures = {error.key for error in document.errors} if document else set()
        if document is not None and self.wanted and failures >= set(self.wanted):
            self.following.ask_later()
            first = document.errors[0]
            if document.rows:
                self.show_error(ErrorInfo(first.kind, first.message, first.remedy))
        else:
            self.follow(self.names)

    def follow(self, names: tuple[str, ...]) -> None:
        """Follow these keys: none for all."""
        self.following.start(names, self.quote_followed)

    @property
    def quote_followed(self) -> str:
        """The currency of live events; empty for the configured one."""
        return ""

    def _notice(self) -> Notice | None:
        document = self.document
        if document is None:
            return self.nothing_at_all()
        if document.errors and len(document.errors) >= len(self.wanted):
            first = document.errors[0]
            return failed(ErrorInfo(first.kind, first.message, first.remedy))
        return self.nothing(document)

    @abstractmethod
    def nothing_at_all(self) -> Notice:
        """What stands in the place of rows where there is no key."""

    # Drawing

    def draw_soon(self) -> None:
        """Draw what was gathered; where that takes long, more is gathered the next time."""
        if not self.drawing:
            self.drawing = True
            self.set_timer(self.pause, self._draw_gathered)

    def _draw_gathered(self) -> None:
        self.drawing = False
        begun = monotonic()
        self.draw()
        self.settled = not self.reading.waiting
        self.pause = max(SOON, SHARE * (monotonic() - begun))

    def refresh_ages(self) -> None:
        """Write the ages anew, while somebody looks."""
        if self.is_current:
            self.draw()

    def second_passed(self) -> None:
        """Nothing waits for what takes long: what was read is followed, a ban counts down."""
        if self.is_current:
            self._follow_meanwhile()
            self._count_down()

    def _follow_meanwhile(self) -> None:
        """While an exchange hangs, follow the keys of the others."""
        waiting = self.reading.waiting
        if waiting and not self.following.live and monotonic() - self.answered_at >= LATE:
            read = (name for name in self.wanted if name in self.shelf and name not in waiting)
            if names := tuple(read):
                self.follow(names)

    def _count_down(self) -> None:
        """While a ban lasts that tells its end, write how long it still does."""
        now = self.shell.clock()
        errors = (error for part in self.shelf.values() for error in part.errors)
        ends = [end for error in errors if (end := ending(error.message)) is not None]
        if ends and now < max(ends) + JUST_OVER:
            if self.notice is not None:
                self.notice = counted(self.notice, now)
            self.draw()

    def is_old(self, document: Document | None, now: datetime) -> bool:
        """Whether all of it is too old, or of keys that did not answer when asked last."""
        if document is None or not document.rows:
            return False
        silent = {error.key for error in document.errors}
        if all(row.key in silent for row in document.rows):
            return True
        if self.following.all_stale:
            return True
        newest = max(at for _, at in self.figures(document))
        return not self.following.live and is_stale(newest, now)

    # Keys

    def action_refresh(self) -> None:
        """Read everything again; what is shown stays until the answer is there."""
        self.read(again=True)

    def action_gaps(self) -> None:
        """What could not be read, with reasons and remedies."""
        if gaps := self.gaps():
            self.app.push_screen(GapsScreen(self.heading(), gaps))
        else:
            self.say("Everything that was asked for was read.")
