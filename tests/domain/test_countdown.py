"""A ban tells its end once, and everybody who shows it counts down to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from jungletui.domain.countdown import counted_down, ending, left, until

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
END = NOW + timedelta(seconds=90)


def test_what_was_written_is_counted_down_to_its_end() -> None:
    text = f"Binance banned this address; nothing is sent {until(END, NOW)}. It says: no (-1003)"
    assert "until 2026-01-02T03:05:35Z (1 min 30 s left). It says" in text
    assert ending(text) == END
    later = counted_down(text, NOW + timedelta(seconds=31))
    assert "(59 s left). It says: no (-1003)" in later
    assert counted_down(later, NOW) == text
    over = counted_down(later, END)
    assert "Z (over). It says" in over
    assert counted_down(over, NOW) == text


@pytest.mark.parametrize(
    "text",
    [
        "no connection: refused",
        "until tomorrow",
        "until 2026-13-45T00:00:00Z",
        "",
    ],
)
def test_other_words_stay(text: str) -> None:
    assert ending(text) is None
    assert counted_down(text, NOW) == text


def test_an_exchanges_own_words_after_the_time_stay() -> None:
    text = "banned until 2026-01-02T03:05:35Z. It says: wait (a while)"
    assert counted_down(text, NOW) == (
        "banned until 2026-01-02T03:05:35Z (1 min 30 s left). It says: wait (a while)"
    )


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "1 s left"),
        (61, "1 min 1 s left"),
        (7260, "2 h 1 min left"),
        (0, "over"),
        (-5, "over"),
    ],
)
def test_what_is_left(seconds: float, words: str) -> None:
    assert left(NOW + timedelta(seconds=seconds), NOW) == words
