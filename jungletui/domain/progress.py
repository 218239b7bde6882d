"""How far one request is that asks many keys, for whoever wants to hear it."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` keys were `doing` ("inspected"); these are `waiting`."""

    doing: str
    done: int
    total: int
    waiting: tuple[str, ...]


HEARER: ContextVar[Callable[[Progress], None] | None] = ContextVar("hearer", default=None)
"""Who hears of the request that this task makes, or answers."""
