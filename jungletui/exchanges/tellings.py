"""How an exchange tells its history: how much in one answer, how far back, and how one asks on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

HOUR = 3_600_000
DAY = 24 * HOUR
DAYS: Mapping[str, float] = {"hour": 1 / 24, "day": 1, "month": 30, "year": 365}


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time, and the words of the exchange's documents for it."""

    words: str
    length: timedelta

    @property
    def milliseconds(self) -> int:
        """The same as a number."""
        return self.length // timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Telling:
    """One list of orders or fills.

    `start` and `end` are the exchange's parameters (`seconds` where they are not milliseconds);
    without `start` it takes no time. `window` is the longest time between both, `kept` how far
    back anything is told, `kept_unfilled` the same for orders that ended without a fill. `latest`
    says that a request without a time is answered with the newest rows, however old they are.

    `paging` is how a full answer is continued:
    - `cursor`: each answer has the `after` of the next one;
    - `id`: `after` is the smallest `id` of the rows so far;
    - `oldest`: `after` is the id of the oldest row;
    - `offset`: `after` is how many rows there were;
    - `page`: `after` is the number of the page, from 1;
    - `time`: `after` is the time of the oldest row; without a known limit, until nothing is new;
    - `forward`: a window is told from its oldest row on, so it is asked again from the newest one.
    `most` bounds the requests of one reading; `older` names the telling that goes on where this one
    ends, `params` are its own. `symbol_here` says that the exchange takes no symbol.
    `argument`: the time goes as ccxt's own argument `since`; `guessed`: nobody has looked up how
    much one answer holds.
    """

    start: str = ""
    end: str = ""
    seconds: bool = False
    window: Span | None = None
    kept: Span | None = None
    kept_unfilled: Span | None = None
    latest: bool = False
    paging: str = ""
    after: str = ""
    id: str = ""
    most: int = 1
    older: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    symbol_here: bool = False
    argument: bool = False
    guessed: bool = False

    def edge(self, now: int) -> int | None:
        """Before this nothing is told; None where there is no such limit."""
        return None if self.kept is None else now - self.kept.milliseconds

    def newest(self, now: int) -> int | None:
        """Where the newest stretch begins. It reaches an hour beyond now, so that no difference of
        clocks cuts it short; None where a stretch may be of any length."""
        return None if self.window is None else now + HOUR - self.window.milliseconds

    def between(self, start: int | None, end: int | None) -> dict[str, object]:
        """The parameters for a stretch of time in milliseconds. Seconds are widened: Kraken's
        `start` excludes its own second."""
        found: dict[str, object] = {}
        if start is not None and self.start:
            found[self.start] = start // 1000 - 1 if self.seconds else start
        if end is not None and self.end:
            found[self.end] = end // 1000 + 1 if self.seconds else end
        return found


TRACED: Mapping[str, Telling] = {
    "since": Telling(start="since", most=6, argument=True, guessed=True),
    "page": Telling(guessed=True),
}
"""How a list is asked that was only traced: by ccxt's own words, or as one page."""


def span_of(words: str) -> Span:
    """`"7 days"` as a span. Raises ValueError or KeyError for anything else."""
    number, unit = words.split()
    return Span(words, timedelta(days=float(number) * DAYS[unit.removesuffix("s")]))


def telling_of(row: Mapping[str, object]) -> Telling:
    """A telling from its table in a plan."""
    values = dict(row)
    for name in ("window", "kept", "kept_unfilled"):
        if name in values:
            values[name] = span_of(str(values[name]))
    return Telling(**values)  # type: ignore[arg-type]
