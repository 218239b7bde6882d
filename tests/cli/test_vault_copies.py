"""`vault check`, `backup`, `restore`: through the real command line, with their exit codes."""

from __future__ import annotations

import re
import shlex
import stat
from pathlib import Path

import pytest

from tests.cli.program import BINANCE, Done, jungletui

pytestmark = pytest.mark.slow  # whole programs, each with its own key derivations

ADD = ("--exchange", "binance", "--no-verify")


def vault(home: Path, *arguments: str, **options: object) -> Done:
    return jungletui(home, "vault", *arguments, "--json", **options)


def add(home: Path, name: str) -> None:
    key = {**BINANCE, "apiKey": f"{name:x<64}"}
    assert jungletui(home, "keys", "add", name, *ADD, given=key).code == 0


def keys(home: Path) -> list[str]:
    return [key["name"] for key in jungletui(home, "keys", "list", "--json").document["keys"]]


def refusal(done: Done) -> tuple[int, str]:
    """Its exit code and its kind; what to do about it is always said."""
    error = done.document["error"]
    assert error["remedy"]
    return done.code, error["kind"]


def copied(home: Path, tmp_path: Path, name: str = "copy.cxv") -> Path:
    folder = tmp_path / "copies"
    folder.mkdir(mode=0o700, exist_ok=True)
    done = vault(home, "backup", str(folder / name))
    assert done.code == 0, done.text
    assert done.document["verified"]
    return folder / name


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-40] ^= 1
    path.write_bytes(content)


def test_a_sound_vault_is_called_so(home: Path) -> None:
    add(home, "main")
    done = vault(home, "check")
    assert done.code == 0
    document = done.document
    assert (document["sound"], document["verified"]) == (True, True)
    rows = {row["check"]: row["status"] for row in document["rows"]}
    assert rows["contents"] == rows["backup 1"] == rows["file"] == "ok"
    assert "The vault is sound" in jungletui(home, "vault", "check").text


def test_without_a_passphrase_the_form_is_checked(home: Path) -> None:
    done = vault(home, "check", passphrase=None)
    assert done.code == 0
    assert not done.document["verified"]
    text = jungletui(home, "vault", "check", passphrase=None).text
    assert "in form only" in text


def test_a_wrong_passphrase_is_not_taken_for_damage(home: Path) -> None:
    assert refusal(vault(home, "check", passphrase="another passphrase")) == (3, "E_AUTH")
    assert refusal(vault(home.parent / "none", "check")) == (3, "locked")


def test_damage_is_found_with_and_without_the_passphrase(home: Path) -> None:
    whole = (home / "vault.cxv").read_bytes()
    damage(home / "vault.cxv")
    done = vault(home, "check")
    assert done.code == 5
    assert not done.document["sound"]
    assert any("E_TAMPER" in row["detail"] for row in done.document["rows"])
    (home / "vault.cxv").write_bytes(whole[:-1])
    done = vault(home, "check", passphrase=None)
    assert done.code == 5
    assert "NOT SOUND" in jungletui(home, "vault", "check", passphrase=None).text


def test_a_backup_is_a_whole_vault_of_its_own(home: Path, tmp_path: Path) -> None:
    add(home, "main")
    copy = copied(home, tmp_path)
    assert copy.read_bytes() == (home / "vault.cxv").read_bytes()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_backup_is_never_written_over_a_file(home: Path, tmp_path: Path) -> None:
    copy = copied(home, tmp_path)
    before = copy.read_bytes()
    add(home, "main")
    assert refusal(vault(home, "backup", str(copy))) == (5, "E_CONFLICT")
    assert copy.read_bytes() == before


def test_a_backup_needs_no_passphrase_where_that_is_said(home: Path, tmp_path: Path) -> None:
    assert refusal(vault(home, "backup", str(home / "c.cxv"), passphrase=None)) == (3, "locked")
    done = vault(home, "backup", str(home / "c.cxv"), "--no-verify", passphrase=None)
    assert done.code == 0
    assert not done.document["verified"]
    assert vault(tmp_path / "none", "backup", str(home / "d.cxv"), "--no-verify").code == 3


def test_a_damaged_vault_is_not_copied(home: Path) -> None:
    damage(home / "vault.cxv")
    assert refusal(vault(home, "backup", str(home / "copy.cxv"))) == (5, "E_TAMPER")
    assert not (home / "copy.cxv").exists()


