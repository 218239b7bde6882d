"""Time: aware UTC inside, ISO 8601 in JSON; the clock is an argument, so that tests can stop it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The system's time as an aware UTC datetime."""
    return datetime.now(UTC)


def from_milliseconds(value: int) -> datetime:
    """Exchange time in milliseconds since 1970 to aware UTC. Raises ValueError out of range."""
    try:
        return datetime.fromtimestamp(value / 1000, UTC)
    except (OverflowError, OSError) as error:
        raise ValueError(f"no such time: {value} ms") from error


def to_milliseconds(moment: datetime) -> int:
    """Aware datetime to milliseconds since 1970."""
    return round(moment.timestamp() * 1000)


def age_text(age: timedelta) -> str:
    """An age in its largest unit: `now`, `12 s`, `3 min`, `5 h`, `2 d`."""
    seconds = int(age.total_seconds())
    if seconds < 2:
        return "now"
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
