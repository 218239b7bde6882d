"""A second writer of CXV v1, from the specification alone: it shares no code with the package.

What it makes opens with the package, so the kit's refusals are of the defect and of nothing else.
Every random byte is SHAKE-128 of a label: the files come out the same wherever they are made.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
import unicodedata
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MEMORY_KIB, PASSES, LANES = 65536, 3, 1
PASSPHRASE, RECOVERY, KEYRING = 1, 2, 4


def shake(label: str, length: int) -> bytes:
    return hashlib.shake_128(label.encode()).digest(length)


def hkdf(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    pseudorandom = hmac.digest(salt, secret, "sha256")
    output, block, count = b"", b"", 0
    while len(output) < length:
        count += 1
        block = hmac.digest(pseudorandom, block + info + bytes([count]), "sha256")
        output += block
    return output[:length]


def recovery_code(secret: bytes) -> str:
    """Twenty bytes in Crockford's base 32 with twenty bits of checksum, in groups of four."""
    check = int.from_bytes(hashlib.sha256(b"cxv1/recovery" + secret).digest()[:3], "big") >> 4
    number = (int.from_bytes(secret, "big") << 20) | check
    text = "".join(ALPHABET[number >> (5 * at) & 31] for at in reversed(range(36)))
    return "-".join(text[at : at + 4] for at in range(0, 36, 4))


@dataclass(frozen=True)
class Opener:
    """What opens a slot: its type, and a passphrase in UTF-8 or the raw secret."""

    kind: int
    secret: bytes


@dataclass(frozen=True)
class Vault:
    """What all saves of one vault share."""

    vault_id: bytes
    master: bytes
    slots: bytes

    def sealed(self, padded: bytes, generation: int = 1, prev_mac: bytes = bytes(32)) -> bytes:
        """The file of one generation."""
        salt = self._salt(padded, generation)
        header = self._header(len(padded) + 16, generation, salt, prev_mac)
        info = b"cxv1/save" + self.vault_id + struct.pack(">Q", generation)
        keys = hkdf(self.master, salt, info, 64)
        sealed = ChaCha20Poly1305(keys[:32]).encrypt(bytes(12), padded, header)
        return header + sealed + hmac.digest(keys[32:], header + sealed, "sha256")

    def _salt(self, padded: bytes, generation: int) -> bytes:
        hedge = hkdf(self.master, self.vault_id, b"cxv1/hedge", 32)
        fixed = shake(f"save {generation}", 32) + struct.pack(">Q", generation)
        return hmac.digest(hedge, fixed + hashlib.sha256(padded).digest(), "sha256")

    def _header(self, payload: int, generation: int, salt: bytes, prev_mac: bytes) -> bytes:
        info = b"cxv1/commit" + struct.pack(">Q", 1)
        prefix = b"\x89CXV\r\n\x1a\n" + struct.pack(">BBHIIIB7x", 1, 0, 1, 2048, 0, 224, 8)
        prefix += self.vault_id + struct.pack(">QQ", generation, payload) + salt + prev_mac
        prefix += hkdf(self.master, self.vault_id, info, 32) + struct.pack(">Q", 1)
        return prefix.ljust(256, b"\0") + self.slots.ljust(8 * 224, b"\0")


def new_vault(label: str, *openers: Opener) -> Vault:
    """A vault with one slot for each opener."""
    vault_id, master = shake(f"{label} vault", 16), shake(f"{label} master", 32)
    slots = [
        slot(opener, vault_id, master, f"{label} slot {number}")
        for number, opener in enumerate(openers)
    ]
    return Vault(vault_id, master, b"".join(slots))


def slot(opener: Opener, vault_id: bytes, master: bytes, label: str) -> bytes:
    """The 224 bytes of one slot that wraps `master`."""
    meta = slot_meta(opener.kind, label)
    wrap_key, commit = slot_keys(opener, vault_id, meta)
    wrapped = ChaCha20Poly1305(wrap_key).encrypt(bytes(12), master, wrap_context(vault_id, meta))
    return (meta + wrapped + commit).ljust(224, b"\0")


def slot_meta(kind: int, label: str) -> bytes:
    """The first 128 bytes of a slot."""
    stretched = kind == PASSPHRASE
    costs = (LANES, MEMORY_KIB, PASSES) if stretched else (0, 0, 0)
    head = struct.pack(">BBBBIII", kind, stretched, 0, *costs, 0)
    return (head + shake(f"{label} id", 16) + shake(f"{label} salt", 32)).ljust(128, b"\0")


def slot_keys(opener: Opener, vault_id: bytes, meta: bytes) -> tuple[bytes, bytes]:
    """The wrapping key of a slot and its commitment."""
    secret, salt = opener.secret, meta[32:64]
    if opener.kind == PASSPHRASE:
        text = unicodedata.normalize("NFC", secret.decode()).encode()
        hashed = hmac.digest(b"cxv1/passphrase" + vault_id + meta[16:32], text, "sha512")
        argon = Argon2id(
            salt=salt, length=32, iterations=PASSES, lanes=LANES, memory_cost=MEMORY_KIB
        )
        secret = argon.derive(hashed)
    both = hkdf(secret, salt, b"cxv1/slot" + vault_id + meta, 64)
    return both[:32], both[32:]


def wrap_context(vault_id: bytes, meta: bytes) -> bytes:
    return b"cxv1/wrap" + vault_id + meta


def padded(text: bytes) -> bytes:
    """The plaintext of a payload: length, JSON, zeros up to the smallest size that holds it."""
    bucket = 16384
    while 4 + len(text) > bucket:
        bucket *= 2
    return (struct.pack(">I", len(text)) + text).ljust(bucket, b"\0")
