"""Orders and fills: every part of an exchange that has some, side by side, and what was missed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from jungletui.domain.accounts import NotRead
from jungletui.domain.failures import ExchangeError
from jungletui.domain.times import to_milliseconds
from jungletui.exchanges.line import Line
from jungletui.exchanges.plans import Plan, Slice
from jungletui.exchanges.protocol import Ccxt, Row
from jungletui.exchanges.reading import method, rows
from jungletui.exchanges.symbols import MOST_SYMBOLS, Memory, candidates, kind_of

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked: `of` is `open`, `closed` or `fills`; without `symbol`, every market."""

    key: str
    made: Ccxt
    line: Line
    plan: Plan
    of: str
    symbol: str | None
    since: datetime | None
    memory: Memory


async def read(asking: Asking) -> tuple[list[Row], list[NotRead]]:
    """All rows, and what was not read. Raises ExchangeError where nothing could be read."""
    slices = [part for part in asking.plan.slices if part.of == asking.of]
    if asking.symbol is not None:
        kind = kind_of(asking.made, asking.symbol)
        slices = [part for part in slices if part.kind in (kind, "all")] or slices[:1]
    found = await side_by_side([_slice(asking, part) for part in slices])
    read_parts, missed = split(asking.key, [part.name for part in slices], found)
    return (
        [row for part_rows, _ in read_parts for row in part_rows],
        [*missed, *(gap for _, gaps in read_parts for gap in gaps)],
    )


async def side_by_side(parts: Sequence[Awaitable[Part]]) -> list[Part | ExchangeError]:
    """The outcome of each part, in order: its result or its failure. Anything else that goes wrong,
    cancellation too, ends all of them."""

    async def outcome(part: Awaitable[Part]) -> Part | ExchangeError:
        try:
            return await part
        except ExchangeError as error:
            return error

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(outcome(part)) for part in parts]
    return [task.result() for task in tasks]


def split(
    key: str, names: Sequence[str], outcomes: Sequence[Part | ExchangeError]
) -> tuple[list[Part], list[NotRead]]:
    """Results, and a `NotRead` for each failure; raises the first failure where all failed."""
    failures = [found for found in outcomes if isinstance(found, ExchangeError)]
    if failures and len(failures) == len(outcomes):
        raise failures[0]
    results = [found for found in outcomes if not isinstance(found, ExchangeError)]
    missed = [
        NotRead(key, name, found.message)
        for name, found in zip(names, outcomes, strict=True)
        if isinstance(found, ExchangeError)
    ]
    return results, missed


async def _slice(asking: Asking, part: Slice) -> tuple[list[Row], list[NotRead]]:
    """One part; where it wants symbols and none is given, those that the account touches."""
    symbols: Collection[str | None] = (asking.symbol,)
    gaps = []
    if part.per_symbol and asking.symbol is None:
        symbols, left_out = await candidates(
            asking.made, asking.line, asking.plan, part, asking.memory
        )
        reason = f"the exchange answers only symbol by symbol; asked were: {_listed(symbols)}"
        gaps.append(NotRead(asking.key, f"{part.name}: other symbols", reason))
        if left_out:
            reason = f"only {MOST_SYMBOLS} symbols are asked at once"
            gaps.append(NotRead(asking.key, f"{part.name}: {_listed(left_out)}", reason))
    answers = await side_by_side([_one(asking, part, symbol) for symbol in symbols])
    names = [f"{part.name} {symbol}" if symbol else part.name for symbol in symbols]
    pages, missed = split(asking.key, names, answers)
    for name, page in zip(names, answers, strict=True):
        if part.limit and isinstance(page, list) and len(page) >= part.limit:
            reason = f"more than {part.limit} there; only one page is read"
            missed.append(NotRead(asking.key, f"{name}: further ones", reason))
    return [row for page in pages for row in page], [*gaps, *missed]


async def _one(asking: Asking, part: Slice, symbol: str | None) -> list[Row]:
    since = None if asking.since is None else to_milliseconds(asking.since)
    ask_for = method(asking.made, part.method)
    return await rows(asking.line, ask_for(symbol, since, part.limit, dict(part.params)))


def _listed(symbols: Collection[str | None]) -> str:
    names = sorted(symbol for symbol in symbols if symbol)
    return ", ".join(names) if names else "none"
