"""Which slots outlive a change: those whose secret is at hand, or is typed by a person; and that
nobody loses another slot unasked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jungletui.domain.failures import UsageError, VaultError, VaultFault
from jungletui.service.proving import Proof, as_secret, wipe_secret
from jungletui.service.state import State
from jungletui.service.unlocking import ask_person, paths_of

if TYPE_CHECKING:
    from jungletui.vault.layout import Header
    from jungletui.vault.slot_secrets import AnySecret
    from jungletui.vault.slots import SlotInfo

TYPED = ("passphrase", "recovery code")
TRIES = 3
CONFIRM = "Nothing here opens {slots}: given up, and to be added again. Type yes to go on: "


@dataclass(frozen=True, slots=True)
class Kept:
    """The secrets of the slots to keep, which `wipe` overwrites, and the ids of those that may be
    lost (None: any other)."""

    secrets: tuple[AnySecret, ...]
    given_up: frozenset[str] | None

    def wipe(self) -> None:
        """Overwrite the secrets."""
        for secret in self.secrets:
            wipe_secret(secret)


def kept(state: State, proof: Proof, replaced: str, give_up: bool) -> Kept:
    """The secrets of the slots to keep under a new master key: the proof's, this host's, and what a
    person types for the others. `replaced` is the id of the slot that goes.

    With `give_up` nobody is asked, and the others may be lost. Without it a person says which;
    where none is there, none may be. Raises E_AUTH for what was typed wrongly three times,
    UsageError where a person does not want it after all, LockedError where the terminal is gone.
    """
    from jungletui.vault.host_offers import gathered  # noqa: PLC0415
    from jungletui.vault.opening import read_header  # noqa: PLC0415

    header = read_header(paths_of(state))
    found = [proof.secret, *gathered(header, state.sources, [])]
    if give_up:
        return Kept(tuple(found), None)
    if not _person_is_there(state, proof):
        return Kept(tuple(found), frozenset())
    try:
        others = [slot for slot in proof.vault.slots if slot.slot_id != replaced]
        lost = _asked_for(state, proof, header, others, found)
        lost |= _confirmed(state, header, others, found)
    except BaseException:  # an interrupt leaves no secret behind either
        Kept(tuple(found), None).wipe()
        raise
    return Kept(tuple(found), frozenset(lost))


def kept_weak(
    state: State, proof: Proof, header: Header, slots: Iterable[SlotInfo], give_up: bool
) -> Kept:
    """The same for the passphrase slots `slots` alone, the master key being kept."""
    found = [proof.secret]
    if give_up:
        return Kept(tuple(found), frozenset(slot.slot_id for slot in slots))
    if not _person_is_there(state, proof):
        return Kept(tuple(found), frozenset())
    try:
        lost = _asked_for(state, proof, header, slots, found)
    except BaseException:  # an interrupt leaves no secret behind either
        Kept(tuple(found), None).wipe()
        raise
    return Kept(tuple(found), frozenset(lost))


def _person_is_there(state: State, proof: Proof) -> bool:
    return proof.typed or state.sources.tty


def _asked_for(
    state: State,
    proof: Proof,
    header: Header,
    slots: Iterable[SlotInfo],
    found: list[AnySecret],
) -> set[str]:
    """Ask for what opens each of `slots` that can be typed, and add it to `found`; the ids of those
    that are given up."""
    known = proof.vault.slot_opened_by(proof.secret).slot_id
    lost = set()
    for slot in slots:
        if slot.type not in TYPED or slot.slot_id == known:
            continue
        typed = _asked(state, proof, header, slot)
        found += typed
        if not typed:
            lost.add(slot.slot_id)
    return lost


def _confirmed(
    state: State, header: Header, others: Iterable[SlotInfo], found: list[AnySecret]
) -> set[str]:
    """The ids of the slots that nobody can type and nothing here opens, once a person gave them
    up. UsageError where he does not."""
    from jungletui.vault.slots import secret_of  # noqa: PLC0415

    ids = {slot.slot_id for slot in others if slot.type not in TYPED}
    closed = [
        slot.slot_id.hex()
        for slot in header.slots
        if slot.slot_id.hex() in ids and secret_of(slot, tuple(found), header.vault_id) is None
    ]
    if not closed:
        return set()
    words = ", ".join(
        f"{slot.type} {slot.slot_id[:8]}" for slot in others if slot.slot_id in closed
    )
    if bytes(ask_person(state, CONFIRM.format(slots=words))).strip() != b"yes":
        raise UsageError("Nothing was changed.", "Type yes in full to give slots up.")
    return set(closed)


def _asked(state: State, proof: Proof, header: Header, slot: SlotInfo) -> list[AnySecret]:
    """What opens this slot, as a person types it; nothing where only Enter is pressed."""
    words = f"{slot.type} {slot.slot_id[:8]}"
    for left in reversed(range(TRIES)):
        text = ask_person(state, f"To keep the {words}, type it (Enter gives it up): ")
        if not text:
            return []
        secret = as_secret(state, header, text, allow_weak=proof.allow_weak)
        try:
            if proof.vault.slot_opened_by(secret).slot_id == slot.slot_id:
                return [secret]
        except VaultError as error:
            if error.fault is not VaultFault.AUTH or not left:
                raise
        wipe_secret(secret)
    raise VaultError(
        VaultFault.AUTH, f"that does not open the {words}", "Nothing was changed: try again."
    )
