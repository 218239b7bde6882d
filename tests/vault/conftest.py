"""Vaults that are cheap to open, and key derivations that are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from jungletui.vault import kdf
from jungletui.vault.layout import serialise
from jungletui.vault.primitives import hkdf_sha256
from jungletui.vault.store import VaultPaths
from tests.vault.material import Cheap, cheap, content, paths_under, with_passphrase


@pytest.fixture
def paths(tmp_path: Path) -> VaultPaths:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    return paths_under(home)


@pytest.fixture(scope="module")
def vault() -> Cheap:
    """A passphrase slot in front of two recovery-code slots."""
    return with_passphrase(cheap(slot_count=2))


@pytest.fixture(scope="module")
def file(vault: Cheap) -> bytes:
    return serialise(vault.image(content("main")))


@pytest.fixture
def no_kdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any key derivation would fail the test: the refusal must come before."""

    def derive(*_: object) -> bytes:
        pytest.fail("a key was derived")

    monkeypatch.setattr(kdf, "argon2id", derive)


@pytest.fixture
def quick_kdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for Argon2id that depends on the same inputs, for where its cost is no matter."""

    def derive(secret: bytes, salt: bytes, memory: int, iterations: int, lanes: int) -> bytes:
        return hkdf_sha256(secret, salt, f"{memory} {iterations} {lanes}".encode(), 32)

    monkeypatch.setattr(kdf, "argon2id", derive)
