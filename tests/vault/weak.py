"""Vaults whose passphrase slots are cheaper than the floor, as another program could make them."""

from __future__ import annotations

from dataclasses import replace

from jungletui.vault import kdf
from jungletui.vault.kdf import KdfParameters
from jungletui.vault.memory import LockedKey
from jungletui.vault.slot_layout import Slot, SlotType
from jungletui.vault.slot_secrets import SlotSecret, prehash_of
from jungletui.vault.slots import sealed_slot
from tests.vault.material import PASSPHRASE, Cheap, cheap, shake

EIGHT_KIB = KdfParameters(8, 1, 1)


def weak_slot(vault: Cheap, passphrase: bytes, costs: KdfParameters = EIGHT_KIB) -> Slot:
    """An authentic passphrase slot of the vault, at any costs that Argon2id takes."""
    label = f"weak {passphrase!r}"
    empty = Slot(
        type=SlotType.PASSPHRASE,
        flags=0,
        lanes=costs.lanes,
        memory_kib=costs.memory_kib,
        iterations=costs.iterations,
        slot_id=shake(f"{label} id", 16),
        salt=shake(f"{label} salt", 32),
        ext=bytes(64),
        wrapped=b"",
        commit=b"",
    )
    secret = SlotSecret(SlotType.PASSPHRASE, bytearray(passphrase))
    prehash = prehash_of(secret, vault.vault_id, empty.slot_id)
    key = kdf.argon2id(prehash, empty.salt, costs.memory_kib, costs.iterations, costs.lanes)
    return sealed_slot(empty, bytearray(key), LockedKey.holding(vault.master), vault.vault_id)


def weak(*passphrases: bytes, costs: KdfParameters = EIGHT_KIB, code: bool = True) -> Cheap:
    """A vault with a weak slot for each passphrase, and a recovery code behind them."""
    vault = cheap()
    slots = tuple(weak_slot(vault, text, costs) for text in passphrases or (PASSPHRASE,))
    return replace(vault, slots=(*slots, *vault.slots) if code else slots)
