"""The words that are made up for a new passphrase: they open the vault, and are nowhere else."""

from __future__ import annotations

import itertools
import re
import termios
from pathlib import Path

import pytest

from tests.cli.program import jungletui
from tests.e2e import canaries
from tests.e2e.conftest import JUNGLETUI
from tests.e2e.terminal import ALT_SCREEN_OFF, ALT_SCREEN_ON, Terminal, terminal
from tests.e2e.test_first_run import CODE, INTERRUPTED, is_sane, type_group

pytestmark = pytest.mark.slow

LINE = re.compile(r"^    ((?:[a-z-]+ ){5}[a-z-]+)$", re.MULTILINE)
PAGE = re.compile(
    re.escape(ALT_SCREEN_ON) + b".*?" + re.escape(ALT_SCREEN_OFF), re.DOTALL | re.MULTILINE
)
USAGE, LOCKED = 2, 3
OWN = "canary orchid violin harbour"


def words_on(console: Terminal, prompt: str = "New passphrase:") -> str:
    """The words, once the page is whole."""
    found = LINE.search(console.wait_for(prompt))
    assert found is not None, console.text()
    return found[1]


def take(console: Terminal, words: str) -> None:
    console.send("\r")
    console.wait_for("Type the words:")
    assert words not in console.text()
    console.send(words + "\r")


def finish(console: Terminal) -> None:
    """Past the recovery code."""
    code = CODE.search(console.wait_for("Press Enter when you have it"))
    assert code is not None
    console.send("\r")
    for _ in range(2):
        type_group(console, code[0])


def parts(words: str) -> dict[str, str]:
    """What must be nowhere: all of them, and any two neighbours."""
    one = words.split(" ")
    pairs = [f"{left} {right}" for left, right in itertools.pairwise(one)]
    return {"the words": words, **{f"pair {n}": pair for n, pair in enumerate(pairs)}}


def test_the_words_open_the_vault_and_are_nowhere_else(tmp_path: Path) -> None:
    home = tmp_path / "home"
    places = {"TMPDIR": tmp_path / "tmp", "XDG_RUNTIME_DIR": tmp_path / "run"}
    for place in places.values():
        place.mkdir(mode=0o700)
    environ = {name: str(place) for name, place in places.items()}
    argv = [*JUNGLETUI, "init", "--debug", "--home", str(home)]
    with terminal(argv, tmp_path, columns=80, rows=24, **environ) as console:
        words = words_on(console)
        secrets = parts(words)
        family = canaries.family(console.pid)
        assert len(family) > 1, "the service shows them"
        assert not canaries.found_in_processes(family, secrets)
        assert not canaries.found_in(canaries.memory(console.pid), secrets), "the client has none"
        take(console, words)
        finish(console)
        console.wait_for("The vault is")
        assert console.exit_code() == 0
        assert is_sane(console)
    outside = PAGE.sub(b"", bytes(console.raw))
    assert ALT_SCREEN_ON not in outside
    assert b"Type the words:" in outside
    assert not canaries.found_in(outside, secrets)
    assert bytes(console.raw).count(words.encode()) == 1
    assert not canaries.found_below([tmp_path], secrets)

    assert jungletui(home, "keys", "list", "--json", passphrase=words).code == 0
    assert jungletui(home, "keys", "list", passphrase=words.replace(" ", "")).code == LOCKED
    log = jungletui(home, "log", passphrase=words)
    assert not canaries.found_in(log.out + log.err.encode(), secrets)


def test_the_first_run_of_the_console_offers_them_too(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with terminal([*JUNGLETUI, "--home", str(home)], tmp_path) as console:
        words = words_on(console)
        take(console, "a slip of the thumb")
        console.wait_for("was not the same")
        assert words_on(console) == words, "the ones that may be on paper by now"
        take(console, words)
        finish(console)
        console.wait_for("No keys yet")
        assert not canaries.found_in(canaries.memory(console.pid), parts(words))
        console.send("q")
        assert console.exit_code() == 0
    assert words.encode() not in PAGE.sub(b"", bytes(console.raw))
    assert jungletui(home, "keys", "list", passphrase=words).code == 0


@pytest.mark.parametrize("taken", [False, True], ids=["page", "typing"])
def test_control_c_leaves_neither_words_nor_files(tmp_path: Path, taken: bool) -> None:
    home = tmp_path / "home"
    with terminal([*JUNGLETUI, "init", "--home", str(home)], tmp_path) as console:
        words = words_on(console)
        if taken:
            console.send("\r")
            console.wait_for("Type the words:")
        console.send("\x03")
        assert console.exit_code() == INTERRUPTED
        assert is_sane(console)
        assert words not in console.text()
    assert words.encode() not in PAGE.sub(b"", bytes(console.raw))
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_they_can_be_asked_for_by_name_and_declined(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    argv = [*JUNGLETUI, "init", "--generate", "--home", str(first)]
    with terminal(argv, tmp_path) as console:
        words = words_on(console, "Press Enter when you have them.")
        assert "of your own" not in console.text()
        take(console, words)
        finish(console)
        assert console.exit_code() == 0
    assert jungletui(first, "keys", "list", passphrase=words).code == 0

    with terminal([*JUNGLETUI, "init", "--own", "--home", str(second)], tmp_path) as console:
        assert LINE.search(console.wait_for("New passphrase:")) is None
        assert ALT_SCREEN_ON not in console.raw
        assert not termios.tcgetattr(console.fd)[3] & termios.ECHO
        console.send(OWN + "\r")
        console.wait_for("The same again:")
        console.send(OWN + "\r")
        finish(console)
        assert console.exit_code() == 0
    assert jungletui(second, "keys", "list", passphrase=OWN).code == 0


def test_where_a_passphrase_is_given_or_nobody_is_there_none_are_made(tmp_path: Path) -> None:
    home = tmp_path / "home"
    refused = jungletui(home, "init", "--generate", "--json", passphrase=OWN)
    assert refused.code == USAGE
    assert "No words are made up" in refused.document["error"]["message"]
    refused = jungletui(home, "init", "--generate", "--json", passphrase=None)
    assert refused.code == LOCKED
    assert refused.document["error"]["message"] == "no passphrase was given"
    assert list(home.rglob("vault.cxv")) == []
    assert jungletui(home, "init", "--own", passphrase=OWN).code == 0
