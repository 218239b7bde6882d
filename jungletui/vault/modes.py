"""`vault check --fix-perms`: this user's own files made private again, and nothing else touched.

Every mode is changed through an open descriptor, after the look at what it is a descriptor of: no
link is followed, no file or directory of another user is changed, and no file that has a name
elsewhere, too, where somebody else may have put it here by a hard link.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from jungletui.domain.failures import VaultError, VaultFault
from jungletui.vault.backups import COUNT, backup_name
from jungletui.vault.filesystem import OTHERS, OTHERS_WRITE, READ, Directory, os_refusal, release
from jungletui.vault.paths import VaultPaths
from jungletui.vault.refusals import quoted, refuse

PRIVATE_FILE, PRIVATE_DIRECTORY = 0o600, 0o700


@dataclass(frozen=True, slots=True)
class Mended:
    """What was made private, and the mode that it had."""

    path: Path
    before: int
    after: int

    @property
    def words(self) -> str:
        """The two modes."""
        return f"{self.path} was {self.before:04o} and is {self.after:04o}"


@dataclass(frozen=True, slots=True)
class Mending:
    """What was mended, and what was left alone, with the reason and what to do."""

    mended: tuple[Mended, ...]
    refused: tuple[tuple[Path, VaultError], ...]


def mend_modes(paths: VaultPaths, beside: Iterable[Path]) -> Mending:
    """Make the vault, its backups and lock, the record and the files `beside` them (with their
    locks) 0600, and a directory of theirs that others can write to 0700. What is in order, missing,
    no plain file or somebody else's stays as it is."""
    backups = [
        paths.vault.with_name(backup_name(paths.vault.name, number))
        for number in range(1, COUNT + 1)
    ]
    files = [paths.vault, paths.seen, *beside]
    locks = [path.with_name(f"{path.name}.lock") for path in files]
    names: dict[Path, list[str]] = {}
    for path in (*files, *locks, *backups):
        names.setdefault(path.parent, []).append(path.name)
    mended: list[Mended] = []
    refused: list[tuple[Path, VaultError]] = []
    for folder, ours in names.items():
        try:
            _mend_folder(folder, ours, mended, refused)
        except VaultError as error:
            refused.append((folder, error))
    return Mending(tuple(mended), tuple(refused))


def _mend_folder(
    folder: Path,
    names: list[str],
    mended: list[Mended],
    refused: list[tuple[Path, VaultError]],
) -> None:
    """The directory first: afterwards nobody else can put another file in a file's place."""
    linked = folder.is_symlink()
    real = Path(os.path.realpath(folder)) if linked else folder
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        fd = os.open(real, flags)
    except FileNotFoundError:
        return
    except OSError as error:
        raise os_refusal(error, folder) from None
    try:
        found = os.fstat(fd)
        if found.st_uid not in (os.geteuid(), 0):
            return
        if found.st_mode & OTHERS_WRITE:
            if found.st_uid != os.geteuid():
                return
            if linked:
                raise refuse(
                    VaultFault.FS,
                    f"{folder}: the directory is behind a symbolic link, and was left alone",
                    f"chmod 700 {quoted(real)}",
                )
            mended.append(_changed(fd, found, PRIVATE_DIRECTORY, folder))
        directory = Directory(fd, folder)
        for name in names:
            try:
                mended += _mend_file(directory, name, names)
            except VaultError as error:
                refused.append((folder / name, error))
    except OSError as error:
        raise os_refusal(error, folder) from None
    finally:
        release(fd)


def _mend_file(directory: Directory, name: str, names: list[str]) -> list[Mended]:
    path = directory.path / name
    try:
        fd = os.open(name, READ, dir_fd=directory.fd)
    except OSError:  # missing, a link, out of reach: opening says which, and nothing is mended
        return []
    try:
        found = os.fstat(fd)
        own = stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid()
        if not own or not found.st_mode & OTHERS:
            return []
        if found.st_nlink > _names_here(directory, found, names):
            raise refuse(
                VaultFault.FS,
                f"{path}: the file has another name elsewhere (a hard link), and was left alone",
                f"Find out whose it is (find -samefile); if it is yours: chmod 600 {quoted(path)}",
            )
        return [_changed(fd, found, PRIVATE_FILE, path)]
    except OSError as error:
        raise os_refusal(error, path) from None
    finally:
        release(fd)


def _changed(fd: int, found: os.stat_result, mode: int, path: Path) -> Mended:
    os.fchmod(fd, mode)
    return Mended(path, stat.S_IMODE(found.st_mode), mode)


def _names_here(directory: Directory, found: os.stat_result, names: list[str]) -> int:
    """How many names of ours the file has: a save that was killed leaves a vault and its newest
    backup as two names of one file, or a scratch name."""
    scratch = tuple(f".{name}." for name in names)
    count = 0
    for entry in os.scandir(directory.fd):
        if entry.name in names or entry.name.startswith(scratch):
            other = entry.stat(follow_symlinks=False)
            count += (other.st_dev, other.st_ino) == (found.st_dev, found.st_ino)
    return count
