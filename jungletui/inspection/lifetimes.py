"""When a key will end, as far as that can be told without a date of the exchange: an estimate."""

from __future__ import annotations

from datetime import datetime, timedelta

from jungletui.domain.reports import PermissionReport

MOST_DAYS = 36_500
"""Whoever counts down from more than a century means for ever."""


def estimated_end(report: PermissionReport, at: datetime) -> datetime | None:
    """When the key of a report of the moment `at` ends: by the days that the exchange said are
    left, else by its rule. None where it told the date itself, and where nothing tells."""
    if report.expires_at is not None:
        return None
    if report.days_left is None:
        return report.ends_by_rule
    if report.days_left > MOST_DAYS:
        return None
    try:
        return at + timedelta(days=report.days_left)
    except OverflowError:
        return None
