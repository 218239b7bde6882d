"""A passphrase slot that is cheaper to guess than a new one would be, made stronger with the
next save.

The passphrase is not kept for that: its prehash is, which is bound to this one slot, on a locked
page beside the master key, until the save or until the vault is closed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from jungletui.domain.failures import VaultError
from jungletui.vault import kdf
from jungletui.vault.kdf import KdfParameters
from jungletui.vault.memory import LockedKey
from jungletui.vault.slot_layout import Slot, SlotType
from jungletui.vault.slot_secrets import AnySecret, SlotSecret, fitted, prehash_of
from jungletui.vault.slots import Randomness, Unlocked, sealed_slot


@dataclass(frozen=True, slots=True)
class Strengthening:
    """What is to be done to `slot` (as it was found), and with what."""

    slot: Slot
    costs: KdfParameters
    prehash: LockedKey


def plan(unlocked: Unlocked, secret: AnySecret, vault_id: bytes) -> Strengthening | None:
    """What to do about the slot that was just opened; None where it is strong enough here (see
    `kdf.stronger` for how far this goes)."""
    slot = unlocked.slot
    if slot.type is not SlotType.PASSPHRASE or not isinstance(secret, SlotSecret):
        return None
    costs = kdf.stronger(kdf.parameters_of(slot), unlocked.seconds)
    if costs is None:
        return None
    prehash = prehash_of(fitted(slot, secret), vault_id, slot.slot_id)
    return Strengthening(slot, costs, LockedKey.holding(prehash, len(prehash)))


def applied(
    work: Strengthening,
    slots: tuple[Slot, ...],
    master: LockedKey,
    vault_id: bytes,
    randomness: Randomness,
) -> tuple[Slot, ...]:
    """`slots` with the weak one replaced: same id, new salt, higher costs. They come back as
    they are where the slot has changed since, or the memory does not suffice just now."""
    if work.slot not in slots:
        return slots
    fresh = replace(
        work.slot,
        lanes=work.costs.lanes,
        memory_kib=work.costs.memory_kib,
        iterations=work.costs.iterations,
        salt=randomness(32),
    )
    try:
        material = bytearray(kdf.derive(bytes(work.prehash.view), fresh.salt, work.costs))
    except VaultError:
        return slots
    stronger = sealed_slot(fresh, material, master, vault_id)
    return tuple(stronger if slot == work.slot else slot for slot in slots)
