"""A time in seconds that ccxt took for milliseconds."""

from __future__ import annotations

from jungletui.exchanges.corrections import Table

A_SECOND = 1000
BEFORE_ALL = 100_000_000_000
"""As milliseconds this is 1973, as seconds the year 5138."""


def in_milliseconds(parsed: Table) -> Table:
    """The same row with its time in milliseconds, where it was in seconds."""
    at = parsed.get("timestamp")
    if not isinstance(at, int) or at >= BEFORE_ALL:
        return parsed
    return {**parsed, "timestamp": at * A_SECOND, "datetime": None}
