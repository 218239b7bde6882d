"""The address of a wallet's private key, as Ethereum and its relatives compute it.

Exchanges without API keys know a key by this address: the last 20 bytes of Keccak-256 of the public
point on secp256k1 (SEC 2, section 2.4.1; Ethereum yellow paper, appendix F; Keccak 3.0, which pads
otherwise than SHA-3). Nothing is signed here.
"""

from __future__ import annotations

import re

from jungletui.domain.keys import Credential

_PRIME = 2**256 - 2**32 - 977
_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
_BASE = (
    0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
    0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8,
)
_HEX = re.compile(r"(0x)?[0-9a-fA-F]{64}")
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
Point = tuple[int, int]


def account_and_signer(credential: Credential) -> str:
    """The account's address and that of the key that signs, with a blank between them; either may
    be empty. Both are public: what stands in the place of the account's address and is none, such
    as a private key pasted there, is left out."""
    account, private = credential.get("walletAddress"), credential.get("privateKey")
    stored = account.reveal() if account and _ADDRESS.fullmatch(account.reveal()) else ""
    return f"{stored} {address_of(private.reveal()) if private else ''}"


def account_in(identity: str) -> str:
    """The account's address in such a text."""
    return identity.partition(" ")[0]


def signer_in(identity: str) -> str:
    """The signing key's address in such a text."""
    return identity.partition(" ")[2]


def address_of(private_key: str) -> str:
    """The address of a private key in hexadecimal, in lower case; empty for any other text."""
    if not _HEX.fullmatch(private_key):
        return ""
    number = int(private_key, 16)
    if not 0 < number < _ORDER:
        return ""
    x, y = _multiplied(number)
    return "0x" + keccak_256(x.to_bytes(32, "big") + y.to_bytes(32, "big"))[-20:].hex()


def _multiplied(number: int) -> Point:
    """The base point times `number`, which is between zero and the order of the curve."""
    result = _BASE
    for bit in f"{number:b}"[1:]:
        result = _sum(result, result)
        if bit == "1":
            result = _sum(result, _BASE)
    return result


def _sum(one: Point, other: Point) -> Point:
    """Of two points whose sum is not the one at infinity."""
    if one == other:
        slope = 3 * one[0] * one[0] * pow(2 * one[1], -1, _PRIME)
    else:
        slope = (other[1] - one[1]) * pow(other[0] - one[0], -1, _PRIME)
    x = (slope * slope - one[0] - other[0]) % _PRIME
    return x, (slope * (one[0] - x) - one[1]) % _PRIME


_RATE = 136
_WORD = 2**64 - 1
_ROTATIONS = (
    (0, 36, 3, 41, 18), (1, 44, 10, 45, 2), (62, 6, 43, 15, 61), (28, 55, 25, 21, 56),
    (27, 20, 39, 8, 14),
)  # fmt: skip


def keccak_256(data: bytes) -> bytes:
    """Keccak-256 with the padding of 2011, which Ethereum uses."""
    padded = bytearray(data) + b"\x01" + bytes(-(len(data) + 1) % _RATE)
    padded[-1] |= 0x80
    lanes = [[0] * 5 for _ in range(5)]
    for start in range(0, len(padded), _RATE):
        for index in range(_RATE // 8):
            at = start + 8 * index
            lanes[index % 5][index // 5] ^= int.from_bytes(padded[at : at + 8], "little")
        lanes = _permuted(lanes)
    return b"".join(lanes[x][0].to_bytes(8, "little") for x in range(4))


def _permuted(a: list[list[int]]) -> list[list[int]]:
    """Keccak-f[1600], 24 rounds; the round constants come from its own shift register."""
    register = 1
    five = range(5)
    for _ in range(24):
        c = [a[x][0] ^ a[x][1] ^ a[x][2] ^ a[x][3] ^ a[x][4] for x in five]
        d = [c[(x + 4) % 5] ^ _turned(c[(x + 1) % 5], 1) for x in five]
        b = [[0] * 5 for _ in five]
        for x in five:
            for y in five:
                b[y][(2 * x + 3 * y) % 5] = _turned(a[x][y] ^ d[x], _ROTATIONS[x][y])
        a = [
            [b[x][y] ^ (~b[(x + 1) % 5][y] & b[(x + 2) % 5][y] & _WORD) for y in five] for x in five
        ]
        for bit in range(7):
            register = ((register << 1) ^ ((register >> 7) * 0x71)) % 256
            if register & 2:
                a[0][0] ^= 1 << ((1 << bit) - 1)
    return a


def _turned(word: int, places: int) -> int:
    return ((word << places) | (word >> (64 - places))) & _WORD
