"""Writes `places/<exchange>.toml`: where in each reply ccxt looks for the rows of a list.

`python -m jungletui.exchanges.places` writes all of them; with names, those. ccxt's own parsers are
run on replies that note what is looked up in them: first on an empty one, then on one that has what
was looked up, until nothing new is asked. A place that a parser goes through, row by row, is where
an exchange says "none". Nothing is traced at run time.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jungletui.exchanges.catalogue import exchange_ids
from jungletui.exchanges.loader import ccxt_version
from jungletui.exchanges.plans import plan_of
from jungletui.exchanges.tracing import Enough, Tracer

FOLDER = Path(__file__).parent / "places"
MOST_ROUNDS = 300
SYMBOLS = {"linear": "BTC/USDT:USDT", "inverse": "BTC/USD:BTC", "contracts": "BTC/USDT:USDT"}
Steps = tuple[str | int, ...]
Place = tuple[Steps, str]
"""Steps into a reply, and `list` or `dict`."""


@dataclass(slots=True)
class Notes:
    """What was looked up in the replies of one endpoint, and what was gone through."""

    asked: dict[Steps, set[str]] = field(default_factory=dict)
    rows: set[Place] = field(default_factory=set)


class _Table(dict[Any, Any]):
    """An object of a reply; it notes what is asked of it."""

    notes: Notes
    steps: Steps

    def __getitem__(self, name: Any) -> Any:
        self.notes.asked.setdefault((*self.steps, name), set())
        return super().__getitem__(name)

    def get(self, name: Any, default: Any = None) -> Any:
        self.notes.asked.setdefault((*self.steps, name), set())
        return super().get(name, default)

    def keys(self) -> Any:
        self.notes.rows.add((self.steps, "dict"))
        return super().keys()

    def values(self) -> Any:
        self.notes.rows.add((self.steps, "dict"))
        return super().values()

    def items(self) -> Any:
        self.notes.rows.add((self.steps, "dict"))
        return super().items()

    def __contains__(self, name: Any) -> bool:
        self.notes.rows.add((self.steps, "dict"))
        return super().__contains__(name)


class _Series(list[Any]):
    """A list of a reply; it notes who goes through it."""

    notes: Notes
    steps: Steps

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, int) and index >= len(self):
            self.notes.asked.setdefault((*self.steps, index), set())
        return super().__getitem__(index)

    def __len__(self) -> int:
        self.notes.rows.add((self.steps, "list"))
        return super().__len__()

    def __iter__(self) -> Iterator[Any]:
        self.notes.rows.add((self.steps, "list"))
        return super().__iter__()

    def __add__(self, other: Any) -> Any:
        self.notes.rows.add((self.steps, "list"))
        return super().__add__(other)

    def __radd__(self, other: Any) -> Any:
        self.notes.rows.add((self.steps, "list"))
        return [*other, *self]


async def places_of(exchange: str) -> dict[str, dict[str, set[Place]]]:
    """For `balances` and for `lists`: `"VERB section path"` of each call that reads them to the
    places where its rows are."""
    tracer = Tracer(exchange)
    found: dict[str, dict[str, set[Place]]] = {"balances": {}, "lists": {}}
    try:
        for method, arguments in _calls(exchange):
            of = found["balances" if method == "fetch_balance" else "lists"]
            for endpoint, places in (await _explore(tracer.made, method, arguments)).items():
                of.setdefault(endpoint, set()).update(places)
    finally:
        await tracer.close()
    return {
        of: {endpoint: kept for endpoint, places in calls.items() if (kept := _meant(places))}
        for of, calls in found.items()
    }


def _meant(places: set[Place]) -> set[Place]:
    """Without what only a parser for many shapes goes through: an object where there may be a list,
    or the list around a place. A whole reply that is an object says "none" nowhere."""
    listed = {steps for steps, kind in places if kind == "list"}
    kept = {(steps, kind) for steps, kind in places if kind == "list" or steps not in listed}
    around = {steps[: steps.index(0)] for steps, _ in kept if 0 in steps}
    return {
        (steps, kind) for steps, kind in kept if steps not in around and (steps or kind == "list")
    }


def _calls(exchange: str) -> Iterator[tuple[str, tuple[object, ...]]]:
    plan = plan_of(exchange)
    for wallet in plan.wallets:
        yield "fetch_balance", (dict(wallet.params),)
    for part in plan.slices:
        params = {**part.params, **plan.telling(part).params}
        symbol = SYMBOLS.get(part.kind, "BTC/USDT") if part.per_symbol else None
        if part.of in ("deposits", "withdrawals", "movements"):
            symbol = "BTC" if part.per_symbol else None
        if part.of == "positions":
            yield part.method, (None, params)
        else:
            yield part.method, (symbol, None, None, params)


async def _explore(made: Any, method: str, arguments: tuple[object, ...]) -> dict[str, set[Place]]:
    """Run one call on ever richer replies."""
    seen: dict[str, set[Place]] = {}
    for kind in ("dict", "list"):
        todo: list[dict[tuple[str, Steps], str]] = [{}]
        tried: list[dict[tuple[str, Steps], str]] = []
        for _ in range(MOST_ROUNDS):
            if not todo:
                break
            known = todo.pop(0)
            tried.append(known)
            heard = await _run(made, method, arguments, known, kind)
            for endpoint, notes in heard.items():
                seen.setdefault(endpoint, set()).update(notes.rows)
            for richer in _richer(known, heard):
                if richer not in tried and richer not in todo:
                    todo.append(richer)
    return seen


def _richer(
    known: dict[tuple[str, Steps], str], heard: dict[str, Notes]
) -> Iterator[dict[tuple[str, Steps], str]]:
    """Replies with one more of what was looked up; where its type is not told, with each."""
    for endpoint, notes in heard.items():
        for steps, kinds in notes.asked.items():
            if (endpoint, steps) not in known:
                for each in sorted(kinds) or ("dict", "list"):
                    yield {**known, (endpoint, steps): each}


async def _run(
    made: Any,
    method: str,
    arguments: tuple[object, ...],
    known: dict[tuple[str, Steps], str],
    kind: str,
) -> dict[str, Notes]:
    heard: dict[str, Notes] = {}
    calls = 0

    async def answer(path: str, api: Any = "public", verb: str = "GET", *_: object) -> object:
        nonlocal calls
        calls += 1
        if calls > 8:
            raise Enough
        section = api if isinstance(api, str) else " ".join(api)
        endpoint = f"{verb} {section} {path}"
        notes = heard.setdefault(endpoint, Notes())
        shape = {steps: each for (of, steps), each in known.items() if of == endpoint}
        return _reply((), kind, shape, notes)

    made.fetch2 = answer
    kept = dict(made.options)
    for name, told in (("safe_list", "list"), ("safe_dict", "dict")):
        setattr(made, name, _telling(getattr(type(made), name), made, told))
        setattr(made, f"{name}_2", _telling(getattr(type(made), f"{name}_2"), made, told))
    with contextlib.suppress(Enough, Exception):  # what ccxt makes of such a reply is no matter
        await getattr(made, method)(*arguments)
    made.options = kept
    return heard


def _telling(original: Any, made: Any, told: str) -> Any:
    """ccxt's `safe_list` or `safe_dict`, noting the type that is wanted."""

    def lookup(table: Any, *arguments: Any) -> Any:
        names = arguments[:2] if original.__name__.endswith("_2") else arguments[:1]
        if isinstance(table, _Table | _Series):
            for name in names:
                table.notes.asked.setdefault((*table.steps, name), set()).add(told)
        return original(made, table, *arguments)

    return lookup


