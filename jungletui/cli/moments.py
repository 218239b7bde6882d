"""Points in time as an option: a date, a date with a time, or how long ago."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click

UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def read_moment(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> datetime | None:
    """`2026-01-31`, `2026-01-31T12:00Z` or `7d` as aware UTC; without a zone it is local time.
    click.BadParameter for anything else."""
    if value is None:
        return None
    text = value.strip()
    try:
        if text[-1:] in UNITS and text[:-1].isdecimal():
            return datetime.now(UTC) - timedelta(**{UNITS[text[-1]]: int(text[:-1])})
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise click.BadParameter(
            f"{text!r} is no time: 2026-01-31, 2026-01-31T12:00Z or 7d", context, parameter
        ) from None


SINCE = click.Option(
    ["--since"], callback=read_moment, metavar="T", help="A date, a time, or how long ago: 7d."
)
SYMBOL = click.Option(["--symbol"], metavar="S", help="One market, as BTC/USDT.")
