"""The demo's vault: the sandbox's sample keys, in memory only."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from jungletui.domain.failures import ServiceError
from jungletui.domain.keys import DEFAULT_POLICY, Environment, Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.domain.times import Clock
from jungletui.vault.store import Content, MemoryVault

FINGERPRINT_KEY_LENGTH = 32


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


def demo_vault(descriptor: int, clock: Clock) -> MemoryVault:
    """Wait for the sandbox's line on `descriptor` and make a vault of its keys. ServiceError where
    no such line comes."""
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
    return MemoryVault(Content(os.urandom(FINGERPRINT_KEY_LENGTH), keys), path=Path("demo"))


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
