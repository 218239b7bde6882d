"""Reads one list from its newest row back: stretch by stretch, page by page, up to a bound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from jungletui.domain.failures import ExchangeError
from jungletui.exchanges.gaps import Gap, bound, limits, minute
from jungletui.exchanges.line import Line
from jungletui.exchanges.plans import Plan, Slice
from jungletui.exchanges.protocol import Ccxt, Row
from jungletui.exchanges.reading import method, rows
from jungletui.exchanges.tellings import DAY, Telling

SECOND = 1000
"""A stretch is a second shorter than allowed: some say "less than", some "not more than"."""

SMALLEST_PAGE = 10
"""An answer of fewer rows is a whole one, even where nobody has looked up how much one holds."""

NEWEST_FIRST = ("cursor", "id", "oldest", "time", "page")
"""Ways to continue that lead from the newest row back."""

Stretch = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one reading found. `silent` is True where all that there ever was is nothing."""

    rows: list[Row]
    gaps: list[Gap]
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """What is read: one part of a plan, for one symbol or all of them, since a time. `now` is the
    exchange's time in milliseconds."""

    name: str
    part: Slice
    symbol: str | None
    since: int | None
    now: int


async def walk(made: Ccxt, line: Line, plan: Plan, request: Request) -> Answer:
    """Everything that was asked for and is told, newest first; what is not, as gaps. Raises
    ExchangeError where nothing could be read; a later failure becomes a gap."""
    telling = plan.telling(request.part)
    answer = await _walk(made, line, telling, request)
    edge = telling.edge(request.now)
    if not telling.older or edge is None or request.since is None or request.since >= edge:
        return answer
    try:
        older = await _walk(made, line, plan.tellings[telling.older], request, edge + DAY)
    except ExchangeError as error:
        gap = Gap(request.name, f"further ones before {minute(edge)}", error.message)
        return Answer(answer.rows, [*answer.gaps, gap])
    return Answer([*answer.rows, *older.rows], [*answer.gaps, *older.gaps])


async def _walk(
    made: Ccxt, line: Line, telling: Telling, request: Request, end: int | None = None
) -> Answer:
    walker = _Walker(made, line, telling, request, telling.most, end)
    untold = limits(telling, request.part.name, request.since, request.now)
    silent = False
    try:
        silent = await walker.run()
    except ExchangeError as error:
        if walker.left >= telling.most - 1:  # not one answer
            raise
        walker.missed(error.message)
    return Answer(walker.rows, [*walker.gaps, *untold], silent)


