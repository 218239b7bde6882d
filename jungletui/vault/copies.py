"""`vault backup` and `vault restore`: a copy of one's own elsewhere, and the way back from one."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from jungletui.domain.failures import VaultError, VaultFault
from jungletui.vault import strengthening
from jungletui.vault.backups import write_durably
from jungletui.vault.filesystem import (
    NO_COPY,
    NO_DIRECTORY,
    NO_VAULT,
    Directory,
    FileBytes,
    make_directory,
    opened_directory,
    os_refusal,
    read_vault_file,
)
from jungletui.vault.generations import verified
from jungletui.vault.layout import Image, parse
from jungletui.vault.memory import wiped_unless_done
from jungletui.vault.opened import OpenVault
from jungletui.vault.paths import VaultPaths
from jungletui.vault.refusals import about, refuse
from jungletui.vault.rollback import judge, recall, remember
from jungletui.vault.saving import locked, save
from jungletui.vault.slot_secrets import AnySecret
from jungletui.vault.slots import check_all, unlock

_NOT_DURABLE = (
    f"{VaultFault.DURABILITY.value}: the vault was restored, but its directory could not be "
    "synced: it may not survive a power loss"
)

_OTHER_FORMAT = (
    "Use the JungleTUI that wrote it. If this copy is meant in its place, say so with "
    "--accept-rollback; what is there now is kept beside it."
)


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was made: where, and of which generation."""

    path: Path
    generation: int


def backup_vault(paths: VaultPaths, target: Path, vault: OpenVault | None = None) -> Backup:
    """Copy the vault to the new file `target`, on the disk when this returns, read back and
    compared. With the open vault the copy is decrypted and verified first.

    Raises E_CONFLICT where there is a file already, E_FS where it cannot be written, and what is
    wrong with the vault itself: a damaged one is not copied.
    """
    with about(paths.vault):
        file = _read(paths.vault)
        image = parse(file.data)
        if vault is not None:
            vault.verify(image)
    with about(target), opened_directory(target.parent, NO_DIRECTORY) as directory:
        _write_new(directory, target, file.data)
    return Backup(target, image.header.generation)


def restore_vault(
    paths: VaultPaths, source: Path, secret: AnySecret, *, accept_rollback: bool = False
) -> OpenVault:
    """Put the copy `source` in the vault's place and open it with `secret`, which is proven first.

    What was in the place is kept: as the newest backup, or as `….damaged-TIME` where it is no
    whole vault, `….other-format-TIME` where another JungleTUI wrote it. An older generation than
    the one in place, or than the last one seen on this host, is E_ROLLBACK (or E_FORK), and another
    format in the place E_VERSION, unless `accept_rollback`; nothing is changed then. Raises
    E_CONFLICT where another vault is in the place, and as `open_with` does about the copy.
    """
    recollection = recall(paths.seen)
    with about(source):
        file = _read(source, NO_COPY)
        image = parse(file.data)
        check_all(image.header.slots)
        unlocked = unlock(image.header.slots, secret, image.header.vault_id)
        master = unlocked.master
        with wiped_unless_done(master):
            generation = verified(image, master)
            seen, state_key = generation.as_seen(master)
            notices = judge(recollection, seen, state_key, file.modified, accept_rollback)
            with about(paths.vault):
                durable = _put_in_place(paths, image, accept_rollback)
    work = strengthening.plan(unlocked, secret, image.header.vault_id)
    warning = remember(paths.seen, seen, state_key, force=True, lockless=paths.lockless)
    told = (*notices, *([] if durable else [_NOT_DURABLE]), *([warning] if warning else []))
    return OpenVault(paths, master, generation, told, work=work)


def _read(path: Path, absent: str = NO_VAULT) -> FileBytes:
    with opened_directory(path.parent, absent) as directory:
        return read_vault_file(directory, path.name, absent)


def _write_new(directory: Directory, target: Path, data: bytes) -> None:
    if os.path.lexists(target):
        raise refuse(VaultFault.CONFLICT, "there is a file already", "Name a new file.")
    try:
        write_durably(directory, target.name, data)
        whole = read_vault_file(directory, target.name).data == data
        os.fsync(directory.fd)
    except FileExistsError:
        raise refuse(VaultFault.CONFLICT, "there is a file already", "Name a new file.") from None
    except OSError as error:
        _remove(directory, target.name)
        raise os_refusal(error, target) from None
    if not whole:
        _remove(directory, target.name)
        raise refuse(
            VaultFault.FS, "the disk gave back something else than was written", "Use another disk."
        )


def _put_in_place(paths: VaultPaths, image: Image, accept_rollback: bool) -> bool:
    """Save `image` as the vault; whether that is durable."""
    name = paths.vault.name
    make_directory(paths.vault.parent)
    with (
        opened_directory(paths.vault.parent) as directory,
        locked(directory, name, lockless=paths.lockless),
    ):
        try:
            current = _current(directory, name)
        except VaultError as error:
            if error.fault is VaultFault.FORMAT:
                return _save_beside(directory, name, "damaged", image)
            if error.fault is VaultFault.VERSION and accept_rollback:
                return _save_beside(directory, name, "other-format", image)
            if error.fault is VaultFault.VERSION:
                reason = error.message.removeprefix(f"{error.fault.value}: ")
                raise refuse(error.fault, reason, _OTHER_FORMAT) from None
            raise
        if current is not None:
            _check_succession(current, image, accept_rollback)
        if current == image:
            return True
        return _save(directory, name, image, current)


def _save_beside(directory: Directory, name: str, what: str, image: Image) -> bool:
    """Save `image`, and keep what is in its place under a name that says what it is."""
    aside = f"{name}.{what}-{int(time.time())}"
    try:
        os.rename(name, aside, src_dir_fd=directory.fd, dst_dir_fd=directory.fd)
    except OSError as error:
        raise os_refusal(error, directory.path / name) from None
    try:
        return _save(directory, name, image, None)
    except BaseException:  # an interrupt leaves a vault in its place, too
        with suppress(OSError):
            os.rename(aside, name, src_dir_fd=directory.fd, dst_dir_fd=directory.fd)
        raise


def _save(directory: Directory, name: str, image: Image, previous: Image | None) -> bool:
    def check(written: Image) -> None:
        if written != image:
            raise refuse(
                VaultFault.FS,
                "the disk gave back something else than was written; what was there is in place",
                "Check the disk and the memory of this machine.",
            )

    return save(directory, name, image, previous, check)


def _current(directory: Directory, name: str) -> Image | None:
    """The vault in the place, None where there is none. Raises VaultError for a damaged one."""
    if not os.path.lexists(directory.path / name):
        return None
    return parse(read_vault_file(directory, name).data)


def _check_succession(current: Image, image: Image, accept_rollback: bool) -> None:
    here, copy = current.header, image.header
    if here.vault_id != copy.vault_id:
        raise refuse(
            VaultFault.CONFLICT,
            "the copy is of another vault than the one in this place",
            "Move the vault that is here away first, or choose another folder with --home.",
        )
    if copy.generation < here.generation and not accept_rollback:
        raise refuse(
            VaultFault.ROLLBACK,
            f"generation {copy.generation} of the copy is older than {here.generation}, which is "
            "in place",
            "Restore a newer copy. If this older one is meant, say so with --accept-rollback.",
        )


def _remove(directory: Directory, name: str) -> None:
    with suppress(OSError):
        os.unlink(name, dir_fd=directory.fd)
