"""Key slots at work: make one, open one, and wrap a new master key into those that can be."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from jungletui.domain.failures import VaultError, VaultFault
from jungletui.vault import kdf as key_derivation
from jungletui.vault.kdf import KdfParameters, parameters_of
from jungletui.vault.keyschedule import slot_keys, wrap_context
from jungletui.vault.memory import LockedKey, wipe
from jungletui.vault.primitives import decrypt_into, encrypt
from jungletui.vault.refusals import refuse
from jungletui.vault.slot_layout import KEY_FILE_FLAG, SLOT_COUNT, Slot, SlotType
from jungletui.vault.slot_secrets import (
    NAMES,
    OTHER_WAY,
    AnySecret,
    SlotSecret,
    fitted,
    has_key_file,
    key_material,
    may_open,
    slot_ext,
)
from jungletui.vault.ssh_slot import AgentIdentity

Randomness = Callable[[int], bytes]

BOUND_TO_A_HOST = (SlotType.OS_KEYRING, SlotType.SYSTEMD_CREDENTIAL)
"""Types whose secret dies with one machine: a vault never depends on these alone."""

_WRONG = {
    SlotType.PASSPHRASE: "Type it again: Caps Lock and the keyboard layout are the usual causes. "
    "The recovery code opens the vault, too.",
    SlotType.RECOVERY_CODE: "Look whether the code is of this vault and was not replaced. "
    "The passphrase opens the vault, too.",
}


@dataclass(frozen=True, slots=True)
class SlotInfo:
    """A slot as it is listed: nothing of it is secret. `note` says what is worth knowing."""

    slot_id: str
    type: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The master key, the slot that it came from, and how long the slot's key took to derive."""

    master: LockedKey
    slot: Slot
    seconds: float


def infos(slots: Iterable[Slot]) -> tuple[SlotInfo, ...]:
    """The slots as they are listed, in file order."""
    return tuple(SlotInfo(slot.slot_id.hex(), NAMES[slot.type], _note(slot)) for slot in slots)


def check_all(slots: Iterable[Slot], *, allow_weak: bool = False) -> None:
    """Raise E_KDF_LIMIT or E_KDF_WEAK if any passphrase slot has costs outside the bounds;
    `allow_weak` as for `check_limits`."""
    for slot in slots:
        if slot.type is SlotType.PASSPHRASE:
            key_derivation.check_limits(parameters_of(slot), allow_weak=allow_weak)


def new_slot(
    secret: AnySecret,
    master: LockedKey,
    vault_id: bytes,
    kdf: KdfParameters | None,
    randomness: Randomness,
    slot_id: bytes | None = None,
) -> Slot:
    """A slot, with a new salt and (if none is given) a new id, that `secret` opens. Without `kdf`
    the costs of a passphrase are measured.

    Raises LockedError for an unusable passphrase or an agent that refuses, E_KDF_LIMIT or
    E_KDF_WEAK for the costs.
    """
    costs = KdfParameters(0, 0, 0)
    if secret.type is SlotType.PASSPHRASE:
        costs = kdf or key_derivation.creation_parameters()
        key_derivation.check_limits(costs)
    slot_id = slot_id or randomness(16)
    empty = Slot(
        type=secret.type,
        flags=KEY_FILE_FLAG if has_key_file(secret) else 0,
        lanes=costs.lanes,
        memory_kib=costs.memory_kib,
        iterations=costs.iterations,
        slot_id=slot_id,
        salt=randomness(32),
        ext=slot_ext(secret, vault_id, slot_id),
        wrapped=b"",
        commit=b"",
    )
    return wrapped_slot(empty, secret, master, vault_id)


def wrapped_slot(slot: Slot, secret: AnySecret, master: LockedKey, vault_id: bytes) -> Slot:
    """`slot` with `master` wrapped under `secret`; its id, salt and costs are kept."""
    return sealed_slot(slot, key_material(slot, secret, vault_id, new=True), master, vault_id)


