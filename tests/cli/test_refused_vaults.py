"""The rows of docs/vault-format.md section 9 through the command line: class, file, remedy and exit
code, what is only odd said on stderr, and no plaintext."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.program import Done
from tests.testkit.at_home import ON_A_DISK, PLAINTEXT, AtHome, at_home_in, at_home_with
from tests.testkit.kitfile import FOLDER, load
from tests.testkit.places import Place as KitPlace
from tests.testkit.scene import LOCKED, OPENS

pytestmark = pytest.mark.slow  # whole programs


KIT = {path.stem: load(path.stem) for path in sorted(FOLDER.glob("*.cxvkit"))}
HERE = {name: file for name, file in KIT.items() if file.free_memory_kib is None}
"""Files whose answer does not depend on a made-up amount of memory."""

Place = Callable[[Path], None]


def check_answer(there: AtHome, done: Done) -> None:
    """Class, file, remedy, exit code and words of the answer, and that it keeps silent on what the
    vault holds."""
    said = done.out.decode(errors="replace") + done.err
    assert not [piece for piece in PLAINTEXT if piece in said]
    assert "Traceback" not in said
    assert done.code == there.code, said
    if there.expect == OPENS:
        assert there.says in done.err
        return
    error = done.document["error"]
    if there.expect == LOCKED:
        assert error["kind"] == "locked"
    else:
        assert error["kind"] == there.expect
        assert error["message"].startswith(f"{there.expect}: ")
        assert str(there.home) in error["message"]
    assert error["remedy"]
    assert there.says in f"{error['message']} {error['remedy']}"


@pytest.mark.parametrize("name", HERE)
def test_each_file_of_the_kit(tmp_path: Path, name: str) -> None:
    """The program gives it the answer of its header, and leaves it as it is."""
    there = at_home_with(tmp_path, name)
    before = (there.home / "vault.cxv").read_bytes()
    check_answer(there, there.command("keys", "list"))
    assert (there.home / "vault.cxv").read_bytes() == before


def link(vault: Path) -> None:
    vault.rename(vault.with_name("elsewhere"))
    vault.symlink_to("elsewhere")


def pipe(vault: Path) -> None:
    vault.unlink()
    os.mkfifo(vault, 0o600)


def directory(vault: Path) -> None:
    vault.unlink()
    vault.mkdir(mode=0o700)


def open_to_others(vault: Path) -> None:
    vault.chmod(0o644)


def folder_of_others(vault: Path) -> None:
    vault.parent.chmod(0o777)


@pytest.mark.parametrize(
    "place", [link, pipe, directory, open_to_others, folder_of_others], ids=lambda f: f.__name__
)
def test_a_place_that_is_not_safe(tmp_path: Path, place: Place) -> None:
    there = at_home_with(tmp_path, "plain")
    place(there.home / "vault.cxv")
    unsafe = AtHome(there.home, there.secret, "E_FS", "")
    check_answer(unsafe, unsafe.command("keys", "list"))
    checked = unsafe.command("vault", "check")
    assert checked.code == unsafe.code
    assert "E_FS" in checked.text


@pytest.mark.parametrize("place", ON_A_DISK, ids=lambda place: place.title)
def test_each_place_of_the_kit(tmp_path: Path, place: KitPlace) -> None:
    """Links, pipes, modes, owners, records and typed passphrases; races are played in one process
    (tests/testkit), as nothing can be put between two system calls of another."""
    there = at_home_in(tmp_path, place)
    if there is None:
        return
    check_answer(there, there.command("keys", "list"))
    if place.row == 50:
        assert there.command("keys", "remove", "main", "--yes").code == 0, "the lock is acquired"
