"""Passphrase slots with costs below the floor: given today's costs, or given up, in one save.

Such a vault is opened for this only (`allow_weak`), and by nothing else that was relaxed. The
costs are part of what a slot's keys are bound to: where somebody lowered them in the file, no
passphrase opens the slot, and nothing is saved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from jungletui.vault.kdf import KdfParameters, is_weak, parameters_of
from jungletui.vault.layout import Header
from jungletui.vault.memory import LockedKey
from jungletui.vault.slot_changes import SlotChange, check_given_up
from jungletui.vault.slot_layout import Slot, SlotType
from jungletui.vault.slot_secrets import AnySecret
from jungletui.vault.slots import Randomness, check_enough, secret_of, wrapped_slot


def weak_among(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    """The passphrase slots that are below the floor."""
    return tuple(
        slot for slot in slots if slot.type is SlotType.PASSPHRASE and is_weak(parameters_of(slot))
    )


def strengthened(
    header: Header,
    present: Sequence[AnySecret],
    costs: KdfParameters,
    give_up: Collection[str],
    master: LockedKey,
    randomness: Randomness,
) -> SlotChange:
    """The table with every weak slot wrapped anew at `costs`: same id, new salt. Those that none of
    `present` opens are lost, if `give_up` has their ids. The others stay as they are.

    Raises UsageError for a slot that would be lost unasked, E_CONFLICT where too few would be
    left, E_KDF_LIMIT where the memory does not suffice.
    """
    kept: list[Slot] = []
    lost: list[Slot] = []
    weak = weak_among(header.slots)
    for slot in header.slots:
        if slot not in weak:
            kept.append(slot)
            continue
        secret = secret_of(slot, tuple(present), header.vault_id)
        if secret is None:
            lost.append(slot)
            continue
        fresh = replace(
            slot,
            lanes=costs.lanes,
            memory_kib=costs.memory_kib,
            iterations=costs.iterations,
            salt=randomness(32),
        )
        kept.append(wrapped_slot(fresh, secret, master, header.vault_id))
    check_enough(tuple(kept))
    check_given_up(lost, give_up)
    return SlotChange(tuple(kept), tuple(lost))
