"""The bytes of the eight key slots in the header: each holds the master key, wrapped."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum

from jungletui.domain.failures import VaultFault
from jungletui.vault.refusals import refuse

SLOT_SIZE = 224
SLOT_COUNT = 8
META_SIZE = 128
KEY_FILE_FLAG = 1

_SLOT = struct.Struct(">BBBBIII16s32s64s48s32s16s")
_EMPTY = bytes(SLOT_SIZE)


class SlotType(IntEnum):
    """What opens a slot. A file with any other number (7 is kept for TPM) is refused."""

    PASSPHRASE = 1
    RECOVERY_CODE = 2
    KEY_FILE = 3
    OS_KEYRING = 4
    SSH_AGENT = 5
    SYSTEMD_CREDENTIAL = 6


@dataclass(frozen=True, slots=True)
class Slot:
    """One used slot. The Argon2id costs are zero for all types but the passphrase."""

    type: SlotType
    flags: int
    lanes: int
    memory_kib: int
    iterations: int
    slot_id: bytes
    salt: bytes
    ext: bytes
    wrapped: bytes
    commit: bytes

    @property
    def meta(self) -> bytes:
        """The first 128 bytes: what the slot's keys are bound to."""
        return _serialise(self)[:META_SIZE]


def parse_slots(raw: bytes) -> tuple[Slot, ...]:
    """The used slots of the table, in order. Raises E_FORMAT for anything not canonical."""
    pieces = [raw[at : at + SLOT_SIZE] for at in range(0, SLOT_SIZE * SLOT_COUNT, SLOT_SIZE)]
    used = [piece for piece in pieces if piece[0]]
    if not used:
        raise refuse(VaultFault.FORMAT, "no key slot is in use")
    if pieces[: len(used)] != used or any(piece != _EMPTY for piece in pieces[len(used) :]):
        raise refuse(VaultFault.FORMAT, "an empty key slot is not empty, or not behind the others")
    slots = tuple(_parse(piece) for piece in used)
    for unique in ({slot.slot_id for slot in slots}, {slot.salt for slot in slots}):
        if len(unique) != len(slots):
            raise refuse(VaultFault.FORMAT, "two key slots share an id or a salt")
    return slots


def serialise_slots(slots: tuple[Slot, ...]) -> bytes:
    """The whole table of eight slots."""
    return b"".join(map(_serialise, slots)).ljust(SLOT_SIZE * SLOT_COUNT, b"\0")


def _parse(raw: bytes) -> Slot:
    fields = _SLOT.unpack(raw)
    kind, kdf, flags, lanes, memory_kib, iterations, zero, slot_id, salt, ext, *rest = fields
    wrapped, commit, reserved = rest
    try:
        slot_type = SlotType(kind)
    except ValueError:
        raise refuse(VaultFault.FORMAT, f"key slot type {kind} is unknown here") from None
    stretched = slot_type is SlotType.PASSPHRASE
    if kdf != int(stretched):
        raise refuse(VaultFault.FORMAT, "a key slot's type and key derivation do not fit")
    if flags & ~(KEY_FILE_FLAG if stretched else 0):
        raise refuse(VaultFault.FORMAT, "a key slot has flags that its type cannot have")
    if zero or any(reserved) or (not stretched and (lanes or memory_kib or iterations)):
        raise refuse(VaultFault.FORMAT, "a reserved byte of a key slot is set")
    _check_ext(slot_type, ext)
    return Slot(
        slot_type, flags, lanes, memory_kib, iterations, slot_id, salt, ext, wrapped, commit
    )


def _check_ext(slot_type: SlotType, ext: bytes) -> None:
    # An ssh-agent slot keeps a 32-byte hash of its public key there; nothing else uses it.
    unused = ext[32:] if slot_type is SlotType.SSH_AGENT else ext
    if any(unused):
        raise refuse(VaultFault.FORMAT, "a reserved byte of a key slot is set")


def _serialise(slot: Slot) -> bytes:
    return _SLOT.pack(
        slot.type,
        int(slot.type is SlotType.PASSPHRASE),
        slot.flags,
        slot.lanes,
        slot.memory_kib,
        slot.iterations,
        0,
        slot.slot_id,
        slot.salt,
        slot.ext,
        slot.wrapped,
        slot.commit,
        bytes(16),
    )
