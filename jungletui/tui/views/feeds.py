"""How keys are followed, in a word: live, polled, or stale; and which figures that vouches for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from jungletui.domain.accounts import BalanceRow, OrderRow, PositionRow
from jungletui.domain.documents import Feed, FeedState

Row = TypeVar("Row", BalanceRow, OrderRow, PositionRow)


def feed_words(feeds: Mapping[str, Feed], wanted: Iterable[str]) -> str:
    """`live`, `polled` or `stale` where it is so of every key that told; else how many are what,
    the worst first: `1 stale, 4 live`. Wallets of live keys that no stream tells are `rest polled`.
    Empty before any told."""
    told = [feeds[name] for name in wanted if name in feeds]
    counts = Counter(feed.state for feed in told)
    rest = ", rest polled" if any(feed.polled for feed in told) else ""
    if len(counts) <= 1:
        return next((f"{state.value}{rest}" for state in counts), "")
    worst_first = reversed(FeedState)
    words = (f"{counts[state]} {state.value}" for state in worst_first if counts[state])
    return ", ".join(words) + rest


def confirmed(rows: tuple[Row, ...], key: str, feed: Feed | None) -> tuple[Row, ...]:
    """The rows, those of `key` as of the last time that all of them were read: what was found
    unchanged is not old. Nothing vouches for the figures of a stale key."""
    checked = feed.checked_at if feed is not None and feed.state is not FeedState.STALE else None
    if checked is None:
        return rows
    return tuple(
        replace(row, at=checked) if row.key == key and row.at < checked else row for row in rows
    )
