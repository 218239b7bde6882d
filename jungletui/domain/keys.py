"""A key: one API credential of one account on one exchange."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from jungletui.domain.routes import Family, shown_proxy
from jungletui.domain.secret import Secret

if TYPE_CHECKING:
    from jungletui.domain.surroundings import Attestation, Baseline

DEFAULT_POLICY = "bot"
FINGERPRINT_LENGTH = 12
PUBLIC_FIELDS = ("apiKey", "walletAddress", "uid", "login", "accountId")
SECRET_IDS = frozenset({("onetrading", "apiKey"), ("grvt", "apiKey")})
"""Public fields that are the secret itself: One Trading's key is a bearer token and has no id
(ccxt 4.5.90 onetrading.py, `Authorization: Bearer`), and GRVT's alone logs in (grvt.py
`sign_in_with_api_key`)."""
LONGEST_ADDRESS = 60
"""No wallet's address is longer (Ethereum 42, Solana 44, Cosmos 45 to 59); private keys are."""


class Environment(StrEnum):
    """Which of an exchange's worlds a key belongs to."""

    LIVE = "live"
    TESTNET = "testnet"
    DEMO = "demo"


Credential = Mapping[str, Secret]
"""ccxt's credential fields (`apiKey`, `secret`, `password`, `uid`, …) to their texts."""


@dataclass(frozen=True, slots=True)
class KeyProfile:
    """Everything about a key that a person chose. Nothing of it is secret but `proxy`, whose URL
    may hold a password: it is kept with the key and shown by `shown_proxy` only."""

    name: str
    exchange: str
    environment: Environment = Environment.LIVE
    endpoint: str | None = None
    policy: str = DEFAULT_POLICY
    holders: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    proxy: str | None = field(default=None, repr=False)
    family: Family = Family.ANY


@dataclass(frozen=True, slots=True)
class ProfileChanges:
    """What a person wants otherwise about a key; None leaves a field as it is. An empty `endpoint`
    is the exchange's own again, an empty `proxy` none."""

    name: str | None = None
    environment: Environment | None = None
    endpoint: str | None = None
    policy: str | None = None
    holders: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    proxy: str | None = field(default=None, repr=False)
    family: Family | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A key as the service holds it: profile, credential, when it was added, and what a person
    stated and accepted about exactly this credential."""

    profile: KeyProfile
    credential: Credential = field(repr=False)
    added_at: datetime
    attested: Attestation | None = None
    baseline: Baseline | None = None

    @property
    def name(self) -> str:
        """The name that the person gave it."""
        return self.profile.name

    @property
    def public_id(self) -> str:
        """The id that the exchange knows the key by (API key, or wallet address); empty where it
        has none that may be shown."""
        return public_id_of(self.credential, self.profile.exchange)


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
    proxy: str | None = None
    family: Family = Family.ANY


Way = tuple[str, Environment, str | None, str | None]


def way_of(key: KeyProfile | KeySummary) -> Way:
    """Whom a key asks, and by which way: what hangs there holds up the keys of the same way, and no
    others."""
    return key.exchange, key.environment, key.endpoint, key.proxy


def is_public(exchange: str, name: str, text: str = "") -> bool:
    """Whether the credential field `name` may be shown, shortened, on this exchange; a private key
    that was pasted as a wallet's address (`text`) may not."""
    pasted = name == "walletAddress" and len(text) > LONGEST_ADDRESS
    return name in PUBLIC_FIELDS and (exchange, name) not in SECRET_IDS and not pasted


def public_id_of(credential: Credential, exchange: str = "") -> str:
    """The first public field of a credential that is filled; empty where there is none."""
    for name in PUBLIC_FIELDS:
        text = credential[name].reveal() if name in credential else ""
        if text and is_public(exchange, name, text):
            return text
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


def fingerprint_of(key: Key, vault_key: bytes) -> str:
    """The fingerprint of `key`. Where nothing of the credential is public, its first text stands
    for the id: two such keys are not the same key."""
    texts = (secret.reveal() for _, secret in sorted(key.credential.items()) if secret)
    return fingerprint(vault_key, key.profile.exchange, key.public_id or next(texts, ""))


def summary_of(key: Key, vault_key: bytes) -> KeySummary:
    """The part of `key` that may leave the service process."""
    profile = key.profile
    return KeySummary(
        name=profile.name,
        exchange=profile.exchange,
        environment=profile.environment,
        endpoint=profile.endpoint,
        fingerprint=fingerprint_of(key, vault_key),
        public_id=shortened(key.public_id),
        policy=profile.policy,
        holders=profile.holders,
        tags=profile.tags,
        added_at=key.added_at,
        proxy=None if profile.proxy is None else shown_proxy(profile.proxy),
        family=profile.family,
    )
