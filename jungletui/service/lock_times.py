"""How long a vault stays open: the `[lock]` table of the configuration."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from jungletui.domain.failures import UsageError

LONGEST = 8 * 3600
"""No configuration keeps a vault open for longer."""
UNITS = {"s": 1, "m": 60, "h": 3600}


@dataclass(frozen=True, slots=True)
class LockTimes:
    """Seconds: without a request until a private service locks, the same for an agent, and how
    long an agent stays open whatever is asked of it."""

    idle: int = 10 * 60
    agent_idle: int = 3600
    agent_max: int = LONGEST


def read_lock_times(table: Any) -> LockTimes:
    """The times in `table`, the defaults for what is not there. UsageError for an unknown name or
    for no time from one second to eight hours."""
    if not isinstance(table, dict):
        raise _refused("lock is not a table")
    unknown = sorted(set(table) - {"idle", "agent_idle", "agent_max"})
    if unknown:
        raise _refused(f"lock knows no {unknown[0]!r}")
    return LockTimes(**{name: _seconds(name, value) for name, value in table.items()})


def _seconds(name: str, value: Any) -> int:
    found = re.fullmatch(r"([1-9]\d{0,5})([smh])", value) if isinstance(value, str) else None
    if found is None:
        raise _refused(f'lock.{name} is no time such as "90s", "10m" or "8h"')
    seconds = int(found[1]) * UNITS[found[2]]
    if seconds > LONGEST:
        raise _refused(f"lock.{name} is longer than eight hours")
    return seconds


def _refused(reason: str) -> UsageError:
    return UsageError(reason, "Correct the configuration file or move it away.")
