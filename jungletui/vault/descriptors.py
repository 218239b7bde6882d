"""Reading a passphrase from a file descriptor into memory that can be wiped."""

from __future__ import annotations

import os
import select
import time

from jungletui.domain.failures import LockedError
from jungletui.vault.memory import wipe
from jungletui.vault.passphrases import LONGEST

# One line end more than the longest passphrase, and one byte more to notice a longer one.
_ROOM = LONGEST + 3


DESCRIPTOR_SECONDS = 120.0
"""How long `--passphrase-fd` waits: long enough for a person behind a pipe, not for ever."""


def read_line(fd: int, deadline: float | None = None) -> bytearray:
    """Read until a read ends in a newline: the writer may keep a pipe or a terminal open. The
    caller wipes it. Raises OSError, TimeoutError at `deadline` (a `time.monotonic()`)."""
    return _read(fd, deadline, stop_at_newline=True)


def read_all(fd: int, deadline: float | None = None) -> bytearray:
    """Read to the end, or until it is longer than a passphrase; the caller wipes it.

    `deadline` is a `time.monotonic()`; raises TimeoutError when it passes, OSError as read does.
    """
    return _read(fd, deadline, stop_at_newline=False)


def read_descriptor(fd: int) -> bytearray:
    """The line of `--passphrase-fd`, line end included; closes `fd`. Raises LockedError."""
    try:
        return read_line(fd, time.monotonic() + DESCRIPTOR_SECONDS)
    except TimeoutError:
        raise LockedError(
            f"descriptor {fd} of --passphrase-fd gave no line within {DESCRIPTOR_SECONDS:.0f} s",
            "Let the supervisor write the passphrase and a newline, or close the pipe.",
        ) from None
    except OSError as error:
        raise LockedError(
            f"descriptor {fd} of --passphrase-fd cannot be read ({os.strerror(error.errno or 0)})",
            "Open it for reading and let the program inherit it.",
        ) from None
    finally:
        _close(fd)


def _read(fd: int, deadline: float | None, stop_at_newline: bool) -> bytearray:
    # readv fills memory of ours: no copy stays behind in an immutable object.
    buffer = bytearray(_ROOM)
    length = 0
    try:
        while length < _ROOM:
            _wait(fd, deadline)
            with memoryview(buffer) as view, view[length:] as free:
                count = os.readv(fd, [free])
            length += count
            at_newline = buffer[length - 1 : length] == b"\n"
            if count == 0 or (stop_at_newline and at_newline):
                break
        return buffer[:length]
    finally:
        wipe(buffer)


def _wait(fd: int, deadline: float | None) -> None:
    if deadline is None:
        return
    left = max(0.0, deadline - time.monotonic())
    if not select.select([fd], [], [], left)[0]:
        raise TimeoutError


def _close(fd: int) -> None:
    try:
        os.close(fd)
    except OSError:
        return
