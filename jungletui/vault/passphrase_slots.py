"""Adding a passphrase, and changing one: several may open a vault, each can go on its own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from jungletui.vault.enrolment import OLD_BACKUPS, Enrolled, Withdrawn, existing_or_new_key_file
from jungletui.vault.kdf import KdfParameters, creation_parameters
from jungletui.vault.key_file import check_apart
from jungletui.vault.memory import wipe
from jungletui.vault.opened import OpenVault
from jungletui.vault.passphrases import check_new
from jungletui.vault.slot_layout import SlotType
from jungletui.vault.slot_secrets import AnySecret, SlotSecret

OLD_COPIES = (
    "the master key is the same: an old copy of the file and the old passphrase still give the key "
    "to it; renew the master key if somebody may have both"
)


def add_passphrase(
    vault: OpenVault,
    words: bytearray,
    *,
    key_file: Path | None = None,
    kdf: KdfParameters | None = None,
) -> Enrolled:
    """Let another passphrase open the vault, with `key_file` only together with that file (made
    where there is none). The caller wipes `words`. Takes seconds: use a thread.

    Raises UsageError for a weak passphrase or a key file beside the vault, LockedError for an
    unusable one, VaultError as `OpenVault.add_slot`.
    """
    with _new(vault, words, key_file) as secret:
        return Enrolled(vault.add_slot(secret, kdf or creation_parameters()))


def change_passphrase(
    vault: OpenVault,
    old: SlotSecret,
    words: bytearray,
    *,
    present: Sequence[AnySecret] | None = None,
    give_up: Collection[str] | None = None,
    key_file: Path | None = None,
    kdf: KdfParameters | None = None,
) -> Withdrawn:
    """Put `words` in the place of the passphrase `old`, which must open a slot.

    With `present` the master key is renewed, too: slots whose secret is not among it are lost and
    named in the answer; `give_up` as for `OpenVault.remove_slot`. Otherwise as `add_passphrase`;
    E_AUTH where `old` is wrong.
    """
    slot = vault.slot_opened_by(old)
    with _new(vault, words, key_file) as secret:
        costs = kdf or creation_parameters()
        lost = vault.replace_slot(slot.slot_id, secret, costs, present=present, give_up=give_up)
    return Withdrawn(lost, (OLD_COPIES if present is None else OLD_BACKUPS,))


@contextmanager
def _new(vault: OpenVault, words: bytearray, key_file: Path | None) -> Iterator[SlotSecret]:
    check_new(words)
    if key_file is None:
        yield SlotSecret(SlotType.PASSPHRASE, words)
        return
    check_apart(key_file, vault.path)
    key = existing_or_new_key_file(key_file)
    try:
        yield SlotSecret(SlotType.PASSPHRASE, words, key)
    finally:
        wipe(key)
