"""A key: one API credential of one account on one exchange."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from jungletui.domain.secret import Secret

DEFAULT_POLICY = "bot"
FINGERPRINT_LENGTH = 12
PUBLIC_FIELDS = ("apiKey", "walletAddress", "uid", "login", "accountId")


class Environment(StrEnum):
    """Which of an exchange's worlds a key belongs to."""

    LIVE = "live"
    TESTNET = "testnet"
    DEMO = "demo"


Credential = Mapping[str, Secret]
"""ccxt's credential fields (`apiKey`, `secret`, `password`, `uid`, …) to their texts."""


@dataclass(frozen=True, slots=True)
class KeyProfile:
    """Everything about a key that is not secret and that a person chose."""

    name: str
    exchange: str
    environment: Environment = Environment.LIVE
    endpoint: str | None = None
    policy: str = DEFAULT_POLICY
    holders: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProfileChanges:
    """What a person wants otherwise about a key; None leaves a field as it is. An empty `endpoint`
    is the exchange's own again."""

    name: str | None = None
    environment: Environment | None = None
    endpoint: str | None = None
    policy: str | None = None
    holders: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A key as the service holds it: profile, credential, and when it was added."""

    profile: KeyProfile
    credential: Credential = field(repr=False)
    added_at: datetime

    @property
    def name(self) -> str:
        """The name that the person gave it."""
        return self.profile.name

    @property
    def public_id(self) -> str:
        """The id that the exchange knows the key by (API key, or wallet address)."""
        return public_id_of(self.credential)


@dataclass(frozen=True, slots=True)
class KeySummary:
    """A key as a client may see it: nothing in it is secret."""

    name: str
    exchange: str
    environment: Environment
    endpoint: str | None
    fingerprint: str
    public_id: str
    policy: str
    holders: tuple[str, ...]
    tags: tuple[str, ...]
    added_at: datetime


def public_id_of(credential: Credential) -> str:
    """The first public field of a credential that is filled; empty where there is none."""
    for name in PUBLIC_FIELDS:
        if credential.get(name):
            return credential[name].reveal()
    return ""


def shortened(public_id: str) -> str:
    """First and last four characters: enough to find the key on the website, not to use it."""
    if len(public_id) <= 8:
        return public_id[:2] + "…" if public_id else ""
    return f"{public_id[:4]}…{public_id[-4:]}"


def fingerprint(vault_key: bytes, exchange: str, public_id: str) -> str:
    """12 hex digits: a hash of exchange and public key id, keyed by the vault's own key."""
    message = f"{exchange}\0{public_id}".encode()
    return hmac.new(vault_key, message, hashlib.sha256).hexdigest()[:FINGERPRINT_LENGTH]


def summary_of(key: Key, vault_key: bytes) -> KeySummary:
    """The part of `key` that may leave the service process."""
    profile = key.profile
    return KeySummary(
        name=profile.name,
        exchange=profile.exchange,
        environment=profile.environment,
        endpoint=profile.endpoint,
        fingerprint=fingerprint(vault_key, profile.exchange, key.public_id),
        public_id=shortened(key.public_id),
        policy=profile.policy,
        holders=profile.holders,
        tags=profile.tags,
        added_at=key.added_at,
    )
