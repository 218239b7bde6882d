"""How keys are followed, in a word: live, polled, or stale; and which figures that vouches for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from jungletui.domain.accounts import BalanceRow, OrderRow
from jungletui.domain.documents import Feed, FeedState

Row = TypeVar("Row", BalanceRow, OrderRow)


def feed_words(feeds: Mapping[str, Feed], wanted: Iterable[str]) -> str:
    """`live`, `polled` or `stale` where it is so of every key that told; else how many are what,
    the worst first: `1 stale, 4 live`. Empty before any told."""
    counts = Counter(feeds[name].state for name in wanted if name in feeds)
    if len(counts) <= 1:
        return next((state.value for state in counts), "")
    worst_first = reversed(FeedState)
    return ", ".join(f"{counts[state]} {state.value}" for state in worst_first if counts[state])


def confirmed(rows: tuple[Row, ...], key: str, feed: Feed | None) -> tuple[Row, ...]:
    """The rows, those of `key` as of the last time that all of them were read: what was found
    unchanged is not old. Nothing vouches for the figures of a stale key."""
    checked = feed.checked_at if feed is not None and feed.state is not FeedState.STALE else None
    if checked is None:
        return rows
    return tuple(
        replace(row, at=checked) if row.key == key and row.at < checked else row for row in rows
    )
