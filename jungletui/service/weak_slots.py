"""The one way round E_KDF_WEAK: a vault is opened once, to give its passphrase slots costs of
today in the same breath."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from jungletui.domain.activity import Activity
from jungletui.service import activity
from jungletui.service.keeping import kept_weak
from jungletui.service.proving import check_own, proven
from jungletui.service.slots import PROMPT, row_of
from jungletui.service.state import State, locked
from jungletui.service.unlocking import paths_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jungletui.domain.slot_documents import SlotRow, VaultStrengthened
    from jungletui.service.proving import Proof
    from jungletui.vault.layout import Header
    from jungletui.vault.slot_layout import Slot

NOTHING = "no passphrase slot is below the floor: nothing was changed"
OLD_COPIES = (
    "a copy of the file from before is as easy to guess as it was, and gives the master key: if "
    "somebody may have one, `jungletui vault passphrase --renew`, and make new exchange keys"
)
OLD_BACKUPS = "once the vault opens, remove its backups from before: rm {paths}"


def vault_strengthen(state: State, allow_weak_kdf: bool, give_up: bool) -> VaultStrengthened:
    """Give the passphrase slots that are below the floor costs of today, and save that at once.

    Without `allow_weak_kdf` such a vault is E_KDF_WEAK here as everywhere. A person is asked for
    the passphrases of further weak slots; one that is not given is lost, and where nobody can be
    asked that is UsageError, unless `give_up`. Otherwise raises as opening and saving do; the
    vault is not open then.
    """
    from jungletui.domain.slot_documents import VaultStrengthened  # noqa: PLC0415
    from jungletui.vault.opening import read_header  # noqa: PLC0415
    from jungletui.vault.weak_slots import weak_among  # noqa: PLC0415

    check_own(state)
    if not os.path.lexists(state.files.vault):
        raise locked(state)
    header = read_header(paths_of(state), allow_weak=allow_weak_kdf)
    weak = weak_among(header.slots)
    if not weak:
        return VaultStrengthened(str(state.files.vault), (), (), (NOTHING,))
    with proven(state, PROMPT, allow_weak=allow_weak_kdf) as proof:
        try:
            lost = _strengthened(state, proof, header, weak, give_up)
        except BaseException:  # an interrupt leaves no refused vault open either
            proof.vault.close()
            state.vault = None
            raise
        gone = {row.slot_id for row in lost}
        before = {slot.slot_id.hex(): slot for slot in weak}
        stronger = tuple(
            row_of(info) for info in proof.vault.slots if info.slot_id in before.keys() - gone
        )
        activity.record(state, Activity.SLOT_STRENGTHENED, detail=_told(before, stronger, lost))
    return VaultStrengthened(str(proof.vault.path), stronger, lost, _notices(state))


def _strengthened(
    state: State, proof: Proof, header: Header, weak: Sequence[Slot], give_up: bool
) -> tuple[SlotRow, ...]:
    """Do it; the slots that were lost."""
    from jungletui.vault.kdf import creation_parameters  # noqa: PLC0415
    from jungletui.vault.slots import infos  # noqa: PLC0415

    keep = kept_weak(state, proof, header, infos(weak), give_up)
    try:
        lost = proof.vault.strengthen(
            keep.secrets, creation_parameters(), keep.given_up or frozenset()
        )
    finally:
        keep.wipe()
    return tuple(map(row_of, lost))


def _told(before: dict[str, Slot], stronger: Sequence[SlotRow], lost: Sequence[SlotRow]) -> str:
    from jungletui.vault.kdf import parameters_of, words_of  # noqa: PLC0415

    said = [
        f"{row.words}: {words_of(parameters_of(before[row.slot_id]))} before" for row in stronger
    ]
    return "; ".join((*said, *(f"lost: {row.words}" for row in lost)))


def _notices(state: State) -> tuple[str, ...]:
    import shlex  # noqa: PLC0415

    from jungletui.vault.weak_backups import weak_backups  # noqa: PLC0415

    weak = " ".join(shlex.quote(str(path)) for path in weak_backups(state.files.vault))
    return (OLD_COPIES, OLD_BACKUPS.format(paths=weak)) if weak else (OLD_COPIES,)
