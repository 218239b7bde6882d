"""A ciphertext that ChaCha20-Poly1305 accepts under two keys, made for row 49.

Poly1305 is linear in the message, so two blocks can be solved for one tag under both keys. A format
without a commitment would open one slot with two secrets; CXV refuses the second.
"""

from __future__ import annotations

import itertools
import struct

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import ChaCha20

from tests.testkit.reference import shake

PRIME = (1 << 130) - 5
CLAMP = 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
BLOCK = 1 << 128


def both_ways(first: bytes, second: bytes, context: bytes) -> bytes:
    """32 bytes and their tag that authenticate under both keys with the zero nonce."""
    for attempt in itertools.count():
        tag = int.from_bytes(shake(f"tag {attempt}", 16), "little")
        blocks = _solved(first, second, context, tag)
        if all(BLOCK <= block < 2 * BLOCK for block in blocks):
            body = b"".join((block - BLOCK).to_bytes(16, "little") for block in blocks)
            return body + tag.to_bytes(16, "little")
    raise AssertionError


def plaintext(key: bytes, ciphertext: bytes) -> bytes:
    """What the first 32 bytes decrypt to."""
    stream = _stream(key, 1, 32)
    return bytes(one ^ two for one, two in zip(ciphertext[:32], stream, strict=True))


def _solved(first: bytes, second: bytes, context: bytes, tag: int) -> tuple[int, int]:
    """The two message blocks modulo the prime, from one linear equation for each key."""
    (a1, b1, c1), (a2, b2, c2) = (_equation(key, context, tag) for key in (first, second))
    inverse = pow(a1 * b2 - a2 * b1, -1, PRIME)
    return (c1 * b2 - c2 * b1) * inverse % PRIME, (a1 * c2 - a2 * c1) * inverse % PRIME


def _equation(key: bytes, context: bytes, tag: int) -> tuple[int, int, int]:
    """a·x + b·y = c for the two unknown blocks under one key."""
    one_time = _stream(key, 0, 32)
    r = int.from_bytes(one_time[:16], "little") & CLAMP
    s = int.from_bytes(one_time[16:], "little")
    known = 0
    for at in range(0, len(context), 16):
        known = (known + BLOCK + _number(context[at : at + 16])) * r
    lengths = struct.pack("<QQ", len(context), 32)
    known = (known * r * r + BLOCK + _number(lengths)) * r
    return pow(r, 3, PRIME), pow(r, 2, PRIME), ((tag - s) % BLOCK - known) % PRIME


def _number(piece: bytes) -> int:
    return int.from_bytes(piece.ljust(16, b"\0"), "little")


def _stream(key: bytes, counter: int, length: int) -> bytes:
    cipher = Cipher(ChaCha20(key, struct.pack("<I12x", counter)), mode=None)
    return cipher.encryptor().update(bytes(length))
