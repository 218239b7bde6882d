"""A derivation that was begun early: used where it fits, harmless where it does not."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from jungletui.domain.failures import LockedError, VaultError, VaultFault
from jungletui.vault import kdf
from jungletui.vault.ahead import Ahead
from jungletui.vault.kdf import FLOOR
from jungletui.vault.opened import OpenVault
from jungletui.vault.primitives import hkdf_sha256
from jungletui.vault.slot_layout import SlotType
from jungletui.vault.slot_secrets import SlotSecret
from jungletui.vault.sources import PassphraseSources
from jungletui.vault.store import VaultPaths
from jungletui.vault.unlocking_order import open_by_any
from tests.vault.hostile import flip
from tests.vault.material import PASSPHRASE, cheap, names
from tests.vault.opened_vaults import passphrase, with_a_key
from tests.vault.test_sources import NONE, pipe_with, private_file

SLOW = 0.2
SECOND = b"heron gasket violet sprocket"


@pytest.fixture
def derivations(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The prehash of every derivation; a stand-in for Argon2id that takes a while."""
    asked: list[bytes] = []

    def derive(secret: bytes, salt: bytes, memory: int, iterations: int, lanes: int) -> bytes:
        asked.append(secret)
        time.sleep(SLOW)
        return hkdf_sha256(secret, salt, f"{memory} {iterations} {lanes}".encode(), 32)

    monkeypatch.setattr(kdf, "argon2id", derive)
    return asked


@pytest.fixture
def words(paths: VaultPaths, derivations: list[bytes]) -> VaultPaths:
    """A vault that a passphrase and a recovery code open."""
    with_a_key(paths).add_slot(passphrase(PASSPHRASE), FLOOR)
    derivations.clear()
    return paths


def opened(
    paths: VaultPaths, sources: PassphraseSources, meanwhile: Callable[[], object] = lambda: None
) -> OpenVault:
    begun = replace(sources, ahead=Ahead(paths.vault, sources))
    meanwhile()
    return open_by_any(paths, begun)


def test_the_key_is_derived_once(words: VaultPaths, derivations: list[bytes]):
    vault = opened(words, replace(NONE, fd=pipe_with(PASSPHRASE)))
    assert names(vault.content) == ["main"]
    assert vault.notices == ("opened with the passphrase of --passphrase-fd",)
    assert len(derivations) == 1


def test_a_file_is_read_early_too(words: VaultPaths, derivations: list[bytes], tmp_path: Path):
    file = private_file(tmp_path / "words", PASSPHRASE)
    assert names(opened(words, replace(NONE, file=file)).content) == ["main"]
    assert len(derivations) == 1


def test_what_the_derivation_took_is_known_however_late_its_key_is_asked_for(
    words: VaultPaths, monkeypatch: pytest.MonkeyPatch
):
    seconds: list[float] = []
    monkeypatch.setattr(kdf, "stronger", lambda _, took: seconds.append(took))
    opened(words, replace(NONE, fd=pipe_with(PASSPHRASE)), lambda: time.sleep(4 * SLOW))
    opened(words, replace(NONE, fd=pipe_with(PASSPHRASE)))
    late, soon = seconds
    assert late >= SLOW
    assert soon >= SLOW
    assert late < 4 * SLOW


def test_a_second_passphrase_is_derived_as_ever(words: VaultPaths, derivations: list[bytes]):
    opened(words, replace(NONE, fd=pipe_with(PASSPHRASE))).add_slot(passphrase(SECOND), FLOOR)
    derivations.clear()
    assert names(opened(words, replace(NONE, fd=pipe_with(SECOND))).content) == ["main"]
    assert len(derivations) == 2


def test_a_wrong_one_is_refused_and_asked_for_no_further(
    words: VaultPaths, derivations: list[bytes]
):
    sources = replace(NONE, fd=pipe_with(b"not the passphrase\n"))
    begun = Ahead(words.vault, sources)
    with pytest.raises(VaultError) as refused:
        open_by_any(words, replace(sources, ahead=begun))
    assert refused.value.fault is VaultFault.AUTH
    assert len(derivations) == 1
    assert begun.derived(derivations[0], b"", FLOOR) is None


def test_a_recovery_code_derives_nothing(words: VaultPaths, derivations: list[bytes]):
    sources = replace(NONE, fd=pipe_with(cheap().code.encode()))
    assert names(opened(words, sources).content) == ["main"]
    assert derivations == []


def test_a_slot_that_wants_a_key_file_too_is_left_to_the_opening(
    words: VaultPaths, derivations: list[bytes], tmp_path: Path
):
    key_file = private_file(tmp_path / "key", bytes(range(32)), 0o400)
    both = SlotSecret(SlotType.PASSPHRASE, bytearray(SECOND), bytearray(key_file.read_bytes()))
    vault = opened(words, replace(NONE, fd=pipe_with(PASSPHRASE)))
    vault.add_slot(both, FLOOR)
    derivations.clear()
    sources = replace(NONE, fd=pipe_with(SECOND), key_file=key_file)
    assert names(opened(words, sources).content) == ["main"]
    assert len(derivations) == 2  # of the first slot, early; of the other one as ever


def test_a_key_is_given_once_and_forgotten(words: VaultPaths, derivations: list[bytes]):
    begun = Ahead(words.vault, replace(NONE, fd=pipe_with(PASSPHRASE)))
    assert begun.given() is not None
    begun.forget()
    deadline = time.monotonic() + 10
    while not begun._is_done.is_set() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert derivations
    assert begun._key is None


@pytest.mark.parametrize("offset", [0, 300, 5000], ids=["magic", "a slot", "the payload"])
def test_a_damaged_file_is_refused_as_ever(words: VaultPaths, offset: int):
    words.vault.write_bytes(flip(offset)(words.vault.read_bytes()))
    with pytest.raises(VaultError) as plain:
        open_by_any(words, replace(NONE, fd=pipe_with(PASSPHRASE)))
    with pytest.raises(VaultError) as early:
        opened(words, replace(NONE, fd=pipe_with(PASSPHRASE)))
    assert early.value.info == plain.value.info


def test_no_passphrase_to_read_is_said_as_ever(words: VaultPaths, derivations: list[bytes]):
    with pytest.raises(LockedError) as plain:
        open_by_any(words, replace(NONE, fd=pipe_with(b"")))
    with pytest.raises(LockedError) as early:
        opened(words, replace(NONE, fd=pipe_with(b"")))
    assert early.value.info == plain.value.info
    assert derivations == []
