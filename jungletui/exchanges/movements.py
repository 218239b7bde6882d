"""Deposits and withdrawals as an exchange tells them; where it wants a currency, those held."""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.domain.accounts import NotRead
from jungletui.domain.times import to_milliseconds
from jungletui.exchanges.gaps import Gap, merged
from jungletui.exchanges.history import Asking, side_by_side, split
from jungletui.exchanges.plans import Slice
from jungletui.exchanges.protocol import Row
from jungletui.exchanges.reading import balance
from jungletui.exchanges.symbols import some_of
from jungletui.exchanges.walking import Request, walk

KINDS: Mapping[str, tuple[str, ...]] = {
    "deposits": ("deposits", "movements"),
    "withdrawals": ("withdrawals", "movements"),
    "all": ("deposits", "withdrawals", "movements"),
}
MOST_ASSETS = 12
OTHER = "other"
"""The type of what stands in the same list and is neither (see `corrections`)."""
Told = tuple[str, Row]
"""A row, and the kind that its list is of."""


async def read(asking: Asking, asset: str | None) -> tuple[list[Told], list[NotRead]]:
    """All rows of `asking.of` (a name of `KINDS`), and what was not read. Raises ExchangeError
    where nothing could be read."""
    slices = [part for part in asking.plan.slices if part.of in KINDS[asking.of]]
    found = await side_by_side([_part(asking, part, asset) for part in slices])
    parts, missed = split(asking.key, [part.name for part in slices], found)
    told = [
        (part.of.removesuffix("s"), row)
        for part, (rows, _, _) in zip(
            [part for part, one in zip(slices, found, strict=True) if isinstance(one, tuple)],
            parts,
            strict=True,
        )
        for row in rows
    ]
    gaps = merged(asking.key, (gap for _, _, gaps in parts for gap in gaps))
    misses = [miss for _, misses, _ in parts for miss in misses]
    return [one for one in told if _is_wanted(asking, one[1], asset)], [*missed, *misses, *gaps]


async def _part(
    asking: Asking, part: Slice, asset: str | None
) -> tuple[list[Row], list[NotRead], list[Gap]]:
    if not part.per_symbol or asset is not None:
        return await _one(asking, part, asset if part.per_symbol else None)
    assets = some_of(await balance(asking.made, asking.line, {}))[:MOST_ASSETS]
    outcomes = await side_by_side([_one(asking, part, name) for name in assets])
    answers, missed = split(asking.key, [f"{part.name} {name}" for name in assets], outcomes)
    reason = f"the exchange answers only by asset; asked were: {', '.join(assets) or 'none'}"
    return (
        [row for rows, _, _ in answers for row in rows],
        missed,
        [Gap(part.name, "other assets", reason), *(gap for _, _, gaps in answers for gap in gaps)],
    )


async def _one(
    asking: Asking, part: Slice, asset: str | None
) -> tuple[list[Row], list[NotRead], list[Gap]]:
    since = None if asking.since is None else to_milliseconds(asking.since)
    name = f"{part.name} {asset}" if asset else part.name
    request = Request(name, part, asset, since, asking.now)
    answer = await walk(asking.made, asking.line, asking.plan, request)
    return answer.rows, [], answer.gaps


def _is_wanted(asking: Asking, row: Row, asset: str | None) -> bool:
    at = row.get("timestamp")
    if row.get("type") == OTHER:
        return False
    if asking.of != "all" and row.get("type") not in (None, asking.of.removesuffix("s")):
        return False
    if asset is not None and row.get("currency") != asset:
        return False
    if asking.since is None or not isinstance(at, int) or at <= 0:
        return True
    return at >= to_milliseconds(asking.since)
