"""Key slots at work: make one, open one, and wrap a new master key into those that can be."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from jungletui.domain.failures import VaultError, VaultFault
from jungletui.vault import kdf as key_derivation
from jungletui.vault.kdf import KdfParameters, parameters_of
from jungletui.vault.keyschedule import passphrase_prehash, slot_keys, wrap_context
from jungletui.vault.memory import LockedKey, wipe
from jungletui.vault.passphrases import normalised
from jungletui.vault.primitives import decrypt_into, encrypt
from jungletui.vault.recovery import decode_code
from jungletui.vault.refusals import refuse
from jungletui.vault.slot_layout import KEY_FILE_FLAG, SLOT_COUNT, Slot, SlotType

Randomness = Callable[[int], bytes]

NAMES = {
    SlotType.PASSPHRASE: "passphrase",
    SlotType.RECOVERY_CODE: "recovery code",
    SlotType.KEY_FILE: "key file",
    SlotType.OS_KEYRING: "OS keyring",
    SlotType.SSH_AGENT: "ssh-agent",
    SlotType.SYSTEMD_CREDENTIAL: "systemd credential",
}

_WRONG = {
    SlotType.PASSPHRASE: "Type it again: Caps Lock and the keyboard layout are the usual causes. "
    "The recovery code opens the vault, too.",
    SlotType.RECOVERY_CODE: "Look whether the code is of this vault and was not replaced. "
    "The passphrase opens the vault, too.",
}


@dataclass(frozen=True, slots=True)
class SlotSecret:
    """What a person or a program presents to open a slot of one type."""

    type: SlotType
    value: bytearray = field(repr=False)


@dataclass(frozen=True, slots=True)
class SlotInfo:
    """A slot as it is listed: nothing of it is secret."""

    slot_id: str
    type: str


def infos(slots: Iterable[Slot]) -> tuple[SlotInfo, ...]:
    """The slots as they are listed, in file order."""
    return tuple(SlotInfo(slot.slot_id.hex(), NAMES[slot.type]) for slot in slots)


def check_all(slots: Iterable[Slot]) -> None:
    """Raise E_KDF_LIMIT or E_KDF_WEAK if any passphrase slot has costs outside the bounds."""
    for slot in slots:
        if slot.type is SlotType.PASSPHRASE:
            key_derivation.check_limits(parameters_of(slot))


def new_slot(
    secret: SlotSecret,
    master: LockedKey,
    vault_id: bytes,
    kdf: KdfParameters | None,
    randomness: Randomness,
) -> Slot:
    """A slot, with a new id and salt, that `secret` opens. `kdf` is needed for a passphrase.

    Raises VaultError for a type that cannot be made yet, LockedError for an unusable passphrase.
    """
    costs = KdfParameters(0, 0, 0)
    if secret.type is SlotType.PASSPHRASE:
        costs = kdf or key_derivation.creation_parameters()
        key_derivation.check_limits(costs)
    empty = Slot(
        type=secret.type,
        flags=0,
        lanes=costs.lanes,
        memory_kib=costs.memory_kib,
        iterations=costs.iterations,
        slot_id=randomness(16),
        salt=randomness(32),
        ext=bytes(64),
        wrapped=b"",
        commit=b"",
    )
    return wrapped_slot(empty, secret, master, vault_id)


def wrapped_slot(slot: Slot, secret: SlotSecret, master: LockedKey, vault_id: bytes) -> Slot:
    """`slot` with `master` wrapped under `secret`; its id, salt and costs are kept."""
    material = _key_material(slot, secret, vault_id)
    try:
        keys = slot_keys(material, slot.salt, vault_id, slot.meta)
    finally:
        wipe(material)
    wrapped = encrypt(keys.wrap_key, master.view, wrap_context(vault_id, slot.meta))
    return replace(slot, wrapped=wrapped, commit=keys.commit)


def unlock(slots: Iterable[Slot], secret: SlotSecret, vault_id: bytes) -> LockedKey:
    """The master key, from the first slot that `secret` opens.

    Raises E_AUTH where it opens none, E_TAMPER where a slot's commitment fits and its contents
    do not.
    """
    slots = tuple(slots)
    candidates = [slot for slot in slots if slot.type is secret.type and not slot.flags]
    if not candidates:
        raise _no_such_slot(slots, secret.type)
    for slot in candidates:
        master = open_slot(slot, secret, vault_id)
        if master is not None:
            return master
    raise refuse(VaultFault.AUTH, f"the {NAMES[secret.type]} does not open it", _WRONG[secret.type])


def open_slot(slot: Slot, secret: SlotSecret, vault_id: bytes) -> LockedKey | None:
    """The master key of one slot, None where `secret` is not its secret. Raises E_TAMPER."""
    material = _key_material(slot, secret, vault_id)
    try:
        keys = slot_keys(material, slot.salt, vault_id, slot.meta)
    finally:
        wipe(material)
    if not hmac.compare_digest(keys.commit, slot.commit):
        return None
    master = LockedKey()
    context = wrap_context(vault_id, slot.meta)
    if not decrypt_into(master.view, keys.wrap_key, slot.wrapped, context):
        master.wipe()
        raise refuse(VaultFault.TAMPER, "a key slot was changed")
    return master


def rewrapped(
    slots: Iterable[Slot],
    secrets: Iterable[SlotSecret],
    new_master: LockedKey,
    vault_id: bytes,
    randomness: Randomness,
) -> tuple[tuple[Slot, ...], tuple[Slot, ...]]:
    """Wrap a new master key into every slot whose secret is among `secrets`, with a new salt.

    The answer is the slots kept and the slots lost: those must be enrolled again.
    """
    kept, lost = [], []
    secrets = tuple(secrets)
    for slot in slots:
        secret = _secret_of(slot, secrets, vault_id)
        if secret is None:
            lost.append(slot)
            continue
        fresh = replace(slot, salt=randomness(32))
        kept.append(wrapped_slot(fresh, secret, new_master, vault_id))
    return tuple(kept), tuple(lost)


def check_room_for_one_more(slots: tuple[Slot, ...]) -> None:
    """Raise E_CONFLICT where all eight slots are in use."""
    if len(slots) >= SLOT_COUNT:
        raise refuse(VaultFault.CONFLICT, "all eight key slots are in use", "Remove a slot first.")


def _secret_of(slot: Slot, secrets: tuple[SlotSecret, ...], vault_id: bytes) -> SlotSecret | None:
    for secret in secrets:
        if secret.type is not slot.type or slot.flags:
            continue
        master = open_slot(slot, secret, vault_id)
        if master is not None:
            master.wipe()
            return secret
    return None


def _key_material(slot: Slot, secret: SlotSecret, vault_id: bytes) -> bytearray:
    """The input keying material of a slot; the caller wipes it."""
    if secret.type is SlotType.PASSPHRASE:
        text = normalised(secret.value)
        try:
            prehash = passphrase_prehash(text, vault_id, slot.slot_id)
        finally:
            wipe(text)
        return bytearray(key_derivation.derive(prehash, slot.salt, parameters_of(slot)))
    if secret.type is SlotType.RECOVERY_CODE:
        return decode_code(secret.value)
    raise _not_yet(secret.type)


def _no_such_slot(slots: tuple[Slot, ...], wanted: SlotType) -> VaultError:
    if any(slot.type is wanted and slot.flags & KEY_FILE_FLAG for slot in slots):
        return refuse(
            VaultFault.AUTH,
            "its passphrase slot also wants a key file: not available yet in this version",
            "Open it with the recovery code, or with the JungleTUI that made the slot.",
        )
    present = ", ".join(sorted({NAMES[slot.type] for slot in slots}))
    return refuse(
        VaultFault.AUTH,
        f"no {NAMES[wanted]} opens it; its slots are: {present}",
        "Unlock with one of those; types other than passphrase and recovery code are not "
        "available yet in this version.",
    )


def _not_yet(slot_type: SlotType) -> VaultError:
    return refuse(
        VaultFault.AUTH,
        f"{NAMES[slot_type]} slots are not available yet in this version",
        "Use the passphrase or the recovery code.",
    )
