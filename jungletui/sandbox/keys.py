"""A credential as a sandbox exchange knows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class KeyType(StrEnum):
    """What kind of key material signs the requests."""

    HMAC = "hmac"
    ED25519 = "ed25519"
    RSA = "rsa"


@dataclass(slots=True)
class SandboxKey:
    """A credential as the exchange knows it.

    `verifier` is the HMAC secret, or the public key in PEM for Ed25519 and RSA. `rights` are the
    exchange's own words (`enableReading`, `query-funds`, `Spot:SpotTrade`, `read_only`).
    An empty `allowed_ips` means no restriction. `nonces` are those used so far,
    where they need only be new.
    """

    id: str
    verifier: str = field(repr=False)
    account: str
    rights: frozenset[str]
    created_at: datetime
    key_type: KeyType = KeyType.HMAC
    passphrase: str | None = field(default=None, repr=False)
    allowed_ips: tuple[str, ...] = ()
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    label: str = ""
    environment: str = "live"
    nonce: int = 0
    nonces: set[str] = field(default_factory=set, repr=False)
