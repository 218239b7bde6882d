"""Adding and removing the slots that this host opens: each is proven before it is relied on."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jungletui.domain.failures import LockedError, VaultError, VaultFault
from jungletui.vault import os_keyring, ssh_slot
from jungletui.vault.key_file import SIZE, check_apart, make_key_file, read_key_file
from jungletui.vault.memory import wipe
from jungletui.vault.opened import OpenVault
from jungletui.vault.slot_layout import SlotType
from jungletui.vault.slot_secrets import NAMES, AnySecret, SlotSecret
from jungletui.vault.slots import SlotInfo
from jungletui.vault.systemd_credential import (
    SECRET_NAME,
    encrypt_credential,
    read_secret_credential,
)

OLD_BACKUPS = "backups from before still open with the secret that was removed"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A new slot, and what is worth telling about it."""

    slot: SlotInfo
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The slots that must be enrolled again, and what is worth telling."""

    lost: tuple[SlotInfo, ...]
    notices: tuple[str, ...] = ()


def add_key_file(vault: OpenVault, path: Path) -> Enrolled:
    """A slot that the key file `path` opens; a file that does not exist is made. Raises UsageError
    for a file beside the vault, LockedError for one that is no key file, VaultError."""
    check_apart(path, vault.path)
    secret = existing_or_new_key_file(path)
    try:
        return Enrolled(vault.add_slot(SlotSecret(SlotType.KEY_FILE, secret)))
    finally:
        wipe(secret)


def existing_or_new_key_file(path: Path) -> bytearray:
    """The bytes of a key file, which is made where there is none; the caller wipes them."""
    if os.path.lexists(path):
        return read_key_file(path)
    secret = bytearray(os.urandom(SIZE))
    make_key_file(path, secret)
    return secret


def add_os_keyring(vault: OpenVault, environ: Mapping[str, str] = os.environ) -> Enrolled:
    """A slot whose secret the desktop's keyring keeps, read back and compared before the slot is
    saved. Raises LockedError without a keyring that keeps it, VaultError."""
    slot_id = os.urandom(16)
    secret = bytearray(os.urandom(os_keyring.SECRET_SIZE))
    try:
        backend = os_keyring.store(vault.vault_id, slot_id, secret, environ)
        try:
            slot = vault.add_slot(SlotSecret(SlotType.OS_KEYRING, secret), slot_id=slot_id)
        except BaseException as error:  # an interrupt leaves no secret of no slot behind
            saved = isinstance(error, VaultError) and error.fault is VaultFault.DURABILITY
            if not saved:
                os_keyring.forget(vault.vault_id, slot_id, environ)
            raise
    finally:
        wipe(secret)
    return Enrolled(
        slot,
        (
            f"the secret is in the keyring ({backend}): any program of this session can read it "
            "while the keyring is unlocked",
        ),
    )


def add_ssh_agent(
    vault: OpenVault, environ: Mapping[str, str] = os.environ, key: str | None = None
) -> Enrolled:
    """A slot that an ed25519 key of the ssh-agent opens: the only one, or the one whose comment or
    fingerprint is `key`. Raises UsageError where that is none or several, LockedError without an
    agent or such a key, or where it does not sign, VaultError."""
    identity = ssh_slot.choose(environ, key)
    slot = vault.add_slot(identity)
    told = [
        f"opens with the key {identity.fingerprint} ({identity.key.comment})",
        "any program of this user that reaches the agent can open with it: a key that was added "
        "with `ssh-add -c` asks each time, one with `-t 1h` is forgotten",
    ]
    if ssh_slot.is_forwarded(environ, identity.agent):
        told.append(ssh_slot.FORWARDED)
    return Enrolled(slot, tuple(told))


def add_systemd_credential(
    vault: OpenVault, environ: Mapping[str, str] = os.environ, target: Path | None = None
) -> Enrolled:
    """A slot that a systemd credential opens: a new one, encrypted for this machine into `target`,
    or the one that this process was given. Raises LockedError where there is none or systemd
    cannot make one, UsageError where `target` exists, VaultError."""
    secret = None if target else read_secret_credential(environ)
    if target is None and secret is None:
        raise LockedError(
            f"this process was given no credential {SECRET_NAME}",
            "Name a file for a new one, which systemd-creds then encrypts.",
        )
    if secret is None:
        secret = bytearray(os.urandom(SIZE))
    told: tuple[str, ...] = ()
    try:
        if target is not None:
            encrypt_credential(secret, target)
            told = (f"in the unit: LoadCredentialEncrypted={SECRET_NAME}:{target}",)
        return Enrolled(vault.add_slot(SlotSecret(SlotType.SYSTEMD_CREDENTIAL, secret)), told)
    finally:
        wipe(secret)


def withdraw(
    vault: OpenVault,
    slot_id: str,
    present: Sequence[AnySecret],
    environ: Mapping[str, str] = os.environ,
    *,
    give_up: Collection[str] | None = None,
) -> Withdrawn:
    """Remove a slot, renew the master key (see `OpenVault.remove_slot`, also for `give_up` and for
    what is raised) and take the slot's secret out of the desktop's keyring where it was there."""
    types = {slot.slot_id: slot.type for slot in vault.slots}
    lost = vault.remove_slot(slot_id, present, give_up)
    told = [OLD_BACKUPS]
    for one in (slot_id, *(slot.slot_id for slot in lost)):
        of_keyring = types.get(one) == NAMES[SlotType.OS_KEYRING]
        if of_keyring and not os_keyring.forget(vault.vault_id, bytes.fromhex(one), environ):
            told.append("the keyring still has the secret of a slot that is gone: it opens nothing")
    return Withdrawn(lost, tuple(told))
