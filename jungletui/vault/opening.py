"""Making a vault and opening one: from a secret and a path to an OpenVault."""

from __future__ import annotations

import os

from jungletui.domain.failures import VaultFault
from jungletui.vault import strengthening
from jungletui.vault.backups import restore_remedy
from jungletui.vault.content import Content
from jungletui.vault.filesystem import (
    NO_VAULT,
    Directory,
    make_directory,
    opened_directory,
    read_vault_file,
)
from jungletui.vault.generations import Draft, save_first, verified
from jungletui.vault.kdf import KdfParameters
from jungletui.vault.layout import Header, parse
from jungletui.vault.memory import LockedKey, wipe, wiped_unless_done
from jungletui.vault.opened import OpenVault
from jungletui.vault.passphrases import normalised
from jungletui.vault.paths import VaultPaths
from jungletui.vault.recovery import SECRET_LENGTH, encode_code
from jungletui.vault.refusals import about
from jungletui.vault.rollback import judge, recall, remember
from jungletui.vault.saving import check_unchanged, locked
from jungletui.vault.slot_layout import Slot, SlotType
from jungletui.vault.slot_secrets import AnySecret, SlotSecret
from jungletui.vault.slots import Randomness, check_all, new_slot, unlock

_NOT_DURABLE = (
    f"{VaultFault.DURABILITY.value}: the vault was made, but its directory could not be synced: "
    "it may not survive a power loss"
)


def create_vault(
    paths: VaultPaths,
    passphrase: bytearray,
    kdf: KdfParameters | None = None,
    *,
    randomness: Randomness = os.urandom,
) -> tuple[OpenVault, str]:
    """Make an empty vault; the answer is the open vault and its recovery code (shown once).

    Without `kdf` the costs are measured to take about a second here. The caller wipes
    `passphrase`. Raises E_CONFLICT if there is a vault already, LockedError for an unusable
    passphrase, E_FS, E_KDF_LIMIT, E_KDF_WEAK. A directory that could not be synced is a notice,
    so that the recovery code is not lost.
    """
    wipe(normalised(passphrase))
    with about(paths.vault):
        make_directory(paths.vault.parent)
        with opened_directory(paths.vault.parent) as directory:
            return _created(directory, paths, passphrase, kdf, randomness)


def open_vault(
    paths: VaultPaths, passphrase: bytearray, *, accept_rollback: bool = False
) -> OpenVault:
    """Open with the passphrase; the caller wipes it. Takes about a second: use a thread.

    Raises E_AUTH when it is wrong, LockedError when it can be none, and the other VaultErrors in
    the order of docs/vault-format.md section 5. `accept_rollback` takes an older or forked
    generation for good.
    """
    secret = SlotSecret(SlotType.PASSPHRASE, passphrase)
    return open_with(paths, secret, accept_rollback=accept_rollback)


def open_with_recovery_code(
    paths: VaultPaths, code: bytearray, *, accept_rollback: bool = False
) -> OpenVault:
    """Open with the recovery code as a person typed it; the caller wipes it. Raises E_AUTH for a
    wrong or mistyped code, otherwise as `open_vault` does."""
    secret = SlotSecret(SlotType.RECOVERY_CODE, code)
    return open_with(paths, secret, accept_rollback=accept_rollback)


def read_header(paths: VaultPaths, absent: str = NO_VAULT, *, allow_weak: bool = False) -> Header:
    """What the file says of its slots, checked in form and unproven: which secrets are worth
    looking for. `absent` is the remedy where there is none; `allow_weak` as for `open_with`.
    Raises VaultError as opening does, before any secret is asked for."""
    path = paths.vault
    with about(path, lambda: restore_remedy(path)):
        with opened_directory(path.parent, absent) as directory:
            header = parse(read_vault_file(directory, path.name, absent).data).header
        check_all(header.slots, allow_weak=allow_weak)
    return header


def open_with(
    paths: VaultPaths,
    secret: AnySecret,
    *,
    accept_rollback: bool = False,
    notices: tuple[str, ...] = (),
    allow_weak: bool = False,
) -> OpenVault:
    """Open with any kind of secret; the caller wipes it. `notices` go in front of the vault's
    own. `allow_weak` opens one whose slots are cheaper than the floor: for a migration, with a
    secret that allows it too. Raises as `open_vault` does, and LockedError for an agent that
    refuses."""
    path = paths.vault
    with about(path, lambda: restore_remedy(path)):
        recollection = recall(paths.seen)
        with opened_directory(path.parent) as directory:
            file = read_vault_file(directory, path.name)
        image = parse(file.data)
        check_all(image.header.slots, allow_weak=allow_weak)
        unlocked = unlock(image.header.slots, secret, image.header.vault_id)
        master = unlocked.master
        with wiped_unless_done(master):
            opened = verified(image, master)
            seen, state_key = opened.as_seen(master)
            judged = judge(recollection, seen, state_key, file.modified, accept_rollback)
            work = strengthening.plan(unlocked, secret, image.header.vault_id)
        warning = remember(
            paths.seen, seen, state_key, force=accept_rollback, lockless=paths.lockless
        )
    told = (*notices, *judged, *([warning] if warning else []))
    return OpenVault(paths, master, opened, told, work=work)


def _created(
    directory: Directory,
    paths: VaultPaths,
    passphrase: bytearray,
    kdf: KdfParameters | None,
    randomness: Randomness,
) -> tuple[OpenVault, str]:
    name = paths.vault.name
    check_unchanged(directory, name, None)
    vault_id = randomness(16)
    master = LockedKey.holding(randomness(32))
    with wiped_unless_done(master):
        slots, code = _first_slots(master, vault_id, passphrase, kdf, randomness)
        draft = Draft(Content(fingerprint_key=randomness(32)), slots)
        with locked(directory, name, lockless=paths.lockless):
            first, durable = save_first(directory, name, vault_id, draft, master, randomness)
    notices = [] if durable else [_NOT_DURABLE]
    warning = remember(paths.seen, *first.as_seen(master), lockless=paths.lockless)
    if warning:
        notices.append(warning)
    return OpenVault(paths, master, first, tuple(notices), randomness), code


def _first_slots(
    master: LockedKey,
    vault_id: bytes,
    passphrase: bytearray,
    kdf: KdfParameters | None,
    randomness: Randomness,
) -> tuple[tuple[Slot, ...], str]:
    secret = bytearray(randomness(SECRET_LENGTH))
    code = encode_code(secret)
    typed = bytearray(code.encode())
    try:
        chosen = SlotSecret(SlotType.PASSPHRASE, passphrase)
        return (
            new_slot(chosen, master, vault_id, kdf, randomness),
            new_slot(SlotSecret(SlotType.RECOVERY_CODE, typed), master, vault_id, None, randomness),
        ), code
    finally:
        wipe(secret)
        wipe(typed)
