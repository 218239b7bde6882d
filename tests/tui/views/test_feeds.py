"""How keys are followed, in a word, and which figures that vouches for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from jungletui.domain.accounts import BalanceRow, Origin
from jungletui.domain.documents import Feed, FeedState
from jungletui.tui.views.feeds import confirmed, feed_words

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LIVE, POLLED, STALE = (Feed(state, NOW, NOW + timedelta(hours=1)) for state in FeedState)
ROW = BalanceRow("a", "okx", "trading", "BTC", None, None, None, None, Origin.WS, NOW)


def test_one_word_where_all_are_alike_else_the_worst_first() -> None:
    assert feed_words({}, ("a",)) == ""
    assert feed_words({"a": LIVE, "b": LIVE}, ("a", "b")) == "live"
    assert feed_words({"a": POLLED}, ("a", "b")) == "polled"
    feeds = {"a": LIVE, "b": STALE, "c": POLLED, "d": LIVE}
    assert feed_words(feeds, feeds) == "1 stale, 1 polled, 2 live"
    assert feed_words(feeds, ("a", "d")) == "live"
    feeds["d"] = replace(LIVE, polled=("margin wallet",))
    assert feed_words(feeds, ("a", "d")) == "live, rest polled"
    assert feed_words(feeds, feeds) == "1 stale, 1 polled, 2 live, rest polled"


def test_what_was_found_unchanged_is_as_of_then() -> None:
    other = replace(ROW, key="b")
    rows = confirmed((ROW, other), "a", LIVE)
    assert [row.at for row in rows] == [NOW + timedelta(hours=1), NOW]
    newer = replace(ROW, at=NOW + timedelta(hours=2))
    assert confirmed((newer,), "a", LIVE) == (newer,)


def test_nobody_vouches_for_the_figures_of_a_stale_key() -> None:
    assert confirmed((ROW,), "a", STALE) == (ROW,)
    assert confirmed((ROW,), "a", None) == (ROW,)
