"""Every key of a vault and what it is derived from: section 4 of docs/vault-format.md."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from jungletui.vault.primitives import (
    Bytes,
    hkdf_sha256,
    hmac_sha256,
    hmac_sha512,
    sha256,
    sha512,
)


@dataclass(frozen=True, slots=True)
class SlotKeys:
    """What a slot's secret gives: the key that wraps the master key, and the commitment that
    tells a right secret from a wrong one."""

    wrap_key: bytes
    commit: bytes

    def __repr__(self) -> str:
        return "SlotKeys(•••)"


@dataclass(frozen=True, slots=True)
class SaveKeys:
    """The two keys of one saved generation."""

    payload_key: bytes
    mac_key: bytes

    def __repr__(self) -> str:
        return "SaveKeys(•••)"


def passphrase_prehash(
    passphrase: Bytes, vault_id: bytes, slot_id: bytes, key_file: Bytes = b""
) -> bytes:
    """64 bytes that stand for a normalised passphrase, bound to this slot of this vault and to
    the key file where the slot wants one, too."""
    digest = sha512(key_file) if key_file else b""
    return hmac_sha512(b"cxv1/passphrase" + vault_id + slot_id + digest, passphrase)


def slot_keys(secret: Bytes, salt: bytes, vault_id: bytes, meta: bytes) -> SlotKeys:
    """The keys of one slot from its input keying material and its first 128 bytes."""
    both = hkdf_sha256(secret, salt, b"cxv1/slot" + vault_id + meta, 64)
    return SlotKeys(both[:32], both[32:])


def wrap_context(vault_id: bytes, meta: bytes) -> bytes:
    """What the wrapped master key is bound to."""
    return b"cxv1/wrap" + vault_id + meta


def agent_key_mark(vault_id: bytes, slot_id: bytes, public_key: bytes) -> bytes:
    """How a slot names its ssh key without telling anybody else which one it is."""
    return sha256(b"cxv1/sshfp" + vault_id + slot_id + public_key)


def master_commit(master: Bytes, vault_id: bytes, epoch: int) -> bytes:
    """The commitment to the master key of an epoch."""
    return hkdf_sha256(master, vault_id, b"cxv1/commit" + _u64(epoch), 32)


def save_salt(
    master: Bytes, vault_id: bytes, generation: int, randomness: bytes, padded: Bytes
) -> bytes:
    """A fresh salt for one save; still unique per content should the random source repeat."""
    hedge = hkdf_sha256(master, vault_id, b"cxv1/hedge", 32)
    return hmac_sha256(hedge, randomness, _u64(generation), sha256(padded))


def save_keys(master: Bytes, salt: bytes, vault_id: bytes, generation: int) -> SaveKeys:
    """The keys that seal one generation."""
    both = hkdf_sha256(master, salt, b"cxv1/save" + vault_id + _u64(generation), 64)
    return SaveKeys(both[:32], both[32:])


def state_key(master: Bytes, vault_id: bytes) -> bytes:
    """The key that authenticates this host's record of the last seen generation."""
    return hkdf_sha256(master, vault_id, b"cxv1/state", 32)


def first_fingerprint_key(master: Bytes, vault_id: bytes) -> bytes:
    """The fingerprint key of a vault whose contents name none yet; the next save writes it."""
    return hkdf_sha256(master, vault_id, b"cxv1/fingerprint", 32)


def purpose_key(fingerprint_key: bytes, vault_id: bytes, purpose: str) -> bytes:
    """A key for one use outside the vault file, as the activity log."""
    return hkdf_sha256(fingerprint_key, vault_id, b"cxv1/purpose/" + purpose.encode(), 32)


def _u64(number: int) -> bytes:
    return struct.pack(">Q", number)