def _reply(steps: Steps, kind: str, shape: dict[Steps, str], notes: Notes) -> Any:
    inner = {at: each for at, each in shape.items() if at[: len(steps)] == steps}
    here = {at[len(steps)] for at in inner if len(at) > len(steps)}
    if kind == "dict":
        table = _Table()
        table.notes, table.steps = notes, steps
        for name in here:
            at = (*steps, name)
            dict.__setitem__(table, name, _reply(at, shape.get(at, "dict"), shape, notes))
        return table
    series = _Series()
    series.notes, series.steps = notes, steps
    for _ in range(1 + max((n for n in here if isinstance(n, int)), default=-1)):
        at = (*steps, list.__len__(series))
        list.append(series, _reply(at, shape.get(at, "dict"), shape, notes))
    return series


def as_toml(exchange: str, found: dict[str, dict[str, set[Place]]]) -> str:
    """The places as a file."""
    lines = [
        f"# Where ccxt {ccxt_version()} looks for rows in replies of {exchange}, traced by",
        "# `places.py`. An answer without any of them says nothing, not even none.",
    ]
    for of, calls in found.items():
        lines += ["", f"[{of}]"]
        for endpoint in sorted(calls):
            places = sorted(f"{'.'.join(map(str, s))}: {kind}" for s, kind in calls[endpoint])
            listed = ", ".join(f'"{place}"' for place in places)
            lines.append(f'"{endpoint}" = [{listed}]')
    return "\n".join(lines) + "\n"


def main(names: Sequence[str]) -> None:
    """Write the files of these exchanges, or of all."""
    FOLDER.mkdir(exist_ok=True)
    for exchange in names or exchange_ids():
        found = asyncio.run(places_of(exchange))
        (FOLDER / f"{exchange}.toml").write_text(as_toml(exchange, found), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
