"""Looking after the vault file: check it, copy it, put a copy in its place."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from jungletui.domain.activity import Activity
from jungletui.domain.failures import LockedError, UsageError, VaultError, VaultFault
from jungletui.service import activity
from jungletui.service.files import make_folders
from jungletui.service.proving import check_own, secret_for, wipe_secret
from jungletui.service.state import State, locked
from jungletui.service.unlocking import open_vault, paths_of

if TYPE_CHECKING:
    from jungletui.domain.documents import DoctorRow
    from jungletui.domain.slot_documents import VaultCheck, VaultCopied, VaultRestored
    from jungletui.vault.opened import OpenVault

MODE = "mode of {}"
WARNING, ERROR = "warning", "error"
MENDED = (
    "Other users may have read it before: if one may have a copy, `jungletui vault passphrase "
    "--renew`."
)


def vault_check(state: State, fix_perms: bool) -> VaultCheck:
    """Look at everything, decrypt what can be; write nothing. With `fix_perms` the modes of this
    user's own files are mended first, which the activity log notes.

    The vault is unlocked where that can be; a wrong passphrase raises E_AUTH. Where there is no
    passphrase, or the file is refused, it is checked in form. LockedError without a vault.
    """
    from jungletui.domain.documents import DoctorRow  # noqa: PLC0415
    from jungletui.domain.slot_documents import VaultCheck  # noqa: PLC0415
    from jungletui.vault.checking import check_vault  # noqa: PLC0415

    check_own(state)
    if not _exists(state):
        raise locked(state)
    mended = _mended(state) if fix_perms else ()
    refusal: VaultError | None = None
    try:
        open_vault(state)
    except LockedError:
        pass
    except VaultError as error:
        if error.fault is VaultFault.AUTH:
            raise
        refusal = error
    vault = _open(state)
    rows = (*mended, *check_vault(paths_of(state), vault))
    if refusal is not None and all(row.status != ERROR for row in rows):
        rows += (DoctorRow("unlock", ERROR, refusal.message, refusal.remedy),)
    sound = all(row.status != ERROR for row in rows)
    return VaultCheck(str(state.files.vault), sound, vault is not None, rows)


def _mended(state: State) -> tuple[DoctorRow, ...]:
    """Mend the modes, and write it down: without an open vault it waits for the next one."""
    from jungletui.domain.documents import DoctorRow  # noqa: PLC0415
    from jungletui.vault.modes import mend_modes  # noqa: PLC0415

    done = mend_modes(paths_of(state), (state.files.activity, state.files.pending))
    if done.mended:
        words = "; ".join(one.words for one in done.mended)
        activity.record_failure(state, Activity.MODES_MENDED, words)
    return (
        *(
            DoctorRow(MODE.format(one.path.name), WARNING, f"{one.words} now", MENDED)
            for one in done.mended
        ),
        *(
            DoctorRow(MODE.format(path.name), ERROR, error.message, error.remedy)
            for path, error in done.refused
        ),
    )


def vault_backup(state: State, path: str) -> VaultCopied:
    """Copy the vault to the new file `path`; decrypted and verified first where it is unlocked.
    LockedError without a vault; VaultError E_CONFLICT where there is a file, others as
    `backup_vault` raises them."""
    from jungletui.domain.slot_documents import VaultCopied  # noqa: PLC0415
    from jungletui.vault.copies import backup_vault  # noqa: PLC0415

    check_own(state)
    if not _exists(state):
        raise locked(state)
    vault = _open(state)
    made = backup_vault(paths_of(state), _absolute(path), vault)
    return VaultCopied(str(made.path), made.generation, vault is not None)


def vault_restore(state: State, path: str, accept_rollback: bool) -> VaultRestored:
    """Put the copy `path` in the vault's place, once a passphrase or recovery code has opened it.
    Raises as `restore_vault` does: E_ROLLBACK for an older one that is not accepted, E_CONFLICT
    where another vault is in the place; nothing is changed then."""
    from jungletui.domain.slot_documents import VaultRestored  # noqa: PLC0415
    from jungletui.vault.copies import restore_vault  # noqa: PLC0415
    from jungletui.vault.filesystem import NO_COPY  # noqa: PLC0415
    from jungletui.vault.opening import read_header  # noqa: PLC0415

    check_own(state)
    source, paths = _absolute(path), paths_of(state)
    with state.opening:
        header = read_header(replace(paths, vault=source), NO_COPY)
        secret, _ = secret_for(state, header, "Passphrase (or recovery code) of the copy: ")
        try:
            make_folders(state.files)
            vault = restore_vault(paths, source, secret, accept_rollback=accept_rollback)
        except VaultError as error:
            if error.fault is VaultFault.AUTH:
                activity.record_failure(state, Activity.UNLOCK_FAILED, error.fault.value)
            raise
        finally:
            wipe_secret(secret)
        if state.vault is not None:
            state.vault.close()
        state.vault = vault
        activity.record(state, Activity.VAULT_RESTORED, detail=f"generation {vault.generation}")
    return VaultRestored(str(vault.path), str(source), vault.generation, vault.notices)


def _open(state: State) -> OpenVault | None:
    from jungletui.vault.opened import OpenVault  # noqa: PLC0415

    return state.vault if isinstance(state.vault, OpenVault) else None


def _exists(state: State) -> bool:
    return os.path.lexists(state.files.vault)


def _absolute(path: str) -> Path:
    """UsageError for a path that depends on where the service was started."""
    found = Path(path)
    if not found.is_absolute():
        raise UsageError(f"{path!r} is no absolute path.", "Name the whole path.")
    return found
