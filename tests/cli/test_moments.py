"""A time as an option: what is understood, and how it is written where it is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click
import pytest

from jungletui.cli.moments import SINCE, read_moment

CONTEXT = click.Context(click.Command("orders"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2026-01-31T12:00Z", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("2026-01-31T12:00+02:00", datetime(2026, 1, 31, 10, tzinfo=UTC)),
        (" 2026-01-31 12:00:30Z ", datetime(2026, 1, 31, 12, 0, 30, tzinfo=UTC)),
        (None, None),
    ],
)
def test_a_time_is_understood(text: str | None, told: datetime | None) -> None:
    assert read_moment(CONTEXT, SINCE, text) == told


@pytest.mark.parametrize(("text", "ago"), [("90m", 1.5 / 24), ("36h", 1.5), ("7d", 7), ("2w", 14)])
def test_how_long_ago_is_understood(text: str, ago: float) -> None:
    earliest = datetime.now(UTC) - timedelta(days=ago)
    told = read_moment(CONTEXT, SINCE, text)
    assert told is not None
    assert earliest <= told <= datetime.now(UTC) - timedelta(days=ago) + timedelta(minutes=1)


@pytest.mark.parametrize(
    "text",
    ["yesterday", "", "d", "-7d", "7y", "31.01.2026", "2026-02-30", "2026-01-31T25:00Z", "1e3d",
     "99999999999d", "0000-01-01", "nan", "\x1b[2J"],
)  # fmt: skip
def test_what_is_no_time_says_how_to_write_one(text: str) -> None:
    with pytest.raises(click.BadParameter) as refused:
        read_moment(CONTEXT, SINCE, text)
    assert "2026-01-31, 2026-01-31T12:00Z or 7d" in refused.value.message
    assert refused.value.message.isprintable()
