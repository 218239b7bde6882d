"""Python's collector of garbage, kept from holding up everybody.

It stops all threads while it looks at everything that is there: a second for the markets of ten
exchanges, a quarter of one for the readings of some hundred keys that are under way. Nearly nothing
of that is garbage.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

NEVER = 1_000_000
OLD = gc.get_threshold()[2]
"""Collections of the middle generation before one of the oldest, as Python has it."""
_users: set[object] = set()


@contextmanager
def only_young() -> Iterator[None]:
    """Meanwhile the collector looks at nothing but what is new."""
    user = object()
    _users.add(user)
    _set(NEVER)
    try:
        yield
    finally:
        _users.discard(user)
        if not _users:
            _set(OLD)


@contextmanager
def to_stay() -> Iterator[None]:
    """For loading what stays: the same, and what is there afterwards it never looks at again."""
    with only_young():
        try:
            yield
        finally:
            gc.freeze()


def _set(old: int) -> None:
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, old)
