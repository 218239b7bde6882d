"""Which slots outlive a new master key: those whose secret is at hand, or is typed by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jungletui.domain.failures import VaultError, VaultFault
from jungletui.service.proving import Proof, as_secret, wipe_secret
from jungletui.service.state import State
from jungletui.service.unlocking import ask_person, paths_of

if TYPE_CHECKING:
    from jungletui.vault.layout import Header
    from jungletui.vault.slot_secrets import AnySecret
    from jungletui.vault.slots import SlotInfo

TYPED = ("passphrase", "recovery code")
TRIES = 3


def present_secrets(state: State, proof: Proof, replaced: str) -> tuple[AnySecret, ...]:
    """The secrets of the slots to keep: the proof's, this host's, and what a person types for the
    others, if a person is there. `replaced` is the id of the slot that goes. The caller wipes them.

    Raises E_AUTH for what was typed wrongly three times, LockedError without a terminal.
    """
    from jungletui.vault.host_offers import gathered  # noqa: PLC0415
    from jungletui.vault.opening import read_header  # noqa: PLC0415

    header = read_header(paths_of(state))
    passed: list[str] = []
    found = [proof.secret, *gathered(header, state.sources, passed)]
    try:
        if proof.typed:
            known = proof.vault.slot_opened_by(proof.secret).slot_id
            for slot in proof.vault.slots:
                if slot.type in TYPED and slot.slot_id not in (known, replaced):
                    found += _asked(state, proof, header, slot)
    except BaseException:  # an interrupt leaves no secret behind either
        for secret in found:
            wipe_secret(secret)
        raise
    return tuple(found)


def _asked(state: State, proof: Proof, header: Header, slot: SlotInfo) -> list[AnySecret]:
    """What opens this slot, as a person types it; nothing where only Enter is pressed."""
    words = f"{slot.type} {slot.slot_id[:8]}"
    for left in reversed(range(TRIES)):
        text = ask_person(state, f"To keep the {words}, type it (Enter gives it up): ")
        if not text:
            return []
        secret = as_secret(state, header, text)
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