@dataclass(slots=True)
class _Walker:
    """One reading under way. `covered`: since then everything is read; None where that is not
    known."""

    made: Ccxt
    line: Line
    telling: Telling
    request: Request
    left: int
    covered: int | None
    rows: list[Row] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    async def run(self) -> bool:
        """Read all; True where the whole history is empty."""
        telling, since = self.telling, self.request.since
        if telling.guessed:
            return await self._guess()
        newest = telling.newest(self.request.now)
        if telling.latest and newest is not None and (since is None or since < newest):
            page = await self._page({})
            if not self._is_full(page):
                return not page
            self.covered = _oldest(page)
            if since is None:
                self.missed(f"more than {self.request.part.limit} there; give a time to read on")
            if since is None or self.covered is None or self.covered <= since:
                return False
        for stretch in _stretches(telling, self.request, self.covered):
            if not self.left or not await self._stretch(stretch):
                self.missed(bound(telling, self.request.part.limit))
                break
            self.covered = stretch[0] if telling.window else self.covered
        return False

    async def _guess(self) -> bool:
        """Ask from the given time on, then from the newest row on. Nobody knows how much such an
        answer holds, so a long one leaves a gap before its oldest row."""
        since = start = self.request.since
        first: list[Row] | None = None
        known: set[str] = set()
        while self.left:
            page = await self._page(self.telling.between(start, None))
            first = page if first is None else first
            fresh, newest = {_identity(row) for row in page} - known, _newest(page)
            known |= fresh
            if since is None or not (self._is_full(page) and fresh) or newest is None:
                break
            if not self.left and self.telling.start:
                reason = bound(self.telling, None)
                self.gaps.append(Gap(self.request.name, f"ones after {minute(newest)}", reason))
            start = newest + (start == newest)
        self.covered = _oldest(first or [])
        reaches = since is not None and self.covered is not None and self.covered <= since
        if first and self._is_full(first) and not reaches:
            self.missed("whether one answer held all of them is not known")
        return not first and since is None

    def missed(self, reason: str) -> None:
        """Name what lies before the rows that were read."""
        before = f" before {minute(self.covered)}" if self.covered is not None else ""
        self.gaps.append(Gap(self.request.name, f"further ones{before}", reason))

    async def _stretch(self, stretch: Stretch) -> bool:
        """Every page of one stretch; False where the bound came first."""
        params = self.telling.between(*stretch)
        known: set[str] = set()
        seen = 0
        while self.left:
            page = await self._page(params)
            seen += len(page)
            fresh = {_identity(row) for row in page} - known
            following = self._next(page, params, seen)
            if not fresh or not following:
                ended = self.telling.paging == "cursor" and not following
                return ended or not self._is_full(page)
            known |= fresh
            params = {**params, **following}
            if self.telling.paging in NEWEST_FIRST:
                self.covered = _oldest(page) or self.covered
            if self._is_past():
                return True
        return False

    def _is_past(self) -> bool:
        """Whether a list that takes no start was read beyond the time that was asked for."""
        since = self.request.since
        if self.telling.start or since is None or self.covered is None:
            return False
        return self.telling.paging in NEWEST_FIRST and self.covered < since

    def _next(self, page: list[Row], asked: dict[str, object], seen: int) -> dict[str, object]:
        """The parameters of the page after this one; empty where it was the last."""
        telling = self.telling
        if telling.paging == "cursor":
            cursor = next((c for row in page if (c := _raw(row).get("nextPageCursor"))), None)
            return {telling.after: cursor} if cursor else {}
        if telling.paging == "time" and self.request.part.limit is None:
            return self._before(page)
        if not self._is_full(page) or not telling.paging:
            return {}
        if telling.paging == "offset":
            return {telling.after: seen}
        if telling.paging == "page":
            return {telling.after: int(str(asked.get(telling.after, 1))) + 1}
        if telling.paging == "time":
            return self._before(page)
        if telling.paging == "id":
            ids = [int(str(i)) for row in page if str(i := _raw(row).get(telling.id)).isdigit()]
            return {telling.after: str(min(ids))} if ids else {}
        if telling.paging == "oldest":
            dated = [row for row in page if _time(row) is not None]
            last = min(dated, key=lambda row: _time(row) or 0, default={})
            return {telling.after: last["id"]} if last.get("id") else {}
        newest = _newest(page)
        if newest is None:
            return {}
        stuck = asked.get(telling.start) == newest  # a whole page of one millisecond
        return telling.between(newest + stuck, None)

    def _before(self, page: list[Row]) -> dict[str, object]:
        """From the oldest row back; that row's own moment is told again, so that none is lost."""
        oldest = _oldest(page)
        if oldest is None:
            return {}
        seconds = self.telling.seconds
        return {self.telling.after: oldest // 1000 + 1 if seconds else oldest + 1}

    async def _page(self, params: dict[str, object]) -> list[Row]:
        self.left -= 1
        part, telling = self.request.part, self.telling
        symbol = None if telling.symbol_here else self.request.symbol
        every = {**part.params, **telling.params, **params}
        since = every.pop(telling.start, None) if telling.argument else None
        work = method(self.made, part.method)(symbol, since, part.limit, every)
        page = await rows(self.line, work)
        wanted = self.request.symbol if telling.symbol_here else None
        self.rows += [row for row in page if wanted in (None, row.get("symbol"))]
        return page

    def _is_full(self, page: list[Row]) -> bool:
        limit = self.request.part.limit
        if limit is None and self.telling.guessed:
            return len(page) >= SMALLEST_PAGE
        return limit is not None and len(page) >= limit


def _stretches(telling: Telling, request: Request, end: int | None) -> Iterator[Stretch]:
    """Stretches of time from the newest back, each no longer than is allowed. `end` is where they
    begin; None for now."""
    since, edge = request.since, telling.edge(request.now)
    newest = telling.newest(request.now)
    if newest is None or telling.window is None:
        # an order that is older than what is told may have ended since: no start, then
        yield (None if edge is not None and since is not None and since < edge else since), end
        return
    oldest = newest if since is None else max(since, edge or since)
    start = end if end is not None else max(oldest, newest)
    if end is None:
        yield start, None
    while start > oldest:
        end, start = start, max(oldest, start - telling.window.milliseconds + SECOND)
        yield start, end


def _raw(row: Row) -> Row:
    info = row.get("info")
    return info if isinstance(info, dict) else {}


def _time(row: Row) -> int | None:
    found = row.get("timestamp")
    return found if isinstance(found, int) and found > 0 else None


def _oldest(page: list[Row]) -> int | None:
    return min((t for row in page if (t := _time(row)) is not None), default=None)


def _newest(page: list[Row]) -> int | None:
    return max((t for row in page if (t := _time(row)) is not None), default=None)


def _identity(row: Row) -> str:
    return f"{row.get('symbol')} {row.get('id')}"
