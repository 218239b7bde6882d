"""The slot table after a slot was removed or replaced, with a new master key where that is due."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from jungletui.domain.failures import UsageError, VaultFault
from jungletui.vault.kdf import KdfParameters
from jungletui.vault.layout import Header
from jungletui.vault.memory import LockedKey, wiped_unless_done
from jungletui.vault.refusals import refuse
from jungletui.vault.slot_layout import Slot
from jungletui.vault.slot_secrets import AnySecret
from jungletui.vault.slots import Randomness, check_enough, infos, new_slot, rewrapped


@dataclass(frozen=True, slots=True)
class SlotChange:
    """The slots to save, those that were lost, and the new master key where there is one."""

    slots: tuple[Slot, ...]
    lost: tuple[Slot, ...] = ()
    master: LockedKey | None = None


def removed(
    header: Header,
    slot_id: str,
    present: Sequence[AnySecret],
    give_up: Collection[str] | None,
    randomness: Randomness,
) -> SlotChange:
    """The table without one slot, under a new master key; the caller owns the key.

    Raises E_CONFLICT where no slot has the id or too few would be left, UsageError where one would
    be lost that is not in `give_up` (None: any may be), LockedError where an agent refuses.
    """
    before, after = _around(header, slot_id)
    master = LockedKey.holding(randomness(32))
    with wiped_unless_done(master):
        kept, lost = rewrapped((*before, *after), present, master, header.vault_id, randomness)
        check_enough(kept)
        check_given_up(lost, give_up)
    return SlotChange(kept, lost, master)


def replaced(
    header: Header,
    slot_id: str,
    secret: AnySecret,
    kdf: KdfParameters | None,
    master: LockedKey,
    randomness: Randomness,
) -> SlotChange:
    """The table with one slot made anew for `secret`, the master key and the others as they are.
    Raises as `removed`, and for costs and passphrases as `new_slot`."""
    before, after = _around(header, slot_id)
    slot = new_slot(secret, master, header.vault_id, kdf, randomness)
    check_enough((*before, slot, *after))
    return SlotChange((*before, slot, *after))


def replaced_and_renewed(
    header: Header,
    slot_id: str,
    secret: AnySecret,
    kdf: KdfParameters | None,
    present: Sequence[AnySecret],
    give_up: Collection[str] | None,
    randomness: Randomness,
) -> SlotChange:
    """The same under a new master key; the caller owns it. Raises as `replaced` and `removed`."""
    before, after = _around(header, slot_id)
    master = LockedKey.holding(randomness(32))
    with wiped_unless_done(master):
        slot = new_slot(secret, master, header.vault_id, kdf, randomness)
        front, lost = rewrapped(before, present, master, header.vault_id, randomness)
        back, lost_too = rewrapped(after, present, master, header.vault_id, randomness)
        check_enough((*front, slot, *back))
        check_given_up((*lost, *lost_too), give_up)
    return SlotChange((*front, slot, *back), (*lost, *lost_too), master)


def check_given_up(lost: Sequence[Slot], give_up: Collection[str] | None) -> None:
    """Raise UsageError where a slot of `lost` is not in `give_up` (None: all are)."""
    unasked = [info for info in infos(lost) if give_up is not None and info.slot_id not in give_up]
    if unasked:
        names = ", ".join(f"{info.type} {info.slot_id[:8]}" for info in unasked)
        raise UsageError(
            f"These slots would be given up, since nothing at hand opens them: {names}.",
            "Nothing was changed. Run it on a terminal, and type what opens them; or give them up "
            "with --yes, and add them again afterwards (`jungletui vault add-slot`).",
        )


def _around(header: Header, slot_id: str) -> tuple[tuple[Slot, ...], tuple[Slot, ...]]:
    """The slots before and after the one with this id. Raises E_CONFLICT where there is none."""
    for at, slot in enumerate(header.slots):
        if slot.slot_id.hex() == slot_id:
            return header.slots[:at], header.slots[at + 1 :]
    raise refuse(VaultFault.CONFLICT, "no key slot has this id", "List the slots.")
