"""One generation of a vault, from disk to memory and on to the next one on disk."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from jungletui.domain.failures import VaultFault
from jungletui.vault import keyschedule, payload
from jungletui.vault.content import Content
from jungletui.vault.filesystem import Directory, read_vault_file
from jungletui.vault.layout import Image, parse
from jungletui.vault.memory import LockedKey, wipe
from jungletui.vault.quick_payload import Later
from jungletui.vault.refusals import refuse
from jungletui.vault.rollback import Seen
from jungletui.vault.saving import save
from jungletui.vault.sealing import Basis, open_sealed, seal
from jungletui.vault.slot_layout import Slot
from jungletui.vault.slots import Randomness


@dataclass(frozen=True, slots=True)
class Generation:
    """A verified file and what it holds."""

    image: Image
    held: Later

    @property
    def content(self) -> Content:
        """What it holds; always the same object."""
        return self.held.get()

    def as_seen(self, master: LockedKey) -> tuple[Seen, bytes]:
        """What the rollback record says of it, and the key that authenticates the record."""
        header = self.image.header
        seen = Seen(header.vault_id, header.generation, self.image.file_mac)
        return seen, keyschedule.state_key(master.view, header.vault_id)


@dataclass(frozen=True, slots=True)
class Draft:
    """What the next generation is to hold. `master` is the new master key where it changes."""

    content: Content
    slots: tuple[Slot, ...]
    master: LockedKey | None = None


def verified(image: Image, master: LockedKey) -> Generation:
    """Check and decrypt a file with its master key. Raises E_TAMPER or E_SCHEMA."""
    vault_id = image.header.vault_id
    plaintext = open_sealed(master.view, image)
    try:
        held = payload.read(
            plaintext, lambda: keyschedule.first_fingerprint_key(master.view, vault_id)
        )
    finally:
        wipe(plaintext)
    return Generation(image, held)


def reread(directory: Directory, name: str, known: Generation, master: LockedKey) -> Generation:
    """What the file holds now, under the lock: `known`, or what another program made of it.

    Raises E_CONFLICT where our key no longer opens it, E_ROLLBACK and E_FORK where it is no
    successor of `known`, and whatever reading a vault raises.
    """
    image = parse(read_vault_file(directory, name).data)
    if image == known.image:
        return known
    old, new = known.image.header, image.header
    if new.vault_id != old.vault_id:
        raise refuse(VaultFault.CONFLICT, "another vault was put in its place", "Unlock again.")
    if new.mk_epoch != old.mk_epoch:
        raise refuse(
            VaultFault.CONFLICT, "its master key was renewed by another program", "Unlock again."
        )
    found = verified(image, master)
    if new.generation < old.generation:
        raise refuse(
            VaultFault.ROLLBACK,
            f"generation {new.generation} is older than {old.generation}, the one opened",
        )
    forked = new.generation == old.generation or (
        new.generation == old.generation + 1 and new.prev_mac != known.image.file_mac
    )
    if forked:
        raise refuse(
            VaultFault.FORK, f"generation {new.generation} does not descend from the one opened"
        )
    return found


def save_first(
    directory: Directory,
    name: str,
    vault_id: bytes,
    draft: Draft,
    master: LockedKey,
    randomness: Randomness,
) -> tuple[Generation, bool]:
    """Write generation 1 of a new vault, as `save_next` does. Raises E_CONFLICT if there is a
    vault already."""
    basis = Basis(vault_id, 1, bytes(32), 1, draft.slots)
    return _saved(directory, name, basis, None, draft.content, master, randomness)


def save_next(
    directory: Directory,
    name: str,
    now: Generation,
    draft: Draft,
    master: LockedKey,
    randomness: Randomness,
) -> tuple[Generation, bool]:
    """Write the generation after `now`, under the lock; the answer also says whether it is
    durable. Raises VaultError with `now` still in place."""
    header = now.image.header
    epoch = header.mk_epoch + (1 if draft.master else 0)
    basis = Basis(header.vault_id, header.generation + 1, now.image.file_mac, epoch, draft.slots)
    return _saved(directory, name, basis, now.image, draft.content, master, randomness)


def _saved(
    directory: Directory,
    name: str,
    basis: Basis,
    previous: Image | None,
    content: Content,
    master: LockedKey,
    randomness: Randomness,
) -> tuple[Generation, bool]:
    plaintext = payload.encode(content)

    def check(written: Image) -> None:
        opened = open_sealed(master.view, written)
        same = written == image and hmac.compare_digest(opened, plaintext)
        wipe(opened)
        if not same:
            raise refuse(
                VaultFault.FS,
                "the disk gave back something else than was written; the old vault is in place",
                "Check the disk and the memory of this machine.",
            )

    try:
        image = seal(master.view, basis, plaintext, randomness(32))
        durable = save(directory, name, image, previous, check)
    finally:
        wipe(plaintext)
    return Generation(image, Later(lambda: content)), durable
