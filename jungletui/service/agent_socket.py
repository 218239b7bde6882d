"""The agent's socket: made for this user alone, never beside a second agent, or inherited."""

from __future__ import annotations

import os
import socket
import stat
import struct
from collections.abc import MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jungletui.vault.locking import NO_LOCKS, hold

if TYPE_CHECKING:
    from jungletui.domain.failures import UsageError

BACKLOG = 128
LONGEST_PATH = 107  # sun_path of unix(7), less its final zero
FIRST_PASSED = 3  # sd_listen_fds(3)
PEER = struct.Struct("3i")  # struct ucred of unix(7)
LOCAL_PEERCRED, XUCRED_SIZE = 1, 76  # getsockopt of macOS's unix(4)
WITHOUT_LOCKS = "Choose a --home on a local file system, or start it with --no-lock."


class Listening(NamedTuple):
    """An open socket, and the lock file that is held as long as it is ours; `lock` is None for a
    socket that systemd made and keeps."""

    socket: socket.socket
    path: Path
    lock: int | None


def inherited(environ: MutableMapping[str, str]) -> socket.socket | None:
    """The socket that systemd passed to this very process, None without one. Takes the variables
    away. UsageError where there is more than one, or no listening Unix socket."""
    ours = environ.pop("LISTEN_PID", "") == str(os.getpid())
    count = environ.pop("LISTEN_FDS", "")
    environ.pop("LISTEN_FDNAMES", None)
    if not ours or not count:
        return None
    if count != "1":
        raise _refused("The agent takes one socket.", "Give its socket unit one ListenStream=.")
    passed = socket.socket(fileno=FIRST_PASSED)
    passed.set_inheritable(False)
    if passed.family != socket.AF_UNIX or not passed.getsockopt(
        socket.SOL_SOCKET, socket.SO_ACCEPTCONN
    ):
        raise _refused("The socket that was passed is no listening Unix socket.", "See the unit.")
    return passed


def listen(path: Path, lockless: bool = False) -> Listening:
    """A new socket at `path`, in a directory for this user alone; what an agent that was killed
    left there is replaced. UsageError where an agent runs already, or where the place is not
    safe, or has no locks and `lockless` does not allow that."""
    if len(os.fsencode(path)) > LONGEST_PATH:
        raise _refused(f"{path} is too long for a socket.", "Choose a shorter --home.")
    try:
        _make_directory(path.parent)
        lock = _lock(path, lockless)
        _remove_stale(path)
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(os.fspath(path))
        path.chmod(0o600)
        listening.listen(BACKLOG)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        remedy = WITHOUT_LOCKS if error.errno in NO_LOCKS else "See --home."
        raise _refused(f"{path}: no socket can be made there: {reason}", remedy) from None
    return Listening(listening, path, lock)


def remove(listening: Listening) -> None:
    """Take the socket away again, unless it is systemd's."""
    listening.socket.close()
    if listening.lock is not None:
        listening.path.unlink(missing_ok=True)
        os.close(listening.lock)


def peer_uid(connection: socket.socket) -> int:
    """The user at the other end, as the kernel knows him."""
    if hasattr(socket, "SO_PEERCRED"):
        found = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, PEER.size)
        uid: int = PEER.unpack(found)[1]
        return uid
    found = connection.getsockopt(0, LOCAL_PEERCRED, XUCRED_SIZE)
    return int.from_bytes(found[4:8], "little")


def peer_pid(connection: socket.socket) -> int:
    """The process at the other end; 0 where the kernel does not tell."""
    if not hasattr(socket, "SO_PEERCRED"):
        return 0
    found = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, PEER.size)
    pid: int = PEER.unpack(found)[0]
    return pid


def _refused(message: str, remedy: str) -> UsageError:
    """The error, whose class is not worth its memory where all goes well."""
    from jungletui.domain.failures import UsageError  # noqa: PLC0415

    return UsageError(message, remedy)


def _make_directory(directory: Path) -> None:
    directory.mkdir(0o700, parents=True, exist_ok=True)
    status = directory.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
        raise _refused(f"{directory} is no directory of this user.", "Choose another --home.")
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise _refused(
            f"{directory} can be entered by others.", f"chmod 700 {directory}, then start again."
        )


def _lock(path: Path, lockless: bool) -> int:
    """Hold the lock file beside the socket; it is let go when the process ends, however it does.
    Where there are no locks, whether an agent answers there decides."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    lock = os.open(path.with_suffix(".lock"), flags, 0o600)
    try:
        taken = not hold(lock, wait=False, lockless=lockless) and _is_answered(path)
    except BlockingIOError:
        taken = True
    if taken:
        os.close(lock)
        raise _refused(
            f"An agent is running already: {path}", "`jungletui agent status` tells of it."
        )
    return lock


def _is_answered(path: Path) -> bool:
    """Whether a process listens at the socket."""
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(os.fspath(path))
        except OSError:
            return False
    return True


def _remove_stale(path: Path) -> None:
    """The lock is ours, so whatever socket is there belongs to nobody."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(status.st_mode):
        raise _refused(f"{path} is there and is no socket.", "Move it away.")
    path.unlink()
