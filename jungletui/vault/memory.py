"""Memory that can be wiped: one locked page for the master key, bytearrays for the rest."""

from __future__ import annotations

import ctypes
import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

KEY_LENGTH = 32
_ZEROS = bytes(1 << 16)


def wipe(buffer: bytearray | memoryview) -> None:
    """Overwrite a buffer of our own with zeros. Copies that Python made of it stay."""
    length = len(buffer)
    if length <= len(_ZEROS):
        buffer[:] = bytes(length)
        return
    with memoryview(buffer) as view:  # without a second buffer of zeros that is as large
        for start in range(0, length, len(_ZEROS)):
            part = view[start : start + len(_ZEROS)]
            part[:] = _ZEROS[: len(part)]


@contextmanager
def wiped_unless_done(key: LockedKey) -> Iterator[None]:
    """Whoever gets the key in the end wipes it; where the block fails or is interrupted, nobody
    gets it, and it is wiped here."""
    try:
        yield
    except BaseException:  # an interrupt leaves no key behind either
        key.wipe()
        raise


class LockedKey:
    """A key on a page of its own: not swapped, not in core dumps, wiped on request. It has 32
    bytes where nothing else is said.

    Locking is best effort: a system that refuses `mlock` or `MADV_DONTDUMP` still gets a key
    that can be wiped. `locked` says whether the page is kept out of swap.
    """

    __slots__ = ("_page", "_view", "locked")

    def __init__(self, length: int = KEY_LENGTH) -> None:
        self._page = mmap.mmap(-1, mmap.PAGESIZE)
        if hasattr(mmap, "MADV_DONTDUMP"):
            self._page.madvise(mmap.MADV_DONTDUMP)
        self.locked = _lock(self._page)
        self._view: memoryview | None = memoryview(self._page)[:length]

    @classmethod
    def holding(cls, key: bytes | bytearray | memoryview, length: int = KEY_LENGTH) -> LockedKey:
        """A locked copy of `key`, which must be `length` bytes; the caller wipes its own."""
        locked = cls(length)
        locked.view[:] = key
        return locked

    @property
    def view(self) -> memoryview:
        """The key itself. Raises ValueError once it was wiped."""
        if self._view is None:
            raise ValueError("the key was wiped")
        return self._view

    def wipe(self) -> None:
        """Zero the page and give it back; a second call does nothing."""
        if self._view is None:
            return
        wipe(self._view)
        self._view.release()
        self._view = None
        self._page.close()

    def __repr__(self) -> str:
        return "LockedKey(•••)"

    def __reduce__(self) -> str:
        raise TypeError("a LockedKey cannot be pickled or copied")


def _lock(page: mmap.mmap) -> bool:
    try:
        mlock = _libc().mlock
        first = ctypes.c_char.from_buffer(page)
        outcome = mlock(ctypes.c_void_p(ctypes.addressof(first)), ctypes.c_size_t(len(page)))
    except (OSError, AttributeError):
        return False
    return bool(outcome == 0)


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None)
