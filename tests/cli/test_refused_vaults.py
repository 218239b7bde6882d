"""The rows of docs/vault-format.md section 9 as a person meets them: through the command line and
at the start of the console, with class, file, remedy and exit code, and no plaintext."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.program import Done, jungletui
from tests.e2e.conftest import JUNGLETUI
from tests.e2e.terminal import ALT_SCREEN_ON, terminal
from tests.testkit.kitfile import FOLDER, KitFile, load
from tests.testkit.places import PLACES
from tests.testkit.places import Place as KitPlace
from tests.testkit.scene import LOCKED, OPENS, scene_in
from tests.vault.material import CANARY, paths_in, put

pytestmark = pytest.mark.slow  # whole programs under a terminal


WANTED, REFUSED = 3, 5
PLAINTEXT = (CANARY, "id-of-", '"entries"')
KIT = {path.stem: load(path.stem) for path in sorted(FOLDER.glob("*.cxvkit"))}
HERE = {name: file for name, file in KIT.items() if file.free_memory_kib is None}
"""Files whose answer does not depend on a made-up amount of memory."""
ONE_OF_A_CLASS = tuple({file.expect: name for name, file in HERE.items()}.values())
ONE_OF_A_ROW = tuple(
    {file.row: name for name, file in HERE.items() if file.row and file.expect != OPENS}.values()
)
PLAYED_IN_ONE_PROCESS = {43, 44, 45}
"""Owners that only root could give, and races; what can be made of these rows is made."""
TYPED = 48
ON_A_DISK = [place for place in PLACES if not place.name.startswith("typed: ")]

Place = Callable[[Path], None]


def secret_of(file: KitFile) -> str:
    return file.passphrase or file.recovery_code or ""


def laid_down(home: Path, name: str) -> KitFile:
    """Put a file of the kit in the vault's place, after the one that this host has seen."""
    home.mkdir(mode=0o700)
    file = KIT[name]
    if file.seen:
        seen = KIT[file.seen]
        put(paths_in(home), seen.vault())
        assert jungletui(home, "keys", "list", passphrase=secret_of(seen)).code == 0
    put(paths_in(home), file.vault())
    return file


def check_refusal(done: Done, kind: str, home: Path) -> None:
    error = done.document["error"]
    assert error["kind"] == kind
    assert error["message"].startswith(f"{kind}: ")
    assert str(home) in error["message"]
    assert error["remedy"]
    assert done.code == (WANTED if kind == "E_AUTH" else REFUSED)
    check_silence(done)


def check_silence(done: Done) -> None:
    said = done.out.decode(errors="replace") + done.err
    assert not [piece for piece in PLAINTEXT if piece in said]
    assert "Traceback" not in said


def judged(home: Path, name: str) -> str:
    """What the program finds of a file of the kit, which it leaves as it is."""
    file = laid_down(home, name)
    before = (home / "vault.cxv").read_bytes()
    done = jungletui(home, "keys", "list", "--json", passphrase=secret_of(file))
    assert (home / "vault.cxv").read_bytes() == before
    if done.code == 0:
        return OPENS
    check_refusal(done, done.document["error"]["kind"], home)
    assert file.says is None or file.says in done.text.replace('\\"', '"')
    return done.document["error"]["kind"]


def test_the_sample_has_every_class_that_a_file_can_have() -> None:
    expected = {file.expect for file in KIT.values()}
    assert {HERE[name].expect for name in ONE_OF_A_CLASS} == expected
    assert {HERE[name].expect for name in ONE_OF_A_ROW} == expected - {OPENS}


@pytest.mark.parametrize("name", ONE_OF_A_CLASS)
def test_one_of_each_class(tmp_path: Path, name: str) -> None:
    assert judged(tmp_path / "home", name) == KIT[name].expect


@pytest.mark.parametrize("name", HERE)
def test_each_file_of_the_kit(tmp_path: Path, name: str) -> None:
    assert judged(tmp_path / "home", name) == KIT[name].expect


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
    home = tmp_path / "home"
    file = laid_down(home, "plain")
    place(home / "vault.cxv")
    done = jungletui(home, "keys", "list", "--json", passphrase=secret_of(file))
    check_refusal(done, "E_FS", home)
    checked = jungletui(home, "vault", "check", "--json", passphrase=secret_of(file))
    assert checked.code == REFUSED
    assert "E_FS" in checked.text
    check_silence(checked)


@pytest.mark.parametrize("place", ON_A_DISK, ids=lambda place: place.title)
def test_each_place_of_the_kit(tmp_path: Path, place: KitPlace) -> None:
    """Links, pipes, modes, owners, records and typed passphrases; races are played in one process
    (tests/testkit), as nothing can be put between two system calls of another."""
    with pytest.MonkeyPatch.context() as patch:
        scene = scene_in(tmp_path, patch)
        place.build(scene)
        if patch._setattr and place.row in PLAYED_IN_ONE_PROCESS:
            return
    home = scene.paths.vault.parent
    secret = tmp_path / "secret"
    line_end = b"" if place.row == TYPED else b"\n"
    secret.write_bytes((scene.passphrase or scene.code.encode()) + line_end)
    with secret.open("rb") as given:
        done = jungletui(
            home, "keys", "list", "--json", "--passphrase-fd", str(given.fileno()),
            passphrase=None, pass_fds=(given.fileno(),),
        )  # fmt: skip
    check_silence(done)
    if place.expect == OPENS:
        assert done.code == 0, done.text
    elif place.expect == LOCKED:
        assert (done.code, done.document["error"]["kind"]) == (WANTED, "locked")
    else:
        check_refusal(done, place.expect, home)
        assert place.says in done.text.replace('\\"', '"')


@pytest.mark.parametrize("name", [*ONE_OF_A_ROW, "46_duplicate_field", "34_slot_commit"])
def test_the_console_does_not_start_on_it(tmp_path: Path, name: str) -> None:
    home = tmp_path / "home"
    file = laid_down(home, name)
    secret = tmp_path / "secret"
    secret.touch(mode=0o600)
    secret.write_text(secret_of(file))
    argv = [*JUNGLETUI, "--home", str(home), "--passphrase-file", str(secret)]
    with terminal(argv, tmp_path, columns=160) as console:
        code = console.exit_code(30)
        shown = console.text()
    assert code == (WANTED if file.expect == "E_AUTH" else REFUSED), shown
    assert f"jungletui: {file.expect}: " in shown
    assert "vault.cxv" in shown
    assert ALT_SCREEN_ON not in console.raw, "no screen was drawn"
    assert not [piece for piece in PLAINTEXT if piece.encode() in console.raw]
    assert len(shown.strip().splitlines()) > 1, "the remedy is on a line of its own"
