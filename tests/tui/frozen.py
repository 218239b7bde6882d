"""The time at which all samples were made, and at which the clocks of the tests stand."""

from __future__ import annotations

from datetime import UTC, datetime

NOW = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)


def frozen_clock() -> datetime:
    """The time in all snapshots."""
    return NOW
