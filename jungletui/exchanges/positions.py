"""Open positions: every kind of contract that an exchange lists, side by side."""

from __future__ import annotations

from jungletui.domain.accounts import NotRead
from jungletui.exchanges.history import Asking, side_by_side, split
from jungletui.exchanges.plans import Slice
from jungletui.exchanges.protocol import Row
from jungletui.exchanges.reading import method, rows
from jungletui.exchanges.rows import exact


async def read(asking: Asking) -> tuple[list[Row], list[NotRead]]:
    """All positions that hold something, each once, and what was not read. Raises ExchangeError
    where nothing could be read."""
    slices = [part for part in asking.plan.slices if part.of == "positions"]
    found = await side_by_side([_part(asking, part) for part in slices])
    parts, missed = split(asking.key, [part.name for part in slices], found)
    for part, rows_of in zip(slices, found, strict=True):
        if isinstance(rows_of, list) and part.limit is not None and len(rows_of) >= part.limit:
            reason = f"the exchange tells {part.limit} at once, and only those are asked"
            missed.append(NotRead(asking.key, f"{part.name}: further ones", reason))
    unique: dict[tuple[str, ...], Row] = {}
    for row in (row for part in parts for row in part):
        unique.setdefault(tuple(str(row.get(name)) for name in ("symbol", "side", "id")), row)
    return list(unique.values()), missed


async def _part(asking: Asking, part: Slice) -> list[Row]:
    told = await rows(asking.line, method(asking.made, part.method)(None, dict(part.params)))
    return [row for row in told if exact(row.get("contracts")) != 0]
