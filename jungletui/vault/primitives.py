"""The few cryptographic primitives of the vault, with the library's traps closed."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from jungletui.vault.memory import wipe

Bytes = bytes | bytearray | memoryview

ZERO_NONCE = bytes(12)
"""Every key of the format seals exactly one message, so that the nonce can be zero."""


def sha256(data: Bytes) -> bytes:
    """SHA-256 of `data`."""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(data)
    return digest.finalize()


def sha512(data: Bytes) -> bytes:
    """SHA-512 of `data`."""
    digest = hashes.Hash(hashes.SHA512())
    digest.update(data)
    return digest.finalize()


def hmac_sha256(key: Bytes, *parts: Bytes) -> bytes:
    """HMAC-SHA-256 over the parts, one after the other."""
    return _hmac(key, hashes.SHA256(), parts)


def hmac_sha512(key: Bytes, *parts: Bytes) -> bytes:
    """HMAC-SHA-512 over the parts, one after the other."""
    return _hmac(key, hashes.SHA512(), parts)


def hkdf_sha256(secret: Bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """HKDF-SHA-256 (RFC 5869), extract and expand. Raises ValueError over 8160 bytes."""
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def argon2id(
    secret: bytes, salt: bytes, memory_kib: int, iterations: int, lanes: int, length: int = 32
) -> bytes:
    """Argon2id version 1.3 without its `secret` and `ad` inputs; releases the interpreter lock.

    The library takes an empty password and `True` as a count: both are refused here (ValueError).
    """
    if not secret:
        raise ValueError("Argon2id needs a secret")
    if any(type(cost) is not int for cost in (memory_kib, iterations, lanes)):
        raise ValueError("Argon2id costs are whole numbers")
    kdf = Argon2id(
        salt=salt, length=length, iterations=iterations, lanes=lanes, memory_cost=memory_kib
    )
    return kdf.derive(secret)


def ed25519_fits(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether `signature` (64 bytes) over `message` is of `public_key` (32 bytes)."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def encrypt(key: Bytes, plaintext: Bytes, context: Bytes, nonce: bytes = ZERO_NONCE) -> bytes:
    """ChaCha20-Poly1305: ciphertext and tag of `plaintext`, bound to `context`."""
    return ChaCha20Poly1305(key).encrypt(nonce, plaintext, context)


def decrypt_into(
    target: bytearray | memoryview,
    key: Bytes,
    ciphertext: Bytes,
    context: Bytes,
    nonce: bytes = ZERO_NONCE,
) -> bool:
    """Decrypt into `target` (as long as the plaintext); False, and `target` zeroed, if forged.

    The library leaves unauthenticated plaintext in the buffer when the tag does not fit.
    """
    try:
        ChaCha20Poly1305(key).decrypt_into(nonce, ciphertext, context, target)
    except InvalidTag:
        wipe(target)
        return False
    return True


def _hmac(key: Bytes, algorithm: hashes.HashAlgorithm, parts: tuple[Bytes, ...]) -> bytes:
    code = hmac.HMAC(key, algorithm)
    for part in parts:
        code.update(part)
    return code.finalize()
