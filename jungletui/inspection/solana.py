"""The address of a Solana wallet's private key: the second half of the key pair, in base58.

A key pair is 64 bytes, the seed and the public key (https://solana.com/docs, keypairs); nothing is
computed on the curve and nothing is signed here.
"""

from __future__ import annotations

import re

from jungletui.domain.keys import Credential

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PAIR = re.compile(rf"[{ALPHABET}]{{64,90}}")
_ADDRESS = re.compile(rf"[{ALPHABET}]{{32,44}}")


def solana_account_and_signer(credential: Credential) -> str:
    """The account's address and that of the key pair, with a blank between them; either may be
    empty, and is where the text is no such thing."""
    account, private = credential.get("walletAddress"), credential.get("privateKey")
    stored = account.reveal() if account and _ADDRESS.fullmatch(account.reveal()) else ""
    return f"{stored} {solana_address(private.reveal()) if private else ''}"


def solana_address(pair: str) -> str:
    """The address of a key pair in base58; empty for any other text."""
    if not _PAIR.fullmatch(pair):
        return ""
    raw = _decoded(pair)
    return _encoded(raw[32:]) if len(raw) == 64 else ""


def _decoded(text: str) -> bytes:
    number = 0
    for letter in text:
        number = number * 58 + ALPHABET.index(letter)
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def _encoded(raw: bytes) -> str:
    number, letters = int.from_bytes(raw, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        letters = ALPHABET[digit] + letters
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + letters
