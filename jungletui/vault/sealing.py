"""Sealing contents into a file and opening them again, each refusal in the reader's order."""

from __future__ import annotations

import hmac
import struct
from dataclasses import dataclass

from jungletui.domain.failures import VaultFault
from jungletui.vault import keyschedule
from jungletui.vault.layout import (
    TAG_SIZE,
    Header,
    Image,
    bucket_for,
    serialise_header,
)
from jungletui.vault.memory import wipe
from jungletui.vault.primitives import Bytes, decrypt_into, encrypt, hmac_sha256
from jungletui.vault.refusals import refuse
from jungletui.vault.slot_layout import Slot

_LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Basis:
    """What a save builds on: everything of the header that the sealing itself does not make."""

    vault_id: bytes
    generation: int
    prev_mac: bytes
    mk_epoch: int
    slots: tuple[Slot, ...]


def seal(master: Bytes, basis: Basis, plaintext: Bytes, randomness: bytes) -> Image:
    """Seal `plaintext` (the JSON) under fresh keys. `randomness` is 32 random bytes.

    Raises E_SCHEMA where the contents are larger than a vault can be.
    """
    padded = _padded(plaintext)
    try:
        salt = keyschedule.save_salt(master, basis.vault_id, basis.generation, randomness, padded)
        header = Header(
            vault_id=basis.vault_id,
            generation=basis.generation,
            payload_len=len(padded) + TAG_SIZE,
            save_salt=salt,
            prev_mac=basis.prev_mac,
            mk_commit=keyschedule.master_commit(master, basis.vault_id, basis.mk_epoch),
            mk_epoch=basis.mk_epoch,
            slots=basis.slots,
        )
        return _sealed(master, header, padded)
    finally:
        wipe(padded)


def open_sealed(master: Bytes, image: Image) -> bytearray:
    """The JSON of a vault whose master key is known; the caller wipes it.

    Raises E_TAMPER for a key, MAC or payload that does not fit, E_SCHEMA for bad padding.
    """
    check_master(master, image.header)
    header = image.header
    keys = keyschedule.save_keys(master, header.save_salt, header.vault_id, header.generation)
    mac = hmac_sha256(keys.mac_key, image.raw_header, image.ciphertext)
    if not hmac.compare_digest(mac, image.file_mac):
        raise refuse(VaultFault.TAMPER, "the file was changed by something that has no key to it")
    padded = bytearray(len(image.ciphertext) - TAG_SIZE)
    if not decrypt_into(padded, keys.payload_key, image.ciphertext, image.raw_header):
        raise refuse(VaultFault.TAMPER, "the contents do not fit their key")
    try:
        return _unpadded(padded)
    finally:
        wipe(padded)


def check_master(master: Bytes, header: Header) -> None:
    """Raise E_TAMPER unless `master` is the key that the header commits to."""
    commit = keyschedule.master_commit(master, header.vault_id, header.mk_epoch)
    if not hmac.compare_digest(commit, header.mk_commit):
        raise refuse(VaultFault.TAMPER, "the header commits to another master key")


def _sealed(master: Bytes, header: Header, padded: bytearray) -> Image:
    raw = serialise_header(header)
    keys = keyschedule.save_keys(master, header.save_salt, header.vault_id, header.generation)
    ciphertext = encrypt(keys.payload_key, padded, raw)
    return Image(header, raw, ciphertext, hmac_sha256(keys.mac_key, raw, ciphertext))


def _padded(plaintext: Bytes) -> bytearray:
    padded = bytearray(bucket_for(len(plaintext)))
    _LENGTH.pack_into(padded, 0, len(plaintext))
    padded[_LENGTH.size : _LENGTH.size + len(plaintext)] = plaintext
    return padded


def _unpadded(padded: bytearray) -> bytearray:
    (length,) = _LENGTH.unpack_from(padded)
    end = _LENGTH.size + length
    if end > len(padded):
        raise refuse(VaultFault.SCHEMA, "the contents claim to be longer than the file")
    if padded.count(0, end) != len(padded) - end:
        raise refuse(VaultFault.SCHEMA, "the padding behind the contents is not empty")
    return padded[_LENGTH.size : end]
