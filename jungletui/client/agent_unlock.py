"""Unlocking the agent: it is lent descriptors, and what is typed or read passes it by here."""

from __future__ import annotations

import os
import signal
import stat
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from jungletui.client.agent import connect_to, request, wait_for_end
from jungletui.client.launch import check_open
from jungletui.domain.failures import LockedError, UsageError

TERMINAL = "/dev/tty"


def unlock_agent(path: str, passphrase_fd: int | None, passphrase_file: str | None) -> Any:
    """Let the agent at `path` open its vault: with the descriptor, with the file, or by asking on
    the terminal of this process. Its state. UsageError without an agent, LockedError without a
    source, OSError or ValueError where the agent fails."""
    try:
        connection = connect_to(path)
    except OSError as error:
        raise no_agent(path, error) from None
    try:
        with connection, _lent(passphrase_fd, passphrase_file) as lent:
            try:
                return request(connection, "agent_unlock", lent)
            except KeyboardInterrupt:
                wait_for_end(connection)
                raise
    except (OSError, ValueError) as error:
        raise no_agent(path, error) from None


def no_agent(path: str, error: Exception) -> UsageError:
    """What to say where no agent answers."""
    reason = getattr(error, "strerror", None) or str(error)
    return UsageError(f"No agent answers at {path} ({reason}).", "`jungletui agent start`")


@contextmanager
def _lent(passphrase_fd: int | None, passphrase_file: str | None) -> Iterator[dict[str, int]]:
    if passphrase_fd is not None:
        check_open(passphrase_fd)
        yield {"passphrase": passphrase_fd}
        return
    if passphrase_file is not None:
        descriptor = _open_file(passphrase_file)
        try:
            yield {"passphrase": descriptor}
        finally:
            os.close(descriptor)
        return
    try:
        terminal = os.open(TERMINAL, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:  # the agent may still find a source of its own
        yield {}
        return
    try:
        with _kept(terminal):
            yield {"terminal": terminal}
    finally:
        os.close(terminal)


@contextmanager
def _kept(terminal: int) -> Iterator[None]:
    """The terminal as it was, whatever becomes of the agent; not stopped while it asks there, as
    the shell would then get what is typed."""
    before = termios.tcgetattr(terminal)
    stop = signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGTSTP, stop)
        with suppress(termios.error):
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _open_file(path: str) -> int:
    """A private file of this user, opened for the agent, which may not see it itself."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise LockedError(
            f"{path}: cannot be read ({reason})", "Name a file of your own."
        ) from None
    status = os.fstat(descriptor)
    private = stat.S_ISREG(status.st_mode) and not stat.S_IMODE(status.st_mode) & 0o077
    if not private or status.st_uid != os.geteuid():
        os.close(descriptor)
        raise LockedError(f"{path} is no private file of this user", f"chmod 600 {path}")
    return descriptor
