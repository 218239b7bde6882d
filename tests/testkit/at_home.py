"""A file or a place of the kit as a program finds it: a home, and what is typed there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from jungletui.domain.failures import ExitCode
from tests.cli.program import Done, jungletui
from tests.testkit.kitfile import KitFile, load
from tests.testkit.places import PLACES, Place
from tests.testkit.scene import LOCKED, OPENS, scene_in
from tests.vault.material import CANARY, paths_in, put

PLAINTEXT = (CANARY, "id-of-", '"entries"')
PLAYED_IN_ONE_PROCESS = {43, 44, 45}
"""Owners that only root could give, and races; what can be made of these rows is made."""
TYPED = 48
ON_A_DISK = [place for place in PLACES if not place.name.startswith("typed: ")]


@dataclass(frozen=True)
class AtHome:
    """`expect` is the answer, `says` a part of the message, its remedy or a notice."""

    home: Path
    secret: Path
    expect: str
    says: str
    argv: tuple[str, ...] = ()
    """What goes in front of the program."""

    @property
    def code(self) -> int:
        """How the program ends."""
        if self.expect == OPENS:
            return ExitCode.DONE
        return ExitCode.LOCKED if self.expect in (LOCKED, "E_AUTH") else ExitCode.VAULT

    @contextmanager
    def typed(self) -> Iterator[int]:
        """A descriptor at whose end the secret is read."""
        descriptor = os.open(self.secret, os.O_RDONLY)
        os.set_inheritable(descriptor, True)
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def command(self, *words: str) -> Done:
        """A command that opens the vault with the secret."""
        with self.typed() as fd:
            given = ("--json", "--passphrase-fd", str(fd))
            return jungletui(self.home, *words, *given, passphrase=None, pass_fds=(fd,))


def at_home_with(folder: Path, name: str) -> AtHome:
    """A file of the kit in the vault's place, after the one that this host has seen."""
    file = load(name)
    home = folder / "home"
    home.mkdir(mode=0o700)
    if file.seen:
        seen = load(file.seen)
        put(paths_in(home), seen.vault())
        assert jungletui(home, "keys", "list", passphrase=secret_of(seen)).code == 0
    put(paths_in(home), file.vault())
    return AtHome(home, _kept(folder, secret_of(file).encode()), file.expect, file.says or "")


def at_home_in(folder: Path, place: Place) -> AtHome | None:
    """The same for a place; None for what can only be played in the test's own process."""
    with pytest.MonkeyPatch.context() as patch:
        scene = scene_in(folder, patch, paths_in)
        place.build(scene)
        if patch._setattr and place.row in PLAYED_IN_ONE_PROCESS:
            return None
    for vault in scene.opened:
        vault.close()
    # A descriptor of row 48 has the line end that it is about; all others have one more.
    words = (scene.passphrase or scene.code.encode()) + (b"" if place.row == TYPED else b"\n")
    return AtHome(scene.paths.vault.parent, _kept(folder, words), place.expect, place.says)


def secret_of(file: KitFile) -> str:
    return file.passphrase or file.recovery_code or ""


def _kept(folder: Path, words: bytes) -> Path:
    secret = folder / "secret"
    secret.touch(mode=0o600)
    secret.write_bytes(words)
    return secret
