"""Times are aware UTC, and what is no time is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from jungletui.domain.times import age_text, from_milliseconds, to_milliseconds, utc_now


def test_now_is_aware():
    assert utc_now().tzinfo is UTC


@pytest.mark.parametrize("value", [0, 1, 1_770_000_000_123, -1])
def test_round_trip(value):
    moment = from_milliseconds(value)
    assert moment.tzinfo is UTC
    assert to_milliseconds(moment) == value


def test_a_known_time():
    assert from_milliseconds(1_770_000_001_000) == datetime(2026, 2, 2, 2, 40, 1, tzinfo=UTC)


@pytest.mark.parametrize("value", [10**18, 10**400, -(10**18)])
def test_out_of_range(value):
    with pytest.raises(ValueError, match=r"year|time|range"):
        from_milliseconds(value)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "now"),
        (1, "now"),
        (2, "2 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (86399, "23 h"),
        (200_000, "2 d"),
    ],
)
def test_age(seconds, text):
    assert age_text(timedelta(seconds=seconds)) == text
