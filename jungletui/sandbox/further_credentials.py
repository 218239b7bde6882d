"""How credentials of the further exchanges look."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from jungletui.sandbox.fakes import HEX, fake_text
from jungletui.sandbox.keys import KeyType

PHRASE = "Demo-Phrase-1!"
_Pair = tuple[dict[str, str], str]
Make = Callable[[str, KeyType], _Pair]
"""Seed text and key type to ccxt's fields, and what the exchange verifies with."""


def _digits(text: str, length: int) -> str:
    """Hex digits that begin with `de30`."""
    return ("de30" + fake_text(text, length, HEX)[4:])[:length]


def _pair(key: str, secret: str, **others: str) -> _Pair:
    return {"apiKey": key, "secret": secret, **others}, secret


def _uuid(text: str) -> str:
    digits = _digits(text, 32)
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _kucoin(text: str, _kind: KeyType) -> _Pair:
    """24 hex digits, a UUID, a passphrase of one's own."""
    return _pair(_digits(f"{text}/id", 24), _uuid(f"{text}/secret"), password=PHRASE)


def _bitget(text: str, _kind: KeyType) -> _Pair:
    """`bg_` and 32 hex digits, 64 hex digits, a passphrase of one's own."""
    key, secret = _digits(f"{text}/id", 32), _digits(f"{text}/secret", 64)
    return _pair(f"bg_{key}", secret, password=PHRASE.replace("-", "").replace("!", ""))


def _gate(text: str, _kind: KeyType) -> _Pair:
    """32 and 64 hex digits."""
    return _pair(_digits(f"{text}/id", 32), _digits(f"{text}/secret", 64))


def _mexc(text: str, _kind: KeyType) -> _Pair:
    """`mx0v` and 14 letters and digits; 32 hex digits."""
    return _pair("mx0v" + fake_text(f"{text}/id", 14), _digits(f"{text}/secret", 32))


def _bingx(text: str, _kind: KeyType) -> _Pair:
    """87 and 86 letters and digits."""
    return _pair(fake_text(f"{text}/id", 87), fake_text(f"{text}/secret", 86))


def _htx(text: str, _kind: KeyType) -> _Pair:
    """Four groups of hex digits each."""
    made = (_digits(f"{text}/{part}", 29) for part in ("id", "secret"))
    key, secret = (f"{one[:8]}-{one[8:16]}-{one[16:24]}-{one[24:]}" for one in made)
    return _pair(key, secret)


def _gemini(text: str, _kind: KeyType) -> _Pair:
    """`account-` and 20 letters and digits; 28 letters and digits."""
    return _pair("account-" + fake_text(f"{text}/id", 20), fake_text(f"{text}/secret", 28))


def _coinbase(text: str, _kind: KeyType) -> _Pair:
    """A path with two UUIDs, and an EC private key in PEM (SEC 1, P-256)."""
    ids = (_uuid(f"{text}/{part}") for part in ("organisation", "id"))
    number = int(hashlib.sha256(f"DEMO/{text}".encode()).hexdigest(), 16) >> 1
    private = ec.derive_private_key(number, ec.SECP256R1())
    secret = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    ).decode()
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    name = "organizations/{}/apiKeys/{}".format(*ids)
    return {"apiKey": name, "secret": secret}, public.decode()


def _bitfinex(text: str, _kind: KeyType) -> _Pair:
    """43 letters and digits each."""
    return _pair(fake_text(f"{text}/id", 43), fake_text(f"{text}/secret", 43))


def _deribit(text: str, _kind: KeyType) -> _Pair:
    """8 and 43 letters and digits."""
    return _pair(fake_text(f"{text}/id", 8), fake_text(f"{text}/secret", 43))


def _upbit(text: str, _kind: KeyType) -> _Pair:
    """40 letters and digits each."""
    return _pair(fake_text(f"{text}/id", 40), fake_text(f"{text}/secret", 40))


def _bitflyer(text: str, _kind: KeyType) -> _Pair:
    """22 letters and digits; 44 characters of base64."""
    return _pair(fake_text(f"{text}/id", 22), fake_text(f"{text}/secret", 43) + "=")


FURTHER_CREDENTIALS: Mapping[str, Make] = {
    "kucoin": _kucoin,
    "bitget": _bitget,
    "gate": _gate,
    "mexc": _mexc,
    "bingx": _bingx,
    "htx": _htx,
    "gemini": _gemini,
    "coinbase": _coinbase,
    "bitfinex": _bitfinex,
    "deribit": _deribit,
    "upbit": _upbit,
    "bitflyer": _bitflyer,
}
