"""Rows and replies that ccxt misreads, in documented shapes, with values of our own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Misread:
    """`fields` names what is put right: to what ccxt 4.5.90 makes of it, and what it is. Where ccxt
    ends in an error, `ends_in` is its class. A field may be a path, such as `fee.cost`."""

    exchange: str
    kind: str
    raw: dict[str, Any]
    fields: dict[str, tuple[object, object]]
    ends_in: type[Exception] | None = None
