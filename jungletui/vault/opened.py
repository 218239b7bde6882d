"""An open vault: its contents, and changes to them that other programs' changes survive."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from jungletui.domain.failures import JungleError, LockedError, VaultFault
from jungletui.vault import generations, keyschedule, strengthening
from jungletui.vault.backups import restore_remedy
from jungletui.vault.content import Content, only_true
from jungletui.vault.filesystem import opened_directory
from jungletui.vault.generations import Draft, Generation
from jungletui.vault.kdf import KdfParameters
from jungletui.vault.layout import Header, Image
from jungletui.vault.memory import LockedKey, wipe
from jungletui.vault.paths import VaultPaths
from jungletui.vault.recovery import SECRET_LENGTH, encode_code
from jungletui.vault.refusals import about, refuse
from jungletui.vault.rollback import remember
from jungletui.vault.saving import locked
from jungletui.vault.slot_changes import SlotChange, removed, replaced, replaced_and_renewed
from jungletui.vault.slot_layout import SlotType
from jungletui.vault.slot_secrets import AnySecret, SlotSecret
from jungletui.vault.slots import (
    Randomness,
    SlotInfo,
    check_room_for_one_more,
    infos,
    new_slot,
    unlock,
)
from jungletui.vault.strengthening import Strengthening

NOT_LOCKED = (
    "saved without a lock, which this file system does not have (--no-lock): let no two programs "
    "save at once"
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
        work: Strengthening | None = None,
    ) -> None:
        self._paths = paths
        self._master = master
        self._opened: Generation | None = opened
        self._notices = notices
        self._randomness = randomness
        self._work = work
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
    def vault_id(self) -> bytes:
        """What tells this vault from every other, in all its generations."""
        return self._current.image.header.vault_id

    @property
    def slots(self) -> tuple[SlotInfo, ...]:
        """The key slots, in file order."""
        return infos(self._current.image.header.slots)

    def derived_key(self, purpose: str) -> bytes:
        """32 bytes for one use outside the vault file, the same for the vault's whole life: they
        outlast a renewed master key, so whoever once opened the vault keeps them. Raises
        LockedError after `close`."""
        content = self.content
        return keyschedule.purpose_key(content.fingerprint_key, self.vault_id, purpose)

    def change(self, edit: Edit) -> None:
        """Lock the file, read it again, apply `edit` to what it now holds, save it durably.

        An `edit` that returns its argument saves nothing: `content` is then what the file holds
        now. Raises VaultError: E_CONFLICT, E_FS,
        E_TAMPER, E_ROLLBACK, E_FORK with the old vault in place, E_DURABILITY with the new one.
        """

        def step(now: Generation) -> Draft:
            return Draft(only_true(now.content, edit(now.content)), now.image.header.slots)

        self._transact(step)

    def slot_opened_by(self, secret: AnySecret) -> SlotInfo:
        """The slot that `secret` opens now: asks for a fresh proof before something grave.
        Raises E_AUTH where it opens none."""
        header = self._current.image.header
        with about(self.path):
            unlocked = unlock(header.slots, secret, header.vault_id)
        unlocked.master.wipe()
        return infos([unlocked.slot])[0]

    def verify(self, image: Image) -> None:
        """Check another file of this vault with the master key, down to its contents. Raises
        E_TAMPER (also for a file from before the key was renewed) or E_SCHEMA."""
        with self._turn:
            _ = self._current
            generations.verified(image, self._master)

    def add_slot(
        self, secret: AnySecret, kdf: KdfParameters | None = None, slot_id: bytes | None = None
    ) -> SlotInfo:
        """Let `secret` open the vault, too; `slot_id` is the slot's id where it must be known
        before. Raises VaultError as `change` does, LockedError where the secret is of no use."""

        def step(now: Generation) -> Draft:
            header = now.image.header
            check_room_for_one_more(header.slots)
            slot = new_slot(secret, self._master, header.vault_id, kdf, self._randomness, slot_id)
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

    def replace_slot(
        self,
        slot_id: str,
        secret: AnySecret,
        kdf: KdfParameters | None = None,
        *,
        present: Sequence[AnySecret] | None = None,
        give_up: Collection[str] | None = None,
    ) -> tuple[SlotInfo, ...]:
        """Let `secret` open the vault in the place of a slot: a new passphrase for the old one.

        Without `present` the other slots stay as they are; whoever has an old copy of the file
        and its passphrase then has the key to later saves as well. With it the master key is
        renewed: `present`, `give_up` and the answer are as for `remove_slot`. Raises as that does.
        """

        def change(header: Header) -> SlotChange:
            if present is None:
                return replaced(header, slot_id, secret, kdf, self._master, self._randomness)
            return replaced_and_renewed(
                header, slot_id, secret, kdf, present, give_up, self._randomness
            )

        return self._change_slots(change)

    def remove_slot(
        self, slot_id: str, present: Sequence[AnySecret], give_up: Collection[str] | None = None
    ) -> tuple[SlotInfo, ...]:
        """Remove a slot and renew the master key, so that the slot's secret opens no later save.

        `present` are the secrets of the slots to keep; the answer is the slots that were lost
        because theirs was not among them: they must be enrolled again. `give_up` has the ids of
        those that may be lost, None for any. Backups still open with the removed secret. Raises
        E_CONFLICT where no slot has this id, none would be left, or only some that die with this
        machine; UsageError for a slot that may not be lost; LockedError where an agent refuses to
        sign.
        """
        return self._change_slots(
            lambda header: removed(header, slot_id, present, give_up, self._randomness)
        )

    def strengthen(
        self, present: Sequence[AnySecret], costs: KdfParameters, give_up: Collection[str] = ()
    ) -> tuple[SlotInfo, ...]:
        """Give every passphrase slot that is below the floor these costs, now. `present`,
        `give_up` and the answer are as for `remove_slot`, but the master key stays. Raises as
        `weak_slots.strengthened` does."""
        from jungletui.vault.weak_slots import strengthened  # noqa: PLC0415  a migration only

        return self._change_slots(
            lambda header: strengthened(
                header, present, costs, give_up, self._master, self._randomness
            )
        )

    def close(self) -> None:
        """Wipe the master key and forget the contents; a second call does nothing."""
        with self._turn:
            self._opened = None
            self._master.wipe()
            self._drop_work()

    def __repr__(self) -> str:
        return f"OpenVault({str(self.path)!r})"

    @property
    def _current(self) -> Generation:
        if self._opened is None:
            raise LockedError("the vault is locked", "Unlock it, then try again.")
        return self._opened

    def _change_slots(self, change: Callable[[Header], SlotChange]) -> tuple[SlotInfo, ...]:
        lost: list[SlotInfo] = []

        def step(now: Generation) -> Draft:
            changed = change(now.image.header)
            lost.extend(infos(changed.lost))
            return Draft(now.content, changed.slots, changed.master)

        self._transact(step)
        return tuple(lost)

    def _strengthened(self, now: Generation, draft: Draft) -> Draft:
        """`draft` with the weak passphrase slot replaced, if there is one and it is kept."""
        if self._work is None or draft.master is not None:
            return draft
        vault_id = now.image.header.vault_id
        slots = strengthening.applied(
            self._work, draft.slots, self._master, vault_id, self._randomness
        )
        return Draft(draft.content, slots)

    def _drop_work(self) -> None:
        if self._work is not None:
            self._work.prehash.wipe()
            self._work = None

    def _transact(self, step: Callable[[Generation], Draft]) -> None:
        path = self.path
        with (
            self._turn,
            about(path, lambda: restore_remedy(path)),
            opened_directory(path.parent) as directory,
            locked(directory, path.name, lockless=self._paths.lockless) as held,
        ):
            now = generations.reread(directory, path.name, self._current, self._master)
            self._opened = now
            draft = step(now)
            if draft.content is now.content and draft.slots == now.image.header.slots:
                return
            draft = self._strengthened(now, draft)
            master = draft.master or self._master
            try:
                saved, durable = generations.save_next(
                    directory, path.name, now, draft, master, self._randomness
                )
            except JungleError:
                if draft.master:
                    draft.master.wipe()
                raise
            self._opened = saved
            self._drop_work()
            if master is not self._master:
                self._master.wipe()
                self._master = master
            if not durable:
                raise refuse(VaultFault.DURABILITY, "saved, but the directory could not be synced")
            warning = remember(
                self._paths.seen, *saved.as_seen(master), lockless=self._paths.lockless
            )
            for notice in (warning, None if held else NOT_LOCKED):
                if notice and notice not in self._notices:
                    self._notices += (notice,)
