"""Texts that look like key material, follow from a seed, and begin with DEMO."""

from __future__ import annotations

import hashlib

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
HEX = "0123456789abcdef"


def fake_text(text: str, length: int, alphabet: str = ALPHABET) -> str:
    """`length` characters that follow from `text` and begin with DEMO."""
    stream = hashlib.shake_256(text.encode()).digest(length)
    return ("DEMO" + "".join(alphabet[byte % len(alphabet)] for byte in stream))[:length]
