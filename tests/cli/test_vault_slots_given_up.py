"""`vault remove-slot` and the other slots: nobody loses one unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import PASSPHRASE, jungletui
from tests.cli.slot_commands import ASKS, kind_of_error, kinds, log_of, slots, typed, vault
from tests.client.agents import passphrase_file

pytestmark = pytest.mark.slow  # whole programs, each with its own key derivations

CONFIRM = "Type yes to go on:"


def with_a_key_file(home: Path, tmp_path: Path) -> str:
    """The id of a key-file slot whose file is not at hand any more."""
    folder = tmp_path / "stick"
    folder.mkdir(mode=0o700)
    added = vault(home, "add-slot", "key-file", "--file", str(folder / "jungle.key"))
    assert added.code == 0, added.text
    found: str = added.document["slot"]["slot_id"]
    return found


def test_without_a_terminal_it_is_refused_and_names_what_would_be_lost(
    home: Path, tmp_path: Path
) -> None:
    gone = with_a_key_file(home, tmp_path)
    code = slots(home)[1][1]
    before = (home / "vault.cxv").read_bytes()
    done = vault(home, "remove-slot", gone)
    assert (done.code, kind_of_error(done)) == (2, "usage")
    assert f"recovery code {code[:8]}" in done.document["error"]["message"]
    assert gone[:8] not in done.document["error"]["message"]
    assert "--yes" in done.document["error"]["remedy"]
    assert (home / "vault.cxv").read_bytes() == before
    assert kinds(home) == ["passphrase", "recovery-code", "key-file"]
    assert "slot-removed" not in log_of(home)

    done = vault(home, "remove-slot", gone, "--yes")
    assert done.code == 0, done.text
    assert [row["slot_id"] for row in done.document["lost"]] == [code]
    assert kinds(home) == ["passphrase"]
    (line,) = [
        record["detail"]
        for record in jungletui(home, "log", "--json").document["records"]
        if record["what"] == "slot-removed"
    ]
    assert f"lost: recovery-code {code[:8]}" in line


def test_where_nothing_is_lost_nothing_is_asked(home: Path) -> None:
    code = slots(home)[1][1]
    assert vault(home, "remove-slot", code).code == 0
    assert kinds(home) == ["passphrase"]


def test_on_a_terminal_a_slot_that_nobody_can_type_needs_a_yes(home: Path, tmp_path: Path) -> None:
    with_a_key_file(home, tmp_path)
    code = slots(home)[1][1]
    before = (home / "vault.cxv").read_bytes()
    proof = (ASKS, PASSPHRASE)
    done, screen = typed(home, tmp_path, ("remove-slot", code), (proof, (CONFIRM, "y")))
    assert done == 2, screen
    assert "Nothing was changed." in screen
    assert (home / "vault.cxv").read_bytes() == before
    done, screen = typed(home, tmp_path, ("remove-slot", code), (proof, (CONFIRM, "yes")))
    assert done == 0, screen
    assert "lost, add it again: key-file" in screen
    assert kinds(home) == ["passphrase"]


def test_on_a_terminal_it_asks_also_where_the_proof_was_handed_over(
    home: Path, tmp_path: Path
) -> None:
    gone = with_a_key_file(home, tmp_path)
    file = str(passphrase_file(tmp_path))
    arguments = ("remove-slot", gone, "--passphrase-file", file)
    done, screen = typed(home, tmp_path, arguments, (("To keep the recovery code", ""),))
    assert done == 0, screen
    assert "lost, add it again: recovery-code" in screen
    assert kinds(home) == ["passphrase"]


def test_with_yes_nobody_is_asked_on_a_terminal_either(home: Path, tmp_path: Path) -> None:
    gone = with_a_key_file(home, tmp_path)
    done, screen = typed(home, tmp_path, ("remove-slot", gone, "--yes"), ((ASKS, PASSPHRASE),))
    assert done == 0, screen
    assert "To keep" not in screen
    assert kinds(home) == ["passphrase"]
