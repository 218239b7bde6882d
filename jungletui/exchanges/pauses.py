"""A ban or a limit that an exchange announced is kept here, without asking it again.

The rule: until the time that the exchange named (`Retry-After`, or a time in its text) nothing is
sent. Where it named none: ten seconds after a limit, a minute after a ban; each further one within
as long again doubles that, up to a quarter of an hour.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from jungletui.domain.countdown import until
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.times import Clock

SHORT = {
    FailureKind.RATE_LIMITED: timedelta(seconds=10),
    FailureKind.BANNED: timedelta(minutes=1),
}
LONGEST = timedelta(minutes=15)
BACK = timedelta(minutes=1)
"""A clock that was set back further than this ends a pause: it would last too long."""
REMEDY = "Wait until then; nothing is sent before, so that it does not get longer."


class Pause:
    """Who shares a limit shares this. Without a refusal it does nothing."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kind = FailureKind.RATE_LIMITED
        self._name = ""
        self._began = datetime.min.replace(tzinfo=UTC) + BACK
        self._until: datetime | None = None
        self._length = timedelta(0)

    def check(self) -> None:
        """Raise ExchangeError (the kind of the refusal) while the pause lasts."""
        if self._until is None:
            return
        now = self._clock()
        if now >= self._until or now < self._began - BACK:
            return
        why = "banned this address" if self._kind is FailureKind.BANNED else "said: too much"
        raise ExchangeError(
            self._kind,
            f"{self._name} {why}; nothing is sent {until(self._until, now)}",
            REMEDY,
        )

    def note(self, name: str, error: ExchangeError, end: datetime | None) -> None:
        """Begin, or go on, after `error` of the exchange `name`; `end` is what it announced. Any
        other kind of failure changes nothing."""
        if error.failure not in SHORT:
            return
        now = self._clock()
        if self._until is not None and now < self._until and end is None:
            return  # an answer to a request that was under way
        if end is None:
            end = now + self._lengthened(SHORT[error.failure], now)
        if self._until is None or end > self._until:
            self._kind, self._name, self._began, self._until = error.failure, name, now, end

    def _lengthened(self, short: timedelta, now: datetime) -> timedelta:
        again = self._until is not None and now - self._until < self._length
        self._length = min(2 * self._length, LONGEST) if again else short
        return self._length
