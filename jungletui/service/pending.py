"""Failed attempts to unlock: no key is at hand then, so they wait in a plain file for the next.

Nothing in it is secret; but whoever can write the files of this user can also edit it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import msgspec

from jungletui.domain.activity import ActivityRecord
from jungletui.vault.locking import hold

LARGEST = 1 << 16
"""Some 400 attempts; more of them would only fill the disk."""
NOT_KEPT = "; more followed that were not kept"


def keep(path: Path, record: ActivityRecord, *, lockless: bool = False) -> None:
    """Add a record; `lockless` also where the file system has no locks. A disk that refuses stops
    nothing, and is said on stderr."""
    line = msgspec.json.encode(record) + b"\n"
    try:
        with _locked(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, lockless) as fd:
            if os.fstat(fd).st_size <= LARGEST:
                os.write(fd, line)
                os.fdatasync(fd)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        sys.stderr.write(f"jungletui: a failed unlock was not recorded in {path}: {reason}\n")


@contextmanager
def taken(path: Path, *, lockless: bool = False) -> Iterator[tuple[ActivityRecord, ...]]:
    """The records that wait; they are gone once the block ends without an error. A crash in
    between leaves them twice, never not at all."""
    try:
        with _locked(path, os.O_RDWR, lockless) as fd:
            data = os.pread(fd, 2 * LARGEST, 0)
            yield _records(data)
            if data:
                os.ftruncate(fd, 0)
    except FileNotFoundError:
        yield ()


def _records(data: bytes) -> tuple[ActivityRecord, ...]:
    found = []
    for line in data.splitlines():
        with suppress(msgspec.MsgspecError):
            found.append(msgspec.json.decode(line, type=ActivityRecord))
    if found and len(data) > LARGEST:
        found[-1] = replace(found[-1], detail=found[-1].detail + NOT_KEPT)
    return tuple(found)


@contextmanager
def _locked(path: Path, flags: int, lockless: bool) -> Iterator[int]:
    safe = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    fd = os.open(path, flags | safe, 0o600)
    try:
        hold(fd, lockless=lockless)
        yield fd
    finally:
        os.close(fd)
