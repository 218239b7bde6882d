"""Opening files and directories that must be ours alone; each refusal names its mending command.

Every function raises VaultError E_FS for what the file system or its modes refuse.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from jungletui.domain.failures import VaultError, VaultFault
from jungletui.vault.layout import check_size
from jungletui.vault.refusals import quoted, refuse

READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
OTHERS = 0o077
OTHERS_WRITE = 0o022
NO_VAULT = "Make a vault first: jungletui init"
NO_DIRECTORY = "Make the directory first (mkdir -m 700), or name another."
NO_COPY = "Name a copy that is there: `jungletui vault check` lists the backups."
MENDED_BY_US = " (or let `jungletui vault check --fix-perms` do it, with the --home of before)"
"""What a remedy adds where a mode of the vault's own files is wrong."""


@dataclass(frozen=True, slots=True)
class Directory:
    """An open directory: names are looked up in `fd`, so that nobody can swap it underneath."""

    fd: int
    path: Path


@dataclass(frozen=True, slots=True)
class FileBytes:
    """A file as it was read: its bytes and when they were last changed (seconds since 1970)."""

    data: bytes
    modified: float


@contextmanager
def opened_directory(path: Path, absent: str = NO_VAULT) -> Iterator[Directory]:
    """The directory `path`, checked to be writable by nobody but its owner. `absent` is the remedy
    where there is none; any but NO_VAULT says that it is not the vault's own."""
    real = Path(os.path.realpath(path))
    try:
        fd = os.open(real, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        raise missing(path, absent) from None
    except OSError as error:
        raise os_refusal(error, path) from None
    try:
        _check_directory(status_of(fd, real), real, _mended_by(absent))
        yield Directory(fd, real)
    finally:
        release(fd)


def make_directory(path: Path) -> None:
    """Make `path` and its missing parents, 0700 whatever the umask says."""
    absent = []
    current = Path(os.path.realpath(path))
    while not current.exists():
        absent.append(current)
        current = current.parent
    try:
        for directory in reversed(absent):
            directory.mkdir(0o700)
            directory.chmod(0o700)
            _sync_directory(directory.parent)
    except OSError as error:
        raise os_refusal(error, path) from None


def read_vault_file(directory: Directory, name: str, absent: str = NO_VAULT) -> FileBytes:
    """The bytes of a vault file. Raises E_FS for what is no private file of ours (`absent` as for
    `opened_directory`), E_FORMAT for a size that no vault has, before anything is read."""
    fd = open_private(directory, name, absent)
    try:
        found = os.fstat(fd)
        check_size(found.st_size)
        data = _read(fd, found.st_size + 1)
    except OSError as error:
        raise os_refusal(error, directory.path / name) from None
    finally:
        release(fd)
    if len(data) != found.st_size:
        raise refuse(VaultFault.FORMAT, "the file changed its length while it was read")
    return FileBytes(data, found.st_mtime)


def open_private(directory: Directory, name: str, absent: str = NO_VAULT) -> int:
    """A descriptor of a regular file that only we can read. Never follows a link, never waits."""
    path = directory.path / name
    try:
        fd = os.open(name, READ, dir_fd=directory.fd)
    except FileNotFoundError:
        raise missing(path, absent) from None
    except OSError as error:
        raise os_refusal(error, path) from None
    try:
        check_private(status_of(fd, path), path, _mended_by(absent))
    except VaultError:
        release(fd)
        raise
    return fd


def release(fd: int) -> None:
    """Close what nothing was written through: its close has nothing to say about our data."""
    with suppress(OSError):
        os.close(fd)


def status_of(fd: int, path: Path) -> os.stat_result:
    """What the system says of an open file. Raises E_FS."""
    try:
        return os.fstat(fd)
    except OSError as error:
        raise os_refusal(error, path) from None


def check_private(found: os.stat_result, path: Path, mended_by: str = "") -> None:
    """Raise E_FS unless this is a regular file of ours that nobody else can read or write;
    `mended_by` goes behind the remedy for its mode."""
    if not stat.S_ISREG(found.st_mode):
        raise refuse(
            VaultFault.FS,
            f"{path}: this is no regular file",
            "A regular file of yours belongs there.",
        )
    if found.st_uid != os.geteuid():
        raise refuse(
            VaultFault.FS,
            f"{path}: the file belongs to user {found.st_uid}, not to {os.geteuid()}",
            f"If it is yours: chown {os.geteuid()} {quoted(path)}",
        )
    if found.st_mode & OTHERS:
        raise refuse(
            VaultFault.FS,
            f"{path}: other users have access (mode {stat.S_IMODE(found.st_mode):04o})",
            f"chmod 600 {quoted(path)}{mended_by}",
        )


def _mended_by(absent: str) -> str:
    return MENDED_BY_US if absent == NO_VAULT else ""


def missing(path: Path, remedy: str = NO_VAULT) -> VaultError:
    """The error for a file or directory that is not there."""
    return refuse(VaultFault.FS, f"{path}: there is no such file", remedy)


def os_refusal(error: OSError, path: Path) -> VaultError:
    """The error for what the operating system refused."""
    number = error.errno or 0
    remedy = _REMEDIES.get(number, "See what is wrong with the file system, then try again.")
    return refuse(
        VaultFault.FS,
        f"{path}: {os.strerror(number)} ({errno.errorcode.get(number, number)})",
        remedy,
    )


def _check_directory(found: os.stat_result, path: Path, mended_by: str) -> None:
    if found.st_uid not in (os.geteuid(), 0):
        raise refuse(
            VaultFault.FS,
            f"{path}: the directory belongs to user {found.st_uid}",
            f"If it is yours: chown {os.geteuid()} {quoted(path)}",
        )
    if found.st_mode & OTHERS_WRITE:
        raise refuse(
            VaultFault.FS,
            f"{path}: other users can write to the directory "
            f"(mode {stat.S_IMODE(found.st_mode):04o})",
            f"chmod 700 {quoted(path)}{mended_by}",
        )


def _read(fd: int, most: int) -> bytes:
    pieces = []
    while most > 0 and (piece := os.read(fd, most)):
        pieces.append(piece)
        most -= len(piece)
    return b"".join(pieces)


def _sync_directory(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


_REMEDIES = {
    errno.ELOOP: "The path is a symbolic link: name the file that it points to.",
    errno.ENXIO: "A regular file of yours belongs there.",
    errno.ENOSPC: "The disk is full: free some space, then try again.",
    errno.EDQUOT: "The disk quota is used up: free some space, then try again.",
    errno.EACCES: "Give yourself access to the file and its directory (chmod, chown).",
    errno.EROFS: "The file system is read-only: mount it writable.",
    errno.EIO: "The disk reports errors: look at the kernel's log before anything else.",
}
