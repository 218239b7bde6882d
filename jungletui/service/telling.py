"""What the watchers of one key are told: which parts have news, how it is followed, what failed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from jungletui.domain.accounts import FillRow
from jungletui.domain.documents import AccountEvent
from jungletui.domain.failures import ErrorInfo
from jungletui.domain.times import Clock
from jungletui.service.feeds import FeedOf
from jungletui.service.outlet import Outlet

BALANCES, ORDERS, POSITIONS, FILLS = "balances", "orders", "positions", "fills"
ERROR, FEED = "error", "feed"
"""The parts of an account that a watcher's outlet knows."""
TELL_CHECK = timedelta(seconds=30)
"""How often a read that found nothing new is told all the same."""


class Telling:
    """The watchers of one key, each with the quote that it asked for. `feed` says how the key is
    followed, `error` why the last read failed; who comes later is told `parts` first."""

    def __init__(self, name: str, clock: Clock, parts: tuple[str, ...], feed: FeedOf) -> None:
        self.feed = feed
        self.outlets: dict[Outlet, str] = {}
        self.error: ErrorInfo | None = None
        self.was_read = False
        self._name = name
        self._clock = clock
        self._parts = parts
        self._told_check: datetime | None = None

    def enter(self, outlet: Outlet, quote: str) -> None:
        """Tell a watcher what is known, and what comes."""
        self.outlets[outlet] = quote
        if self.error is not None:
            outlet.put(self._name, ERROR)
        elif self.was_read:
            for part in self._parts:
                outlet.put(self._name, part)

    def leave(self, outlet: Outlet) -> None:
        """Tell it nothing more."""
        self.outlets.pop(outlet, None)

    def tell(self, part: str) -> None:
        """There is news of a part."""
        for outlet in self.outlets:
            outlet.put(self._name, part)

    def tell_fills(self, rows: tuple[FillRow, ...]) -> None:
        """Fills are each told."""
        for outlet in self.outlets:
            outlet.put_fills(self._name, rows)

    def event(self) -> AccountEvent:
        """What goes with every part: whose it is, and how that key is followed now."""
        now = self._clock()
        return AccountEvent(self._name, now, feed=self.feed.now(now))

    def failure(self) -> AccountEvent | None:
        """Why the last read failed; None where it did not."""
        return None if self.error is None else replace(self.event(), error=self.error)

    # How the key is followed

    def feed_words(self) -> tuple[object, ...]:
        """What of the feed is told as soon as it is another."""
        feed = self.feed.now(self._clock())
        return feed.state, feed.polled

    def tell_feed(self, before: tuple[object, ...]) -> None:
        """Tell how the key is followed, where that is not as before."""
        if self.feed_words() != before:
            self.tell(FEED)

    def doubt(self, reason: str) -> None:
        """Nobody vouches for the figures any more, unless a stream does."""
        before = self.feed_words()
        self.feed.failed(reason)
        self.tell_feed(before)

    # What became of a read

    def failed(self, error: ErrorInfo) -> None:
        """A read failed: told once, until it is another failure or over."""
        before = self.feed.now(self._clock()).state
        self.feed.failed(f"{error.kind}: {error.message}")
        if error != self.error:
            self.error = error
            self.tell(ERROR)
        elif self.feed.now(self._clock()).state is not before:
            self.tell(FEED)

    def recovered(self) -> bool:
        """A read succeeded; whether that is new."""
        is_new = self.error is not None or not self.was_read
        self.error, self.was_read = None, True
        return is_new

    def is_check_due(self, asked: datetime) -> bool:
        """Whether to say that nothing changed: figures that nobody doubts must not look old."""
        return self._told_check is None or asked - self._told_check > TELL_CHECK

    def tell_check(self, asked: datetime) -> None:
        """Say that all was looked at, at that time."""
        self.tell(FEED)
        self._told_check = asked
