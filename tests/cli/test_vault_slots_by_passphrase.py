"""Slots that a passphrase opens: typed on a terminal, added, changed, renewed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.program import PASSPHRASE
from tests.cli.slot_commands import (
    ASKS,
    NEW,
    kinds,
    log_of,
    slots,
    typed,
    vault,
)
from tests.e2e.conftest import JUNGLETUI
from tests.e2e.terminal import Terminal, terminal

pytestmark = pytest.mark.slow  # whole programs, each with its own key derivations


def test_new_words_are_never_read_without_a_terminal(home: Path) -> None:
    before = (home / "vault.cxv").read_bytes()
    for arguments in (("add-slot", "passphrase"), ("add-slot", "recovery-code"), ("passphrase",)):
        done = vault(home, *arguments)
        assert done.code == 3
        assert "terminal" in done.document["error"]["message"]
    assert (home / "vault.cxv").read_bytes() == before


def test_another_passphrase_is_typed_twice_and_opens_it(home: Path, tmp_path: Path) -> None:
    answers = ((ASKS, PASSPHRASE), ("New passphrase:", NEW), ("The same again:", NEW))
    code, screen = typed(home, tmp_path, ("add-slot", "passphrase"), answers)
    assert code == 0, screen
    assert "Added: passphrase" in screen
    assert NEW not in screen
    assert kinds(home, passphrase=NEW) == ["passphrase", "recovery-code", "passphrase"]
    assert kinds(home) == kinds(home, passphrase=NEW)


def test_a_weak_passphrase_makes_no_slot(home: Path, tmp_path: Path) -> None:
    answers = ((ASKS, PASSPHRASE), ("New passphrase:", "password1234"))
    code, screen = typed(home, tmp_path, ("add-slot", "passphrase"), answers)
    assert code == 2
    assert "password1234" not in screen
    assert kinds(home) == ["passphrase", "recovery-code"]


def test_the_passphrase_is_changed(home: Path, tmp_path: Path) -> None:
    answers = (
        ("The passphrase until now:", PASSPHRASE),
        ("New passphrase:", NEW),
        ("The same again:", NEW),
    )
    code, screen = typed(home, tmp_path, ("passphrase",), answers)
    assert code == 0, screen
    assert "The passphrase is changed." in screen
    assert vault(home, "slots").code == 3
    assert kinds(home, passphrase=NEW) == ["passphrase", "recovery-code"]
    assert "passphrase-changed" in log_of(home, passphrase=NEW)


def taken(console: Terminal, prompt: str, proof: str) -> str:
    """Prove, and take the words that are offered: they are typed once."""
    console.wait_for(prompt)
    console.send(proof + "\n")
    shown = console.wait_for("New passphrase:")
    found = re.search(r"^    ((?:[a-z-]+ ){5}[a-z-]+)$", shown, re.MULTILINE)
    assert found is not None, shown
    console.send("\n")
    console.wait_for("Type the words:")
    console.send(found[1] + "\n")
    return found[1]


def test_words_that_are_made_up_become_a_slot_and_take_the_place_of_one(
    home: Path, tmp_path: Path
) -> None:
    program = [*JUNGLETUI, "--home", str(home), "vault"]
    with terminal([*program, "add-slot", "passphrase"], tmp_path) as console:
        words = taken(console, ASKS, PASSPHRASE)
        console.wait_for("Added: passphrase")
        assert console.exit_code(30) == 0
    with terminal([*program, "passphrase"], tmp_path) as console:
        others = taken(console, "The passphrase until now:", words)
        console.wait_for("The passphrase is changed.")
        assert console.exit_code(30) == 0
        assert others not in console.text()
    assert vault(home, "slots", passphrase=words).code == 3
    assert kinds(home, passphrase=others) == ["passphrase", "recovery-code", "passphrase"]


def test_only_a_passphrase_is_made_up(home: Path) -> None:
    for wish in ("--generate", "--own"):
        done = vault(home, "add-slot", "recovery-code", wish)
        assert done.code == 2
        assert "takes no passphrase" in done.document["error"]["message"]


def test_a_passphrase_can_want_a_key_file_and_keeps_it_when_changed(
    home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir(mode=0o700)
    file = folder / "jungle.key"
    adding = ("add-slot", "passphrase", "--file", str(file))
    answers = ((ASKS, PASSPHRASE), ("New passphrase:", NEW), ("The same again:", NEW))
    code, screen = typed(home, tmp_path, adding, answers)
    assert code == 0, screen
    assert "key_file" in screen
    assert vault(home, "slots", passphrase=NEW).code == 3
    (home / "config.toml").write_text(f'key_file = "{file}"\n')
    assert kinds(home, passphrase=NEW)[-1] == "passphrase"

    other = "maple quarry tandem fjord"
    changing = (
        ("The passphrase until now:", NEW),
        ("New passphrase:", other),
        ("The same again:", other),
    )
    assert typed(home, tmp_path, ("passphrase",), changing)[0] == 0
    assert "the key file is needed, too" in vault(home, "slots").document["slots"][-1]["note"]
    assert vault(home, "slots", passphrase=other).code == 0
    (home / "config.toml").unlink()
    assert vault(home, "slots", passphrase=other).code == 3
    assert vault(home, "slots").code == 0


def test_with_renew_the_slots_that_are_not_given_are_lost(home: Path, tmp_path: Path) -> None:
    answers = (
        ("The passphrase until now:", PASSPHRASE),
        ("New passphrase:", NEW),
        ("The same again:", NEW),
        ("To keep the recovery code", ""),
    )
    code, screen = typed(home, tmp_path, ("passphrase", "--renew"), answers)
    assert code == 0, screen
    assert "lost, add it again: recovery-code" in screen
    assert kinds(home, passphrase=NEW) == ["passphrase"]


def test_what_is_typed_wrongly_three_times_changes_nothing(home: Path, tmp_path: Path) -> None:
    answers = ((ASKS, PASSPHRASE), ("New passphrase:", NEW), ("The same again:", NEW))
    assert typed(home, tmp_path, ("add-slot", "passphrase"), answers)[0] == 0
    before = (home / "vault.cxv").read_bytes()
    code = slots(home)[1][1]
    argv = [*JUNGLETUI, "--home", str(home), "vault", "remove-slot", code[:8]]
    with terminal(argv, tmp_path) as console:
        console.wait_for(ASKS)
        console.send(PASSPHRASE + "\n")
        for times in (1, 2, 3):
            while bytes(console.raw).count(b"To keep the passphrase") < times:
                assert console.pump(1.0)
            console.send("quite another passphrase\n")
        assert console.exit_code(30) == 3
        assert "E_AUTH" in console.text()
    assert (home / "vault.cxv").read_bytes() == before
