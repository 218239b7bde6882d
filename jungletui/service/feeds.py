"""How one watched key is followed, from what its stream and its reads tell. No clock, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from jungletui.domain.documents import Feed, FeedState

NO_STREAM = "the exchange has no stream that JungleTUI knows"
NOT_YET = "its stream is not open yet"
LAG = timedelta(seconds=5)
"""How long a message that only says that something is new may wait to be read."""
LAGGING = "its stream told of news that are still to be read"


@dataclass(slots=True)
class FeedOf:
    """The feed of one key. `needed` are the lines of its stream without which it is not live;
    `tells`, what each line tells of `parts`, which is all that is read."""

    needed: frozenset[str] = frozenset()
    reason: str = NOT_YET
    checked_at: datetime | None = None
    parts: tuple[str, ...] = ()
    tells: Mapping[str, frozenset[str]] = field(default_factory=dict)
    _up: dict[str, datetime] = field(default_factory=dict)
    _news: datetime | None = None
    _confirmed: bool = False
    _told: Feed | None = None

    def up(self, line: str, now: datetime) -> None:
        """A line tells changes from now on; those before have to be read."""
        self._up[line] = now

    def down(self, line: str, reason: str) -> None:
        """A line ended: what changed since is unknown until the next read."""
        if self._up.pop(line, None) is not None and line in self.needed:
            self._confirmed = False
        if line in self.needed:
            self.reason = reason

    def news(self, now: datetime) -> bool:
        """Something is new, and a read has to say what; whether that is the first since a read."""
        if self._news is not None:
            return False
        self._news = now
        return True

    def read(self, asked: datetime) -> None:
        """Everything was read, asked for at that time."""
        self._confirmed, self.checked_at = True, asked
        if self._news is not None and self._news <= asked:
            self._news = None

    def failed(self, reason: str) -> None:
        """A read failed: only a stream that is whole still vouches for the figures."""
        if not self.is_whole:
            self._confirmed = False
            self.reason = reason

    def now(self, now: datetime) -> Feed:
        """The feed as it is now; `since` stays while the state does."""
        state, lagging = self._state(), self._news is not None and now - self._news >= LAG
        reason = "" if state is FeedState.LIVE else self.reason
        if state is FeedState.LIVE and lagging:
            state, reason = FeedState.POLLED, LAGGING
        since = self._told.since if self._told and self._told.state is state else now
        polled = self._polled() if state is FeedState.LIVE else ()
        self._told = Feed(state, since, self.checked_at, reason, polled)
        return self._told

    def _state(self) -> FeedState:
        if not self._confirmed:
            return FeedState.STALE
        return FeedState.LIVE if self.is_whole else FeedState.POLLED

    def _polled(self) -> tuple[str, ...]:
        """What no line tells that was up when all was read."""
        lines = (line for line, at in self._up.items() if self.checked_at and at <= self.checked_at)
        told = {part for line in lines for part in self.tells.get(line, ())}
        return tuple(part for part in self.parts if part not in told)

    @property
    def is_whole(self) -> bool:
        """Whether every needed line tells, and all was read since it does."""
        if not self.needed or not self.needed <= self._up.keys() or self.checked_at is None:
            return False
        return all(self._up[line] <= self.checked_at for line in self.needed)
