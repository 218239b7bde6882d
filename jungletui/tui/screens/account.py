"""What all screens of accounts have in common: all keys or one, read key by key, then followed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from time import monotonic

from textual import events

from jungletui.domain.accounts import KeyFailure
from jungletui.domain.countdown import ending
from jungletui.domain.documents import KeyList
from jungletui.domain.failures import ErrorInfo
from jungletui.tui.known import old_names
from jungletui.tui.notices import Notice, counted, failed, loading
from jungletui.tui.screens.account_parts import AccountParts, Document
from jungletui.tui.screens.following import Following
from jungletui.tui.screens.gaps import GapsScreen
from jungletui.tui.screens.gathering import Gathering
from jungletui.tui.screens.key_by_key import KeyByKey
from jungletui.tui.views.freshness import is_stale, read_words

AGE_STEP = 10.0
COUNT_STEP = 1.0
JUST_OVER = timedelta(seconds=2 * COUNT_STEP)
LATE = 3.0
"""Seconds without an answer after which the keys that have theirs are followed."""


class AccountScreen(AccountParts[Document]):
    """Shows what is known at once, asks for the rest, draws answers as they come, then follows."""

    def __init__(self, names: tuple[str, ...] = ()) -> None:
        super().__init__(names)
        self.listed = False
        self.notice: Notice | None = None
        self.settled = False
        self.answered_at = monotonic()
        self.following = Following(self, self.seen, self.action_refresh)
        self.reading: KeyByKey[Document] = KeyByKey(
            self, self.what, self.ask, self._arrived, self._refused
        )
        self.gathering = Gathering(self, self._draw_gathered)

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

    # Drawing

    def draw_soon(self) -> None:
        """Draw what was gathered, in a moment."""
        self.gathering.soon()

    def _draw_gathered(self) -> None:
        self.draw()
        self.settled = not self.reading.waiting

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