def test_an_older_copy_must_be_accepted(home: Path, tmp_path: Path) -> None:
    add(home, "main")
    copy = copied(home, tmp_path)
    add(home, "second")
    before = (home / "vault.cxv").read_bytes()
    assert refusal(vault(home, "restore", str(copy))) == (5, "E_ROLLBACK")
    assert vault(home, "restore", str(copy), "--accept-roll").code == 2, "typed in full only"
    assert (home / "vault.cxv").read_bytes() == before
    done = vault(home, "restore", str(copy), "--accept-rollback")
    assert done.code == 0, done.text
    assert keys(home) == ["main"]
    assert (home / "vault.cxv.bak.1").read_bytes() == before
    log = jungletui(home, "log", "--json").document["records"]
    assert "vault-restored" in [record["what"] for record in log]


def test_a_copy_takes_the_place_of_a_damaged_vault(home: Path, tmp_path: Path) -> None:
    add(home, "main")
    copy = copied(home, tmp_path)
    (home / "vault.cxv").write_bytes(b"not a vault")
    done = vault(home, "restore", str(copy))
    assert done.code == 0, done.text
    assert keys(home) == ["main"]
    assert list(home.glob("vault.cxv.damaged-*"))


def test_a_copy_makes_the_vault_of_another_home(home: Path, tmp_path: Path) -> None:
    add(home, "main")
    copy = copied(home, tmp_path)
    assert vault(tmp_path / "new", "restore", str(copy)).code == 0
    assert keys(tmp_path / "new") == ["main"]


def test_a_copy_that_cannot_be_opened_is_not_restored(home: Path, tmp_path: Path) -> None:
    copy = copied(home, tmp_path)
    before = (home / "vault.cxv").read_bytes()
    done = vault(home, "restore", str(copy), passphrase="another passphrase")
    assert refusal(done) == (3, "E_AUTH")
    assert refusal(vault(home, "restore", str(copy), passphrase=None)) == (3, "locked")
    damage(copy)
    assert refusal(vault(home, "restore", str(copy))) == (5, "E_TAMPER")
    copy.write_bytes(b"")
    assert refusal(vault(home, "restore", str(copy))) == (5, "E_FORMAT")
    assert refusal(vault(home, "restore", str(tmp_path / "copies" / "none.cxv"))) == (5, "E_FS")
    assert (home / "vault.cxv").read_bytes() == before


def test_a_copy_of_another_vault_is_not_put_in_its_place(home: Path, tmp_path: Path) -> None:
    from tests.cli.conftest import make_vault

    copy = copied(make_vault(tmp_path / "other"), tmp_path)
    assert refusal(vault(home, "restore", str(copy))) == (5, "E_CONFLICT")


def do_as_told(home: Path, done: Done) -> Done:
    """Run the command that a refusal names."""
    (command,) = re.findall(r"`jungletui ([^`]+)`", done.document["error"]["remedy"])
    return jungletui(home, *shlex.split(command))


def test_what_a_damaged_vault_says_to_do_mends_it(home: Path) -> None:
    add(home, "main")
    add(home, "second")
    damage(home / "vault.cxv")
    done = jungletui(home, "keys", "list", "--json")
    assert refusal(done) == (5, "E_TAMPER")
    assert do_as_told(home, done).code == 0
    assert keys(home) == ["main"]


def test_what_an_older_vault_says_to_do_makes_it_the_vault(home: Path) -> None:
    add(home, "main")
    older = (home / "vault.cxv").read_bytes()
    add(home, "second")
    (home / "vault.cxv").write_bytes(older)
    done = jungletui(home, "keys", "list", "--json")
    assert refusal(done) == (5, "E_ROLLBACK")
    assert do_as_told(home, done).code == 0
    assert keys(home) == ["main"]


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (("backup", "{nowhere}/copy.cxv"), "Make the directory first"),
        (("restore", "{nowhere}/copy.cxv"), "Name a copy that is there"),
        (("add-slot", "key-file", "--file", "{nowhere}/key"), "Make the directory first"),
    ],
)
def test_a_path_that_is_not_there_is_no_missing_vault(
    home: Path, tmp_path: Path, words: tuple[str, ...], remedy: str
) -> None:
    nowhere = tmp_path / "nowhere"
    done = jungletui(home, "vault", *(word.format(nowhere=nowhere) for word in words))
    assert done.code == 5
    assert f"E_FS: {nowhere}" in done.err
    assert remedy in done.err
    assert "Make a vault first" not in done.err
