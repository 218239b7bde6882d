"""When something ends, in a sentence: written once with its time, counted down wherever it is
shown."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_UNTIL = re.compile(r"until (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)(?: \((?:[^()]* left|over)\))?")


def until(end: datetime, now: datetime) -> str:
    """`until 2026-01-02T03:04:05Z (29 s left)`."""
    return f"until {instant(end)} ({left(end, now)})"


def ending(text: str) -> datetime | None:
    """The time that such words in `text` name; None where there are none."""
    found = _UNTIL.search(text)
    if found is None:
        return None
    try:
        return datetime.fromisoformat(found[1])
    except ValueError:  # the thirteenth month of some exchange
        return None


def counted_down(text: str, now: datetime) -> str:
    """`text` with what is left now."""
    end = ending(text)
    return text if end is None else _UNTIL.sub(until(end, now), text, count=1)


def left(end: datetime, now: datetime) -> str:
    """`29 s left`, or `over`."""
    return f"{remaining(end - now)} left" if end > now else "over"


def instant(moment: datetime) -> str:
    """A time in UTC, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def remaining(length: timedelta) -> str:
    """How long it still takes, in the largest two units."""
    seconds = max(1, -(-length // timedelta(seconds=1)))
    hours, minutes = seconds // 3600, seconds // 60
    if hours:
        return f"{hours} h {minutes % 60} min"
    return f"{minutes} min {seconds % 60} s" if minutes else f"{seconds} s"
