"""The five older generations beside a vault: kept by hard links, named when it is damaged."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from jungletui.domain.failures import VaultError
from jungletui.vault.filesystem import Directory, opened_directory, read_vault_file
from jungletui.vault.layout import parse
from jungletui.vault.refusals import accepting, quoted

COUNT = 5

# What file systems without hard links say: FAT and FUSE, some network mounts, too many links.
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS)


def backup_name(name: str, number: int) -> str:
    """The name of a backup; 1 is the newest."""
    return f"{name}.bak.{number}"


def keep_backup(directory: Directory, name: str, scratch: str, current: bytes) -> None:
    """Keep the vault as backup 1 and move the older ones on. Raises OSError.

    Links and renames, so that a backup exists at every moment; `current` (the vault's bytes) is
    copied where the file system has no links. `scratch` is a free name in the directory.
    """
    fd = directory.fd
    try:
        os.link(name, scratch, src_dir_fd=fd, dst_dir_fd=fd, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        write_durably(directory, scratch, current)
    for number in range(COUNT - 1, 0, -1):
        older = backup_name(name, number + 1)
        try:
            os.rename(backup_name(name, number), older, src_dir_fd=fd, dst_dir_fd=fd)
        except FileNotFoundError:
            continue
    os.rename(scratch, backup_name(name, 1), src_dir_fd=fd, dst_dir_fd=fd)


def write_durably(directory: Directory, name: str, data: bytes) -> None:
    """Write a new private file and wait until the disk has it. Raises OSError; after a failed
    fsync the same descriptor is never tried again, since the kernel may call its pages clean."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    fd = os.open(name, flags, 0o600, dir_fd=directory.fd)
    try:
        os.fchmod(fd, 0o600)
        _reserve(fd, len(data))
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(fd, rest) :]
        os.fsync(fd)
    finally:
        os.close(fd)


def restore_remedy(path: Path) -> str:
    """What to do about a damaged vault: put the newest backup that looks whole in its place."""
    for number in range(1, COUNT + 1):
        name = backup_name(path.name, number)
        if _looks_whole(path, name):
            backup = path.with_name(name)
            return f"Restore the newest backup: {accepting(quoted(backup))}."
    return "No backup beside it looks whole: restore the file from a copy of your own."


def _looks_whole(path: Path, name: str) -> bool:
    try:
        with opened_directory(path.parent) as directory:
            backup = directory.path / name
            if path.exists() and backup.exists() and backup.samefile(path):
                return False
            parse(read_vault_file(directory, name).data)
    except (VaultError, OSError):
        return False
    return True


def _reserve(fd: int, length: int) -> None:
    """Have a full disk say so before anything is written, where the system can."""
    if not hasattr(os, "posix_fallocate"):
        return
    try:
        os.posix_fallocate(fd, 0, length)
    except OSError as error:
        if error.errno not in (errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS):
            raise
