"""`keys reveal`: on a terminal, after the passphrase, once; the log has it before."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli.program import BINANCE, PASSPHRASE, jungletui
from tests.e2e.conftest import JUNGLETUI
from tests.e2e.terminal import ALT_SCREEN_OFF, ALT_SCREEN_ON, terminal

pytestmark = pytest.mark.slow

ADD = ("keys", "add", "main", "--exchange", "binance", "--no-verify")
SECRET = BINANCE["secret"]


@pytest.fixture
def filled(home: Path) -> Path:
    assert jungletui(home, *ADD, given=BINANCE).code == 0
    return home


def reveal(home: Path, *options: str) -> list[str]:
    return [*JUNGLETUI, "--home", str(home), "keys", "reveal", "main", *options]


def log_of(home: Path) -> list[str]:
    done = jungletui(home, "log", "--json")
    assert done.code == 0, done.err
    return [record["what"] for record in done.document["records"]]


def test_a_secret_is_shown_until_a_key_and_leaves_nothing_behind(
    filled: Path, tmp_path: Path
) -> None:
    with terminal(reveal(filled), tmp_path) as console:
        console.wait_for("Passphrase, to show main:")
        console.send(PASSPHRASE + "\n")
        shown = console.wait_for("Any key: wipe this page")
        assert f"secret: {SECRET}" in shown
        assert f"apiKey: {BINANCE['apiKey']}" in shown
        console.send("x")
        assert console.exit_code() == 0
        assert SECRET not in console.text()
    raw = bytes(console.raw)
    before, _, rest = raw.partition(ALT_SCREEN_ON)
    page, _, after = rest.partition(ALT_SCREEN_OFF)
    assert SECRET.encode() in page
    assert SECRET.encode() not in before + after
    assert page.endswith(b"\x1b[2J"), "the page is wiped before it is left"
    assert log_of(filled)[-2:] == ["key-revealed", "unlocked"]


def test_ctrl_c_leaves_nothing_behind(filled: Path, tmp_path: Path) -> None:
    with terminal(reveal(filled), tmp_path) as console:
        console.wait_for("Passphrase")
        console.send(PASSPHRASE + "\n")
        console.wait_for("wipe this page")
        console.send("\x03")
        console.exit_code()
        assert SECRET not in console.text()
    assert SECRET.encode() not in bytes(console.raw).rpartition(ALT_SCREEN_OFF)[2]


def test_a_small_terminal_shows_page_after_page(filled: Path, tmp_path: Path) -> None:
    with terminal(reveal(filled), tmp_path, columns=40, rows=6) as console:
        console.wait_for("Passphrase")
        console.send(PASSPHRASE + "\n")
        console.wait_for("the next page")
        console.send(" ")
        console.wait_for("wipe this page")
        console.send(" ")
        assert console.exit_code() == 0
    assert SECRET[:30].encode() in console.raw


def test_a_wrong_passphrase_shows_nothing_and_is_written_down(filled: Path, tmp_path: Path) -> None:
    with terminal(reveal(filled), tmp_path) as console:
        console.wait_for("Passphrase")
        console.send("another passphrase\n")
        assert console.exit_code() == 3
    assert ALT_SCREEN_ON not in console.raw
    assert SECRET.encode() not in console.raw
    assert "reveal-refused" in log_of(filled)


def test_what_opens_the_vault_otherwise_does_not_reveal(filled: Path, tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    file.touch(mode=0o600)
    file.write_text(PASSPHRASE)
    argv = [*reveal(filled), "--passphrase-file", str(file)]
    with terminal(argv, tmp_path, JUNGLETUI_PASSPHRASE=PASSPHRASE) as console:
        console.wait_for("Passphrase, to show main:")
        console.send("\n")
        assert console.exit_code() == 3
    assert SECRET.encode() not in console.raw


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_pipe_gets_nothing(filled: Path, options: tuple[str, ...]) -> None:
    done = jungletui(filled, "keys", "reveal", "main", *options)
    assert done.code == 2
    assert SECRET not in done.text + done.err
    assert "--force-pipe" in done.text + done.err


def test_force_pipe_needs_a_person_all_the_same(filled: Path) -> None:
    done = jungletui(filled, "keys", "reveal", "main", "--force-pipe")
    assert done.code == 3
    assert "terminal" in done.err
    assert "--passphrase" not in done.err, "no other source would do"
    assert SECRET not in done.text + done.err


def test_force_pipe_prints_the_document(filled: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    command = " ".join([*reveal(filled, "--json", "--force-pipe"), ">", str(out)])
    with terminal(["/bin/sh", "-c", command], tmp_path) as console:
        console.wait_for("Passphrase")
        console.send(PASSPHRASE + "\n")
        assert console.exit_code() == 0
    document = json.loads(out.read_text())
    assert document["credential"] == BINANCE
    assert document["schema"] == "jungletui.keys.reveal/1"
    assert SECRET.encode() not in console.raw


def test_nothing_is_shown_that_could_not_be_written_down(filled: Path, tmp_path: Path) -> None:
    (filled / "activity.log").unlink()
    (filled / "activity.log").mkdir()
    with terminal(reveal(filled), tmp_path) as console:
        console.wait_for("Passphrase")
        console.send(PASSPHRASE + "\n")
        assert console.exit_code() == 5
    assert SECRET.encode() not in console.raw


def test_an_unknown_key_is_named(filled: Path, tmp_path: Path) -> None:
    argv = [*JUNGLETUI, "--home", str(filled), "keys", "reveal", "mian"]
    with terminal(argv, tmp_path) as console:
        console.wait_for("Passphrase")
        console.send(PASSPHRASE + "\n")
        console.wait_for("Did you mean main?")
        assert console.exit_code() == 2


def test_the_log_says_when_it_is_not_whole(filled: Path) -> None:
    log = filled / "activity.log"
    assert jungletui(filled, "log", "--verify").code == 0
    data = log.read_bytes()
    log.write_bytes(data[: data.rindex(b"\n", 0, -1) + 1])
    cut = jungletui(filled, "log", "--verify")
    assert cut.code == 5
    assert "NOT WHOLE" in cut.text
    assert "does not verify" in cut.err
    assert jungletui(filled, "log", "--json").document["verified"] is False


def test_the_log_names_terminal_and_line(filled: Path, tmp_path: Path) -> None:
    argv = [*JUNGLETUI, "--home", str(filled), "keys", "list"]
    line = "203.0.113.7 51000 198.51.100.2 22"
    with terminal(argv, tmp_path, SSH_CONNECTION=line) as console:
        console.wait_for("Passphrase")
        tty = str(Path(f"/proc/{console.pid}/fd/0").readlink())
        console.send(PASSPHRASE + "\n")
        assert console.exit_code() == 0
    records = jungletui(filled, "log", "--json").document["records"]
    assert {"uid": os.getuid(), "tty": tty, "ssh": line} in [r["origin"] for r in records]
    assert "203.0.113.7" in jungletui(filled, "log").text


def test_a_key_is_edited(filled: Path) -> None:
    done = jungletui(filled, "keys", "edit", "main", "--tag", "tax", "--policy", "read-only")
    assert (done.code, done.text) == (0, "main: changed policy, tags.\n")
    (key,) = jungletui(filled, "keys", "list", "--json").document["keys"]
    assert (key["tags"], key["policy"]) == (["tax"], "read-only")
    assert jungletui(filled, "keys", "edit", "main").code == 2
    assert jungletui(filled, "keys", "edit", "main", "--policy", "nonsense").code == 2
    assert jungletui(filled, "keys", "edit", "main", "--tag", "a", "--no-tags").code == 2
