"""What an exchange checks before it answers: signature, source address, life of the key."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import ipaddress
from collections.abc import Callable
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from jungletui.sandbox.keys import KeyType, SandboxKey

HashName = Callable[..., Any]


def hmac_digest(secret: str | bytes, message: str | bytes, algorithm: HashName) -> bytes:
    """The HMAC of `message`."""
    return hmac.new(_bytes(secret), _bytes(message), algorithm).digest()


def same(one: str, two: str) -> bool:
    """Whether two signature texts are equal, without telling where they differ."""
    return hmac.compare_digest(one.encode(), two.encode())


def verified(key: SandboxKey, message: str | bytes, signature: str) -> bool:
    """Whether `signature` is that of `key` over `message`: hex HMAC-SHA256, or base64 of an
    Ed25519 or RSA (PKCS#1 v1.5, SHA-256) signature."""
    if key.key_type is KeyType.HMAC:
        return same(hmac_digest(key.verifier, message, hashlib.sha256).hex(), signature.lower())
    try:
        raw = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return False
    public = serialization.load_pem_public_key(key.verifier.encode())
    try:
        if isinstance(public, Ed25519PublicKey):
            public.verify(raw, _bytes(message))
        elif isinstance(public, RSAPublicKey):
            public.verify(raw, _bytes(message), padding.PKCS1v15(), hashes.SHA256())
        else:
            return False
    except InvalidSignature:
        return False
    return True


def address_allowed(key: SandboxKey, address: str | None) -> bool:
    """Whether a request from `address` may use the key: no list, an address, or a network."""
    if not key.allowed_ips:
        return True
    if address is None:
        return False
    source = ipaddress.ip_address(address)
    return any(source in ipaddress.ip_network(entry, strict=False) for entry in key.allowed_ips)


def expired(key: SandboxKey, now: datetime) -> bool:
    """Whether the key's life is over."""
    return key.expires_at is not None and key.expires_at <= now


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text