def sealed_slot(slot: Slot, material: bytearray, master: LockedKey, vault_id: bytes) -> Slot:
    """`slot` with `master` wrapped under its input keying material, which is wiped."""
    try:
        keys = slot_keys(material, slot.salt, vault_id, slot.meta)
    finally:
        wipe(material)
    wrapped = encrypt(keys.wrap_key, master.view, wrap_context(vault_id, slot.meta))
    return replace(slot, wrapped=wrapped, commit=keys.commit)


def unlock(slots: Iterable[Slot], secret: AnySecret, vault_id: bytes) -> Unlocked:
    """The master key, from the first slot that `secret` opens.

    Raises E_AUTH where it opens none, E_TAMPER where a slot's commitment fits and its contents
    do not, LockedError for an agent that refuses.
    """
    slots = tuple(slots)
    candidates = [slot for slot in slots if may_open(slot, secret, vault_id)]
    if not candidates:
        raise _no_such_slot(slots, secret.type)
    for slot in candidates:
        start = time.perf_counter()
        master = open_slot(slot, secret, vault_id)
        if master is not None:
            return Unlocked(master, slot, _spent_ahead(secret) + time.perf_counter() - start)
    remedy = _WRONG.get(secret.type, OTHER_WAY)
    raise refuse(VaultFault.AUTH, f"the {NAMES[secret.type]} does not open it", remedy)


def _spent_ahead(secret: AnySecret) -> float:
    """Seconds that the slot's key took before it was asked for."""
    ahead = secret.ahead if isinstance(secret, SlotSecret) else None
    return ahead.lead if ahead is not None else 0.0


def open_slot(slot: Slot, secret: AnySecret, vault_id: bytes) -> LockedKey | None:
    """The master key of one slot, None where `secret` is not its secret. Raises E_TAMPER."""
    material = key_material(slot, secret, vault_id, new=False)
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
    secrets: Iterable[AnySecret],
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
        secret = secret_of(slot, secrets, vault_id)
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


def check_enough(slots: tuple[Slot, ...]) -> None:
    """Raise E_CONFLICT where no slot would be left, or none that outlives one machine."""
    if not slots:
        raise refuse(
            VaultFault.CONFLICT,
            "no slot would be left that opens it",
            "Give the secret of a slot that stays.",
        )
    if all(slot.type in BOUND_TO_A_HOST for slot in slots):
        names = " or ".join(NAMES[slot_type] for slot_type in BOUND_TO_A_HOST)
        raise refuse(
            VaultFault.CONFLICT,
            f"only {names} slots would be left: the vault would be lost with this machine",
            "Give the passphrase or the recovery code as well, or add one first.",
        )


def secret_of(slot: Slot, secrets: tuple[AnySecret, ...], vault_id: bytes) -> AnySecret | None:
    """Which of these opens the slot, None where none does. Raises E_TAMPER."""
    for secret in secrets:
        if not may_open(slot, secret, vault_id):
            continue
        if isinstance(secret, AgentIdentity):
            # The slot names its key: no need for a signature that a person may have to confirm.
            return secret
        fitting = fitted(slot, secret)
        master = open_slot(slot, fitting, vault_id)
        if master is not None:
            master.wipe()
            return fitting
    return None


def _note(slot: Slot) -> str:
    if slot.type is not SlotType.PASSPHRASE:
        return ""
    mebibytes = slot.memory_kib // key_derivation.MIB
    costs = f"Argon2id, {mebibytes} MiB, {slot.iterations} passes, {slot.lanes} lanes"
    return f"{costs}; the key file is needed, too" if slot.flags & KEY_FILE_FLAG else costs


def _no_such_slot(slots: tuple[Slot, ...], wanted: SlotType) -> VaultError:
    if any(slot.type is wanted and slot.flags & KEY_FILE_FLAG for slot in slots):
        return refuse(
            VaultFault.AUTH,
            "its passphrase slot also wants a key file",
            "Name the key file, too, or open it with the recovery code.",
        )
    present = ", ".join(sorted({NAMES[slot.type] for slot in slots}))
    return refuse(
        VaultFault.AUTH,
        f"no {NAMES[wanted]} opens it; its slots are: {present}",
        "Unlock with one of those.",
    )
