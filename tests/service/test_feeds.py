"""Live, polled or stale: never better than what is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from jungletui.domain.documents import FeedState
from jungletui.service.feeds import NOT_YET, FeedOf


def at(seconds: float) -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


def test_without_a_stream_it_is_polled_once_read() -> None:
    feed = FeedOf()
    assert feed.now(at(0)).state is FeedState.STALE
    feed.read(at(1))
    now = feed.now(at(2))
    assert (now.state, now.checked_at, now.reason) == (FeedState.POLLED, at(1), NOT_YET)
    feed.failed("unreachable: no route")
    assert feed.now(at(3)).state is FeedState.STALE
    assert feed.now(at(3)).reason == "unreachable: no route"
    assert feed.now(at(9)).since == at(3)


def test_it_is_live_once_all_was_read_after_every_needed_line_was_up() -> None:
    feed = FeedOf(needed=frozenset(("spot", "usdm")))
    feed.read(at(1))
    feed.up("spot", at(2))
    feed.read(at(3))
    assert feed.now(at(3)).state is FeedState.POLLED
    feed.up("usdm", at(4))
    assert feed.now(at(4)).state is FeedState.POLLED
    feed.read(at(3.5))
    assert feed.now(at(5)).state is FeedState.POLLED
    feed.read(at(6))
    assert feed.now(at(7)).state is FeedState.LIVE
    assert feed.now(at(7)).reason == ""


def test_a_line_that_ends_makes_it_stale_until_the_next_read() -> None:
    feed = FeedOf(needed=frozenset(("spot",)))
    feed.up("spot", at(1))
    feed.read(at(2))
    feed.down("spot", "it fell silent")
    assert (feed.now(at(3)).state, feed.now(at(3)).reason) == (FeedState.STALE, "it fell silent")
    feed.read(at(4))
    assert feed.now(at(5)).state is FeedState.POLLED


def test_a_line_that_is_not_needed_changes_nothing() -> None:
    feed = FeedOf(needed=frozenset(("spot",)))
    feed.up("spot", at(1))
    feed.up("usdm", at(1))
    feed.read(at(2))
    feed.down("usdm", "no right")
    assert feed.now(at(3)).state is FeedState.LIVE


def test_a_whole_stream_vouches_for_the_figures_while_reads_fail() -> None:
    feed = FeedOf(needed=frozenset(("spot",)))
    feed.up("spot", at(1))
    feed.read(at(2))
    feed.failed("rate-limited")
    assert feed.now(at(3)).state is FeedState.LIVE
    feed.down("spot", "gone")
    assert feed.now(at(3)).state is FeedState.STALE
