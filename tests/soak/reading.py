"""Reads of all kinds beside the watching: each answer must be one that the books gave."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from jungletui.domain.failures import JungleError
from jungletui.domain.times import utc_now
from tests.soak.judge import Judge

KINDS = (
    *("balances", "balances", "open", "closed", "all", "fills", "fills since"),
    *("positions", "movements", "order", "executions"),
)
PAUSE = (0.2, 1.2)
"""Seconds between two questions of one reader."""


async def read_on(service: Any, judge: Judge, names: Sequence[str], rng: random.Random) -> None:
    """Ask one thing after the other until it is cancelled."""
    while True:
        await asyncio.sleep(rng.uniform(*PAUSE))
        chosen = tuple(rng.sample(list(names), min(len(names), rng.choice((1, 1, 1, 2, 5)))))
        kind = rng.choice(KINDS)
        await read_or_count(service, judge, chosen, kind, rng)


async def read_or_count(
    service: Any, judge: Judge, names: tuple[str, ...], kind: str, rng: random.Random
) -> None:
    """One question; a refusal is counted."""
    try:
        await read_once(service, judge, names, kind, rng)
    except JungleError as error:
        judge.count(names[0], "refused reads")
        if error.kind == "internal":
            judge.blame(f"{kind} of {names}: the service made a mistake")


async def read_once(
    service: Any, judge: Judge, names: tuple[str, ...], kind: str, rng: random.Random
) -> Any:
    """One question, compared; its document."""
    recent = utc_now() - timedelta(minutes=rng.randrange(1, 30))
    match kind:
        case "balances":
            found = await service.balances(names, "USDT")
            judge.balances(found.rows)
        case "open" | "closed" | "all":
            found = await service.orders(names, kind, None, None)
            judge.orders(found.rows)
        case "fills" | "fills since":
            found = await service.fills(names, None, recent if "since" in kind else None)
            judge.fills(found.rows)
        case "positions":
            found = await service.positions(names)
            judge.positions(found.rows)
        case "movements":
            found = await service.movements(names, "all", None, None)
            judge.movements(found.rows)
        case "order":
            known = list(judge.books[names[0]].account.orders.values())
            one = rng.choice(known)
            found = await service.order(names[0], one.id, one.symbol)
            judge.orders((found.order,))
            judge.fills(found.fills)
        case _:
            found = await service.executions(names, None, recent, False)
            judge.executions(found.rows)
    judge.errors(found.errors, found.not_read)
    for name in names:
        judge.count(name, f"read {kind.partition(' ')[0]}")
    return found
