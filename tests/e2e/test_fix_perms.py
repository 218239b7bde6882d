"""Files with wrong modes: refused, with the command that mends them, and mended by `vault check
--fix-perms` where they are this user's own."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import make_vault
from tests.cli.program import PASSPHRASE, Done, jungletui
from tests.client.agents import agent
from tests.e2e.conftest import JUNGLETUI
from tests.e2e.terminal import ALT_SCREEN_ON, terminal

pytestmark = pytest.mark.slow  # whole programs, each with its own key derivations

STRANGER = 65534
FIX = "--fix-perms"
WAY = "`jungletui vault check --fix-perms`"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "home")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def check(home: Path, *arguments: str, passphrase: str | None = PASSPHRASE) -> Done:
    return jungletui(home, "vault", "check", "--json", *arguments, passphrase=passphrase)


def log(home: Path) -> list[tuple[str, str]]:
    records = jungletui(home, "log", "--json").document["records"]
    return [(record["what"], record["detail"]) for record in records]


def refusal(home: Path) -> str:
    done = jungletui(home, "keys", "list", "--json")
    assert (done.code, done.document["error"]["kind"]) == (5, "E_FS")
    remedy: str = done.document["error"]["remedy"]
    return remedy


@pytest.mark.parametrize("wrong", [0o644, 0o640, 0o620])
def test_a_mode_is_mended_on_demand_only_and_written_down(home: Path, wrong: int) -> None:
    vault = home / "vault.cxv"
    vault.chmod(wrong)
    remedy = refusal(home)
    assert f"chmod 600 {vault}" in remedy
    assert WAY in remedy
    assert check(home).code == 5
    assert mode(vault) == wrong, "looking mends nothing"

    done = check(home, FIX)
    assert done.code == 0, done.text
    row = next(row for row in done.document["rows"] if row["check"] == "mode of vault.cxv")
    assert row["status"] == "warning"
    assert f"{vault} was {wrong:04o} and is 0600 now" in row["detail"]
    assert mode(vault) == 0o600
    assert jungletui(home, "keys", "list").code == 0
    (detail,) = [detail for what, detail in log(home) if what == "modes-mended"]
    assert f"{wrong:04o}" in detail

    again = check(home, FIX)
    assert again.code == 0
    assert "mode of" not in again.text
    assert [what for what, _ in log(home)].count("modes-mended") == 1


def test_a_folder_that_others_can_write_is_mended_with_what_is_in_it(home: Path) -> None:
    assert check(home).code == 0
    files = [home / name for name in ("vault.cxv", "seen.toml", "activity.log")]
    for file in files:
        file.chmod(0o664)
    home.chmod(0o777)
    remedy = refusal(home)
    assert f"chmod 700 {home}" in remedy
    assert WAY in remedy
    assert check(home, FIX).code == 0
    assert mode(home) == 0o700
    assert {mode(file) for file in files} == {0o600}
    assert jungletui(home, "log").code == 0


def test_without_a_passphrase_the_record_of_it_waits_for_one(home: Path) -> None:
    (home / "vault.cxv").chmod(0o644)
    done = check(home, FIX, passphrase=None)
    assert (done.code, done.document["verified"]) == (0, False)
    assert mode(home / "vault.cxv") == 0o600
    assert [what for what, _ in log(home)].count("modes-mended") == 1


def test_a_running_agent_mends_as_well(home: Path) -> None:
    with agent(home):
        (home / "vault.cxv").chmod(0o644)
        done = check(home, FIX, passphrase=None)
        assert (done.code, done.document["verified"]) == (0, True)
        assert mode(home / "vault.cxv") == 0o600
        records = jungletui(home, "log", "--json", passphrase=None).document["records"]
        assert [record["what"] for record in records].count("modes-mended") == 1


def test_a_link_and_another_file_under_its_name_are_left_alone(home: Path, tmp_path: Path) -> None:
    published = tmp_path / "published"
    published.write_text("for all")
    published.chmod(0o644)
    vault = home / "vault.cxv"
    vault.rename(home / "elsewhere")
    for put_there in (vault.symlink_to, lambda file: os.link(file, vault)):
        put_there(published)
        done = check(home, FIX)
        assert done.code == 5
        assert mode(published) == 0o644
        vault.unlink()
    assert "hard link" in done.text


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away: not at hand here")
def test_a_file_of_somebody_else_is_left_alone(home: Path) -> None:
    vault = home / "vault.cxv"
    vault.chmod(0o644)
    os.chown(vault, STRANGER, STRANGER)
    remedy = refusal(home)
    assert "chown " in remedy
    assert FIX not in remedy
    done = check(home, FIX)
    assert done.code == 5
    assert "chown " in done.text
    assert (mode(vault), vault.stat().st_uid) == (0o644, STRANGER)


def test_the_console_refuses_it_and_names_both_ways(home: Path, tmp_path: Path) -> None:
    (home / "vault.cxv").chmod(0o644)
    with terminal([*JUNGLETUI, "--home", str(home)], tmp_path, columns=200) as console:
        assert console.exit_code(30) == 5
        shown = console.text()
    assert "jungletui: E_FS: " in shown
    assert "chmod 600" in shown
    assert WAY in shown
    assert ALT_SCREEN_ON not in console.raw
