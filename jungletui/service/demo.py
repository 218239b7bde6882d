"""The demo's vault, in memory: the sandbox's sample keys, and no exchange but the sandbox's."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from jungletui.domain.failures import ServiceError, UsageError
from jungletui.domain.keys import DEFAULT_POLICY, Environment, Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.domain.times import Clock
from jungletui.vault.store import Content, MemoryVault

FINGERPRINT_KEY_LENGTH = 32
LOOPBACK = frozenset(("127.0.0.1", "::1", "localhost"))


class Sample(msgspec.Struct, frozen=True):
    """One sample key as the sandbox tells it."""

    name: str
    exchange: str
    credential: dict[str, Secret]
    environment: Environment = Environment.LIVE
    endpoint: str | None = None
    policy: str = DEFAULT_POLICY
    holders: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


class Announcement(msgspec.Struct, frozen=True):
    """The sandbox's first line."""

    keys: tuple[Sample, ...]
    exchanges: dict[str, str] = {}


def demo_vault(descriptor: int, clock: Clock) -> tuple[MemoryVault, dict[str, str]]:
    """Wait for the sandbox's line on `descriptor`; returns a vault of its keys and the addresses of
    its exchanges. ServiceError where no such line comes."""
    with os.fdopen(descriptor, "rb") as pipe:
        line = pipe.readline()
    try:
        announced = msgspec.json.decode(line, type=Announcement, dec_hook=_secret)
    except msgspec.MsgspecError:
        raise ServiceError(
            "The sandbox of the demo did not start.", "Start `jungletui demo` again."
        ) from None
    now = clock()
    keys = tuple(Key(_profile(sample), sample.credential, now) for sample in announced.keys)
    vault = MemoryVault(Content(os.urandom(FINGERPRINT_KEY_LENGTH), keys), path=Path("demo"))
    return vault, announced.exchanges


def in_sandbox(profile: KeyProfile, endpoints: Mapping[str, str]) -> KeyProfile:
    """The profile with an address on this host: the sandbox's, unless it has one of its own. The
    demo asks nobody else. UsageError for an exchange that the sandbox does not have, and for an
    address elsewhere."""
    if profile.exchange not in endpoints:
        known = ", ".join(sorted(endpoints))
        raise UsageError(
            f"The demo talks to its own sandbox only, which has no {profile.exchange}.",
            f"Choose one of {known}; or leave the demo and add the key with `jungletui`.",
        )
    if profile.endpoint is None:
        return replace(profile, endpoint=endpoints[profile.exchange])
    if (urlsplit(profile.endpoint).hostname or "") not in LOOPBACK:
        raise UsageError(
            "The demo talks to this host only; the endpoint is elsewhere.",
            "Leave the endpoint empty: the demo takes its sandbox's.",
        )
    return profile


def _profile(sample: Sample) -> KeyProfile:
    return KeyProfile(
        name=sample.name,
        exchange=sample.exchange,
        environment=sample.environment,
        endpoint=sample.endpoint,
        policy=sample.policy,
        holders=sample.holders,
        tags=sample.tags,
    )


def _secret(expected: type, value: object) -> Secret:
    if expected is not Secret or not isinstance(value, str):
        raise TypeError("a text is expected")
    return Secret(value)
