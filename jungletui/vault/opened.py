"""An open vault: its contents, and changes to them that other programs' changes survive."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from jungletui.domain.failures import LockedError, VaultError, VaultFault
from jungletui.vault import generations
from jungletui.vault.backups import restore_remedy
from jungletui.vault.content import Content
from jungletui.vault.filesystem import opened_directory
from jungletui.vault.generations import Draft, Generation
from jungletui.vault.kdf import KdfParameters
from jungletui.vault.memory import LockedKey, wipe
from jungletui.vault.paths import VaultPaths
from jungletui.vault.recovery import SECRET_LENGTH, encode_code
from jungletui.vault.refusals import about, refuse
from jungletui.vault.rollback import remember
from jungletui.vault.saving import locked
from jungletui.vault.slot_layout import SlotType
from jungletui.vault.slots import (
    Randomness,
    SlotInfo,
    SlotSecret,
    check_room_for_one_more,
    infos,
    new_slot,
    rewrapped,
)

Edit = Callable[[Content], Content]


class OpenVault:
    """A vault on disk whose master key is in memory. Its methods may be called from any thread
    and block for the disk; `close` wipes the key."""

    def __init__(
        self,
        paths: VaultPaths,
        master: LockedKey,
        opened: Generation,
        notices: tuple[str, ...] = (),
        randomness: Randomness = os.urandom,
    ) -> None:
        self._paths = paths
        self._master = master
        self._opened: Generation | None = opened
        self._notices = notices
        self._randomness = randomness
        self._turn = threading.Lock()

    @property
    def content(self) -> Content:
        """The contents as last read or saved. Raises LockedError after `close`."""
        return self._current.content

    @property
    def generation(self) -> int:
        """The number of the generation that `content` is of."""
        return self._current.image.header.generation

    @property
    def path(self) -> Path:
        """The vault file."""
        return self._paths.vault

    @property
    def notices(self) -> tuple[str, ...]:
        """Warnings of opening and saving, oldest first."""
        return self._notices

    @property
    def slots(self) -> tuple[SlotInfo, ...]:
        """The key slots, in file order."""
        return infos(self._current.image.header.slots)

    def change(self, edit: Edit) -> None:
        """Lock the file, read it again, apply `edit` to what it now holds, save it durably.

        An `edit` that returns its argument saves nothing: `content` is then what the file holds
        now. Raises VaultError: E_CONFLICT, E_FS,
        E_TAMPER, E_ROLLBACK, E_FORK with the old vault in place, E_DURABILITY with the new one.
        """
        self._transact(lambda now: Draft(edit(now.content), now.image.header.slots))

    def add_slot(self, secret: SlotSecret, kdf: KdfParameters | None = None) -> SlotInfo:
        """Let `secret` open the vault, too. Raises VaultError as `change` does."""

        def step(now: Generation) -> Draft:
            header = now.image.header
            check_room_for_one_more(header.slots)
            slot = new_slot(secret, self._master, header.vault_id, kdf, self._randomness)
            return Draft(now.content, (*header.slots, slot))

        self._transact(step)
        return self.slots[-1]

    def add_recovery_code(self) -> str:
        """A new recovery code, to be shown once. Codes that exist keep working."""
        secret = bytearray(self._randomness(SECRET_LENGTH))
        code = encode_code(secret)
        wipe(secret)
        typed = bytearray(code.encode())
        try:
            self.add_slot(SlotSecret(SlotType.RECOVERY_CODE, typed))
        finally:
            wipe(typed)
        return code

    def remove_slot(self, slot_id: str, present: Sequence[SlotSecret]) -> tuple[SlotInfo, ...]:
        """Remove a slot and renew the master key, so that the slot's secret opens no later save.

        `present` are the secrets of the slots to keep; the answer is the slots that were lost
        because theirs was not among them. Backups still open with the removed secret. Raises
        E_CONFLICT where no slot would be left, or none has this id.
        """
        lost_slots: list[SlotInfo] = []

        def step(now: Generation) -> Draft:
            header = now.image.header
            rest = [slot for slot in header.slots if slot.slot_id.hex() != slot_id]
            if len(rest) == len(header.slots):
                raise refuse(VaultFault.CONFLICT, "no key slot has this id", "List the slots.")
            master = LockedKey.holding(self._randomness(32))
            kept, lost = rewrapped(rest, present, master, header.vault_id, self._randomness)
            if not kept:
                master.wipe()
                raise refuse(
                    VaultFault.CONFLICT,
                    "no slot would be left that opens it",
                    "Give the secret of a slot that stays.",
                )
            lost_slots.extend(infos(lost))
            return Draft(now.content, kept, master)

        self._transact(step)
        return tuple(lost_slots)

    def close(self) -> None:
        """Wipe the master key and forget the contents; a second call does nothing."""
        with self._turn:
            self._opened = None
            self._master.wipe()

    def __repr__(self) -> str:
        return f"OpenVault({str(self.path)!r})"

    @property
    def _current(self) -> Generation:
        if self._opened is None:
            raise LockedError("the vault is locked", "Unlock it, then try again.")
        return self._opened

    def _transact(self, step: Callable[[Generation], Draft]) -> None:
        path = self.path
        with (
            self._turn,
            about(path, lambda: restore_remedy(path)),
            opened_directory(path.parent) as directory,
            locked(directory, path.name),
        ):
            now = generations.reread(directory, path.name, self._current, self._master)
            self._opened = now
            draft = step(now)
            if draft.content is now.content and draft.slots == now.image.header.slots:
                return
            master = draft.master or self._master
            try:
                saved, durable = generations.save_next(
                    directory, path.name, now, draft, master, self._randomness
                )
            except VaultError:
                if draft.master:
                    draft.master.wipe()
                raise
            self._opened = saved
            if master is not self._master:
                self._master.wipe()
                self._master = master
            if not durable:
                raise refuse(VaultFault.DURABILITY, "saved, but the directory could not be synced")
            warning = remember(self._paths.seen, *saved.as_seen(master))
            if warning and warning not in self._notices:
                self._notices += (warning,)
