"""One attempt to open a vault: how it is set up, and what its outcome must say."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from jungletui.domain.failures import ExitCode, JungleError, LockedError, VaultError
from jungletui.vault import kdf, keyschedule
from jungletui.vault.store import OpenVault, VaultPaths, open_vault, open_with_recovery_code
from tests.testkit.kitfile import KitFile, load
from tests.vault.hostile import check_words
from tests.vault.material import CANARY, paths_under, put

LOCKED = "LOCKED"
OPENS = "OPENS"


@dataclass
class Scene:
    """A home with nothing in it yet, and what is typed there."""

    paths: VaultPaths
    monkeypatch: pytest.MonkeyPatch
    passphrase: bytes = b""
    code: str = ""
    opened: list[OpenVault] = field(default_factory=list)

    def open(self) -> OpenVault:
        if self.code:
            vault = open_with_recovery_code(self.paths, bytearray(self.code.encode()))
        else:
            vault = open_vault(self.paths, bytearray(self.passphrase))
        self.opened.append(vault)
        return vault

    def secrets_of(self, file: KitFile) -> None:
        self.passphrase = (file.passphrase or "").encode()
        self.code = file.recovery_code or ""

    def lay_down(self, name: str) -> bytes:
        """Put a file of the kit in the vault's place, with the secret that opens it at hand."""
        file = load(name)
        self.secrets_of(file)
        put(self.paths, file.vault())
        return file.vault()


def scene_in(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    paths_of: Callable[[Path], VaultPaths] = paths_under,
) -> Scene:
    """`paths_of` says where the files of a home are."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    return Scene(paths_of(home), monkeypatch)


@dataclass
class Derivations:
    """How often a key was derived, and how often with Argon2id."""

    keys: int = 0
    stretched: int = 0


@contextmanager
def counted(scene: Scene) -> Iterator[Derivations]:
    """Count the key derivations inside."""
    count = Derivations()
    derive, stretch = keyschedule.hkdf_sha256, kdf.argon2id

    def counting(*arguments: object) -> bytes:
        count.keys += 1
        return derive(*arguments)

    def stretching(*arguments: object) -> bytes:
        count.stretched += 1
        return stretch(*arguments)

    with scene.monkeypatch.context() as patch:
        patch.setattr(keyschedule, "hkdf_sha256", counting)
        patch.setattr(kdf, "argon2id", stretching)
        yield count


def outcome(scene: Scene) -> OpenVault | JungleError:
    """The open vault, or the error; anything else that is raised fails the test."""
    try:
        return scene.open()
    except JungleError as error:
        return error


def check_outcome(scene: Scene, found: OpenVault | JungleError, expect: str) -> None:
    """Class, exit code, file, remedy, and no plaintext in any error behind it."""
    if expect == OPENS:
        assert isinstance(found, OpenVault), f"refused: {found}"
        assert CANARY not in f"{found!r} {found.notices}"
        return
    assert isinstance(found, JungleError), "it opened"
    assert found.kind == (expect if expect != LOCKED else "locked"), found.message
    if isinstance(found, VaultError):
        check_words(found, scene.paths)
    else:
        assert isinstance(found, LockedError)
        assert found.exit_code == ExitCode.LOCKED
        assert found.remedy
        check_no_words_of(scene.passphrase, found)


def check_no_words_of(secret: bytes, error: JungleError) -> None:
    """A message never repeats a piece of what was typed."""
    text = f"{error.message} {error.remedy}".encode()
    pieces = [secret[at : at + 8] for at in range(0, min(len(secret), 64), 8)]
    assert not [piece for piece in pieces if len(piece) == 8 and piece in text]


def state_of(folder: Path) -> dict[str, object]:
    """Every entry of the folder with its mode and, for a small file, its bytes."""
    state: dict[str, object] = {}
    for entry in sorted(folder.iterdir()):
        found = entry.lstat()
        small = entry.is_file() and not entry.is_symlink() and found.st_size < 1 << 22
        readable = small and os.access(entry, os.R_OK)
        state[entry.name] = (found.st_mode, found.st_size, readable and entry.read_bytes())
    return state
