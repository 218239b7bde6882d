"""Saving so that every moment leaves the old vault or the new one, whole: section 8 of
docs/vault-format.md."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from jungletui.domain.failures import VaultFault
from jungletui.vault.backups import keep_backup, write_durably
from jungletui.vault.filesystem import (
    MENDED_BY_US,
    Directory,
    check_private,
    missing,
    os_refusal,
    read_vault_file,
    release,
    status_of,
)
from jungletui.vault.layout import Image, parse, serialise
from jungletui.vault.locking import NO_LOCKS, hold
from jungletui.vault.refusals import refuse

LOCK_DEADLINE = 20.0
LOCK_PAUSE = 0.005
STALE_AGE = 3600.0

WAY_ROUND_LOCKS = (
    "Keep the vault on a local file system. Or say --no-lock (for an agent: `jungletui agent start "
    "--no-lock`) and let one program save at a time: then only a file that changed before the new "
    "one takes its place is noticed (E_CONFLICT)."
)

Check = Callable[[Image], None]


@contextmanager
def locked(
    directory: Directory, name: str, deadline: float = LOCK_DEADLINE, *, lockless: bool = False
) -> Iterator[bool]:
    """Hold the vault's lock file, from before it is read until after it is saved; whether it is.

    `flock`, since POSIX locks vanish with any descriptor of the file; it ends with the process.
    Raises E_CONFLICT when another program keeps it for `deadline` seconds. Where the file system
    has no locks it is E_FS, or with `lockless` nothing is held.
    """
    lock = f"{name}.lock"
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        fd = os.open(lock, flags, 0o600, dir_fd=directory.fd)
    except OSError as error:
        raise os_refusal(error, directory.path / lock) from None
    try:
        path = directory.path / lock
        check_private(status_of(fd, path), path, MENDED_BY_US)
        yield _wait_for_lock(fd, path, deadline, lockless)
    finally:
        release(fd)


def save(
    directory: Directory, name: str, image: Image, previous: Image | None, check: Check
) -> bool:
    """Put `image` in the place of `previous` (None: there must be no vault yet), under the lock.

    `check` decrypts what was read back from the disk and raises if it is not what was meant.
    True when the new vault is durable; False when it is in place but its directory could not be
    synced. Raises E_CONFLICT if the file is not `previous`, E_FS for what the disk refused: the
    old vault is then untouched.
    """
    temporary = _scratch_name(name)
    backup = _scratch_name(name)
    try:
        _write_and_verify(directory, temporary, image, check)
        check_unchanged(directory, name, previous)
        if previous is not None:
            keep_backup(directory, name, backup, serialise(previous))
        os.rename(temporary, name, src_dir_fd=directory.fd, dst_dir_fd=directory.fd)
    except OSError as error:
        raise os_refusal(error, directory.path / name) from None
    finally:
        for leftover in (temporary, backup):
            with suppress(OSError):
                os.unlink(leftover, dir_fd=directory.fd)
    try:
        os.fsync(directory.fd)
    except OSError:
        return False
    _remove_stale(directory, name)
    return True


def check_unchanged(directory: Directory, name: str, previous: Image | None) -> None:
    """Raise E_CONFLICT unless the file is still `previous`: the last writer never wins."""
    if previous is None:
        if _exists(directory, name):
            raise refuse(
                VaultFault.CONFLICT, "there is a vault already", "Open it, or name another place."
            )
        return
    if not _exists(directory, name):
        raise missing(directory.path / name)
    found = parse(read_vault_file(directory, name).data)
    same = (found.header.generation, found.file_mac) == (
        previous.header.generation,
        previous.file_mac,
    )
    if not same:
        raise refuse(VaultFault.CONFLICT, "another program changed it meanwhile")


def _write_and_verify(directory: Directory, name: str, image: Image, check: Check) -> None:
    data = serialise(image)
    write_durably(directory, name, data)
    check(parse(read_vault_file(directory, name).data))


def _wait_for_lock(fd: int, path: Path, deadline: float, lockless: bool) -> bool:
    end = time.monotonic() + deadline
    while True:
        try:
            return hold(fd, wait=False, lockless=lockless)
        except BlockingIOError:
            if time.monotonic() >= end:
                raise refuse(
                    VaultFault.CONFLICT,
                    f"another program has been saving for {deadline:.0f} s",
                    "Wait for the other JungleTUI, or end it; nothing was written.",
                ) from None
            time.sleep(LOCK_PAUSE)
        except OSError as error:
            if error.errno in NO_LOCKS:
                raise refuse(
                    VaultFault.FS,
                    f"{path}: this file system has no locks, so that two programs could overwrite "
                    "each other",
                    WAY_ROUND_LOCKS,
                ) from None
            raise os_refusal(error, path) from None


def _remove_stale(directory: Directory, name: str) -> None:
    """Remove what saves that were killed over an hour ago left behind; failing to is harmless."""
    with suppress(OSError):
        for entry in os.scandir(directory.fd):
            if not (entry.name.startswith(f".{name}.") and entry.name.endswith(".tmp")):
                continue
            if time.time() - entry.stat(follow_symlinks=False).st_mtime > STALE_AGE:
                os.unlink(entry.name, dir_fd=directory.fd)


def _scratch_name(name: str) -> str:
    return f".{name}.{os.urandom(8).hex()}.tmp"


def _exists(directory: Directory, name: str) -> bool:
    try:
        os.lstat(name, dir_fd=directory.fd)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise os_refusal(error, directory.path / name) from None
    return True
