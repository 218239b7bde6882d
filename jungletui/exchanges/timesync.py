"""What the time is at one exchange: measured once, shared by all its keys, measured again when
the exchange says that it was wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.times import Clock, to_milliseconds
from jungletui.exchanges.flight import Flight

_NO_ANSWER = (FailureKind.UNREACHABLE, FailureKind.BANNED, FailureKind.RATE_LIMITED)


@dataclass(frozen=True, slots=True)
class ClockReading:
    """The exchange's clock minus this host's, against the middle of the round trip, and how long
    that took: the difference is known to half of it."""

    difference: timedelta
    round_trip: timedelta


async def read_clock(clock: Clock, fetch: Callable[[], Awaitable[int]]) -> ClockReading:
    """Ask for the exchange's time in milliseconds. Raises what `fetch` raises."""
    before = clock()
    theirs = await fetch()
    took = clock() - before
    ours = to_milliseconds(before + took / 2)
    return ClockReading(timedelta(milliseconds=theirs - ours), took)


class ExchangeTime:
    """`fetch` asks the exchange for its time in milliseconds; None where its calls need no time."""

    def __init__(self, clock: Clock, fetch: Callable[[], Awaitable[int]] | None) -> None:
        self._clock = clock
        self._fetch = fetch
        self._flight = Flight(self._measure)
        self.offset: timedelta | None = None
        """Exchange minus this host; None until measured."""

    def milliseconds(self) -> int:
        """Now, as the exchange sees it."""
        return to_milliseconds(self._clock() + (self.offset or timedelta(0)))

    async def ready(self) -> None:
        """Measure unless that is done. An exchange that cannot be reached raises ExchangeError; one
        that only refuses to tell the time is believed to agree with this host."""
        if self._fetch is None or self.offset is not None:
            return
        try:
            await self._flight.join()
        except ExchangeError as error:
            if error.failure in _NO_ANSWER:
                raise
            self.offset = timedelta(0)

    async def again(self) -> None:
        """Measure anew, after a refusal for the time."""
        self.offset = None
        await self.ready()

    async def _measure(self) -> None:
        if self._fetch is not None:
            self.offset = (await read_clock(self._clock, self._fetch)).difference

    async def close(self) -> None:
        """Stop a measurement under way."""
        await self._flight.close()
