"""`vault check`: one row for everything that can be wrong with a vault's files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from jungletui.domain.documents import DoctorRow
from jungletui.domain.failures import VaultError, VaultFault
from jungletui.vault.backups import COUNT, backup_name, restore_remedy
from jungletui.vault.filesystem import (
    MENDED_BY_US,
    check_private,
    opened_directory,
    read_vault_file,
)
from jungletui.vault.host_memory import free_memory_kib
from jungletui.vault.kdf import check_limits, check_room, parameters_of
from jungletui.vault.layout import HEADER_SIZE, MAC_SIZE, Image, parse
from jungletui.vault.opened import OpenVault
from jungletui.vault.paths import VaultPaths
from jungletui.vault.refusals import about, accepting, quoted
from jungletui.vault.rollback import recall
from jungletui.vault.slot_layout import Slot, SlotType
from jungletui.vault.slots import BOUND_TO_A_HOST, infos
from jungletui.vault.weak_slots import weak_among

OK, WARNING, ERROR, UNKNOWN = "ok", "warning", "error", "unknown"


def check_vault(paths: VaultPaths, vault: OpenVault | None = None) -> tuple[DoctorRow, ...]:
    """Look at the vault's directory, file, slots, contents, record and backups; write nothing.

    With the open vault the contents and the backups are decrypted and verified; without it they
    are checked in form only, and say so. Nothing is raised: what is wrong is in the rows.
    """
    rows = [_directory(paths)]
    try:
        image = _read(paths, paths.vault.name)
    except VaultError as error:
        rows.append(_row("file", error))
        return (*rows, *_backups(paths, None, vault))
    header = image.header
    size = HEADER_SIZE + header.payload_len + MAC_SIZE
    rows.append(
        DoctorRow("file", OK, f"{paths.vault}: generation {header.generation}, {size} bytes", "")
    )
    rows.extend(_slots(header.slots))
    rows.append(_contents(paths, image, vault))
    rows.append(_record(paths, image))
    rows.append(_lock(paths))
    return (*rows, *_backups(paths, image, vault))


def _directory(paths: VaultPaths) -> DoctorRow:
    try:
        with opened_directory(paths.vault.parent) as directory:
            return DoctorRow("directory", OK, str(directory.path), "")
    except VaultError as error:
        return _row("directory", error)


def _slots(slots: tuple[Slot, ...]) -> Iterator[DoctorRow]:
    free = free_memory_kib()
    for slot, info in zip(slots, infos(slots), strict=True):
        name = f"slot {info.slot_id[:8]}"
        detail = f"{info.type}: {info.note}" if info.note else info.type
        try:
            if slot.type is SlotType.PASSPHRASE:
                check_limits(parameters_of(slot))
                check_room(parameters_of(slot), free)
        except VaultError as error:
            yield DoctorRow(name, ERROR, f"{detail}: {error.message}", error.remedy)
        else:
            yield DoctorRow(name, OK, detail, "")
    if all(slot.type in BOUND_TO_A_HOST for slot in slots):
        yield DoctorRow(
            "slots",
            ERROR,
            "only this machine opens the vault",
            "Add a passphrase or recovery code.",
        )
    elif all(slot.type is not SlotType.RECOVERY_CODE for slot in slots):
        yield DoctorRow("slots", WARNING, "there is no recovery code", "Add one: vault add-slot.")


def _contents(paths: VaultPaths, image: Image, vault: OpenVault | None) -> DoctorRow:
    if vault is None:
        return DoctorRow(
            "contents", UNKNOWN, "locked: checked in form only", "Unlock it, then check again."
        )
    try:
        with about(paths.vault, lambda: restore_remedy(paths.vault)):
            vault.verify(image)
    except VaultError as error:
        return _row("contents", error)
    return DoctorRow("contents", OK, "every byte is authentic, every key can be read", "")


def _record(paths: VaultPaths, image: Image) -> DoctorRow:
    """What the record claims; opening the vault has checked whether that is authentic."""
    header = image.header
    recollection = recall(paths.seen)
    if recollection.warning:
        return DoctorRow(
            "record", WARNING, recollection.warning, "Unlock the vault: it is renewed."
        )
    row = recollection.records.get(header.vault_id.hex())
    seen = row.get("generation") if isinstance(row, dict) else None
    if not isinstance(seen, int):
        return DoctorRow(
            "record",
            WARNING,
            f"{paths.seen}: this host has no record of the vault, so that an older copy in its "
            "place would not be noticed",
            "Unlock the vault once: it is then recorded.",
        )
    if seen > header.generation:
        return DoctorRow(
            "record",
            ERROR,
            f"E_ROLLBACK: the file is generation {header.generation}, {seen} was seen here",
            f"Put the newer file back, or accept this one: {accepting(quoted(paths.vault))}.",
        )
    return DoctorRow("record", OK, f"generation {seen} was the last one seen here", "")


def _lock(paths: VaultPaths) -> DoctorRow:
    path = paths.vault.with_name(f"{paths.vault.name}.lock")
    try:
        check_private(os.lstat(path), path, MENDED_BY_US)
    except FileNotFoundError:
        return DoctorRow("lock file", OK, "none yet", "")
    except VaultError as error:
        return _row("lock file", error)
    return DoctorRow("lock file", OK, str(path), "")


def _backups(
    paths: VaultPaths, image: Image | None, vault: OpenVault | None
) -> Iterator[DoctorRow]:
    found = False
    for number in range(1, COUNT + 1):
        name = backup_name(paths.vault.name, number)
        path = paths.vault.with_name(name)
        if not os.path.lexists(path):
            continue
        found = True
        try:
            backup = _read(paths, name)
        except VaultError as error:
            yield _bad_backup(number, path, error)
        else:
            yield _backup(number, path, backup, (image, vault))
    if not found:
        yield DoctorRow(
            "backups",
            WARNING,
            "there is no backup beside the vault yet",
            "The next save makes one.",
        )


def _backup(
    number: int, path: Path, backup: Image, present: tuple[Image | None, OpenVault | None]
) -> DoctorRow:
    """One backup beside what is there now: the vault's file, and the open vault."""
    image, vault = present
    name = f"backup {number}"
    words = f"generation {backup.header.generation}"
    if weak_among(backup.header.slots):
        return DoctorRow(
            name, WARNING, f"{words}: its passphrase is easy to guess", f"rm {quoted(path)}"
        )
    if image is not None and backup.header.vault_id != image.header.vault_id:
        return DoctorRow(name, WARNING, f"{words} of another vault", "Move it elsewhere.")
    if image is not None and backup.header.mk_epoch != image.header.mk_epoch:
        return DoctorRow(
            name,
            OK,
            f"{words}, from before the master key was renewed: opens with its old slots",
            "",
        )
    if vault is None:
        return DoctorRow(name, OK, f"{words}, checked in form only", "")
    try:
        with about(path):
            vault.verify(backup)
    except VaultError as error:
        return _bad_backup(number, path, error)
    return DoctorRow(name, OK, f"{words}, verified", "")


def _bad_backup(number: int, path: Path, error: VaultError) -> DoctorRow:
    """A backup that is of no use is best removed; one with a wrong mode can be mended."""
    remedy = error.remedy if error.fault is VaultFault.FS else f"rm {quoted(path)}"
    return DoctorRow(f"backup {number}", ERROR, error.message, remedy)


def _read(paths: VaultPaths, name: str) -> Image:
    path = paths.vault.with_name(name)
    with (
        about(path, lambda: restore_remedy(paths.vault)),
        opened_directory(path.parent) as directory,
    ):
        return parse(read_vault_file(directory, name).data)


def _row(check: str, error: VaultError) -> DoctorRow:
    return DoctorRow(check, ERROR, error.message, error.remedy)
