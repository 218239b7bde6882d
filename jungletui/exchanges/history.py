"""Lists of orders and fills: every part of an exchange that has some, side by side, and what was
missed."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from jungletui.domain.accounts import NotRead
from jungletui.domain.failures import ExchangeError, FailureKind, let_go
from jungletui.domain.times import to_milliseconds
from jungletui.exchanges.gaps import Gap, merged
from jungletui.exchanges.line import Line
from jungletui.exchanges.memories import Memory
from jungletui.exchanges.plans import Plan, Slice
from jungletui.exchanges.protocol import Ccxt, Row
from jungletui.exchanges.settling import settled
from jungletui.exchanges.spelling import canonical
from jungletui.exchanges.symbols import Choice, candidates, kind_of
from jungletui.exchanges.walking import Answer, Request, walk

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked: `of` is `open`, `closed`, `fills`, `positions` or a kind of movements; without
    `symbol`, every market. `now` is the exchange's time in milliseconds."""

    key: str
    made: Ccxt
    line: Line
    plan: Plan
    of: str
    symbol: str | None
    since: datetime | None
    memory: Memory
    now: int


async def read(asking: Asking) -> tuple[list[Row], list[NotRead]]:
    """All rows, and what was not read. Raises ExchangeError where nothing could be read."""
    slices = [part for part in asking.plan.slices if part.of == asking.of]
    if asking.symbol is not None:
        symbol = canonical(asking.made, asking.symbol)
        asking = replace(asking, symbol=symbol)
        kind = kind_of(asking.made, symbol)
        slices = [part for part in slices if part.covers(kind)] or slices[:1]
    found = await side_by_side([_slice(asking, part) for part in slices])
    read_parts, missed = split(asking.key, [part.name for part in slices], found)
    gaps = merged(asking.key, (gap for _, _, part_gaps in read_parts for gap in part_gaps))
    rows = [row for part_rows, _, _ in read_parts for row in part_rows if _is_wanted(asking, row)]
    return rows, [*missed, *(miss for _, misses, _ in read_parts for miss in misses), *gaps]


async def side_by_side(
    parts: Sequence[Coroutine[object, object, Part]],
) -> list[Part | ExchangeError]:
    """The outcome of each part, in order: its result or its failure. Anything else that goes wrong,
    cancellation too, ends all of them."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(attempt(part)) for part in parts]
    return [task.result() for task in tasks]


async def attempt(part: Coroutine[object, object, Part]) -> Part | ExchangeError:
    """The outcome of one part: its result or its failure."""
    try:
        return await part
    except ExchangeError as error:
        let_go(error)
        return error


def split(
    key: str, names: Sequence[str], outcomes: Sequence[Part | ExchangeError]
) -> tuple[list[Part], list[NotRead]]:
    """Results, and a `NotRead` for each failure; raises the first failure where all failed."""
    failures = [found for found in outcomes if isinstance(found, ExchangeError)]
    if failures and len(failures) == len(outcomes):
        raise failures[0]
    results = [found for found in outcomes if not isinstance(found, ExchangeError)]
    missed = [
        NotRead(key, name, settled(found).message, _remedy(found))
        for name, found in zip(names, outcomes, strict=True)
        if isinstance(found, ExchangeError)
    ]
    return results, missed


def _remedy(failure: ExchangeError) -> str:
    """What to do; nothing where the exchange does not offer it."""
    return "" if failure.failure is FailureKind.NOT_SUPPORTED else failure.remedy


async def _slice(asking: Asking, part: Slice) -> tuple[list[Row], list[NotRead], list[Gap]]:
    """One part; where it wants symbols and none is given, those that the account touches."""
    if part.per_symbol and asking.symbol is None:
        return await _symbol_by_symbol(asking, part)
    learns = part.of == "open" and asking.symbol is None
    try:
        answer = await _one(asking, part, asking.symbol)
    except ExchangeError as error:
        if learns:
            asking.memory.refused[part.kind] = error
        raise
    if learns:
        asking.memory.opened(part.kind, asking.line.clock(), answer.rows)
    return answer.rows, [], answer.gaps


async def _symbol_by_symbol(
    asking: Asking, part: Slice
) -> tuple[list[Row], list[NotRead], list[Gap]]:
    choice = await candidates(asking.made, asking.line, asking.plan, part, asking.memory)
    outcomes = await side_by_side([_one(asking, part, symbol) for symbol in choice.asked])
    names = [f"{part.name} {symbol}" for symbol in choice.asked]
    answers, missed = split(asking.key, names, outcomes)
    for symbol, answer in zip(choice.asked, outcomes, strict=True):
        if isinstance(answer, Answer):
            asking.memory.heard(part, symbol, asking.line.clock(), answer)
    rows = [row for answer in answers for row in answer.rows]
    gaps = [gap for answer in answers for gap in answer.gaps]
    return rows, missed, [*_not_asked(part, choice), *gaps]


def _not_asked(part: Slice, choice: Choice) -> list[Gap]:
    """The symbols that were not asked for, as far as they have names."""
    reason = f"the exchange answers only symbol by symbol; asked were: {_listed(choice.asked)}"
    if choice.silent:
        reason += f"; without any order: {_listed(choice.silent)}"
    gaps = [] if choice.whole else [Gap(part.name, "other symbols", reason)]
    if choice.left_out:
        reason = "not asked, to spare the exchange's limit; name a symbol to read it"
        gaps.append(Gap(part.name, _listed(choice.left_out), reason))
    return gaps


async def _one(asking: Asking, part: Slice, symbol: str | None) -> Answer:
    name = f"{part.name} {symbol}" if symbol else part.name
    since = None if asking.since is None else to_milliseconds(asking.since)
    request = Request(name, part, symbol, since, asking.now)
    return await walk(asking.made, asking.line, asking.plan, request)


def _is_wanted(asking: Asking, row: Row) -> bool:
    """Exchanges answer whole pages: what is older than asked for is left out here."""
    at = row.get("timestamp")
    if asking.since is None or not isinstance(at, int) or at <= 0:
        return True
    return at >= to_milliseconds(asking.since)


def _listed(symbols: Collection[str]) -> str:
    return ", ".join(sorted(symbols)) or "none"
