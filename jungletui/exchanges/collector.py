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
SELDOM = 5_000
"""New objects before the young ones are looked at, instead of Python's 700: one answer makes as
many, all of which its reader still holds."""
YOUNG = gc.get_threshold()[0]
MIDDLE, OLD = gc.get_threshold()[1:]
"""Collections of one generation before one of the next older, as Python has it."""
SOON = 2
"""The same for the middle one while the young ones are many: ten of them are 15 ms."""
_users: set[object] = set()


@contextmanager
def only_young() -> Iterator[None]:
    """Meanwhile the collector looks at nothing but what is new."""
    user = object()
    _users.add(user)
    gc.set_threshold(SELDOM, SOON, NEVER)
    try:
        yield
    finally:
        _users.discard(user)
        if not _users:
            gc.set_threshold(YOUNG, MIDDLE, OLD)


@contextmanager
def to_stay() -> Iterator[None]:
    """For loading what stays: the same, and what is there afterwards it never looks at again."""
    with only_young():
        try:
            yield
        finally:
            gc.freeze()
