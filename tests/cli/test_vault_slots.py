"""`vault slots`, `add-slot`, `remove-slot`: through the real command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import PASSPHRASE, jungletui
from tests.cli.slot_commands import (
    kind_of_error,
    kinds,
    log_of,
    slots,
    vault,
)

pytestmark = pytest.mark.slow  # whole programs, each with its own key derivations


def test_the_slots_say_what_opened_the_vault_and_what_is_missing(home: Path) -> None:
    document = vault(home, "slots").document
    assert document["schema"] == "jungletui.vault.slots/1"
    assert [row["kind"] for row in document["slots"]] == ["passphrase", "recovery-code"]
    assert "MiB" in document["slots"][0]["note"]
    assert document["opened_with"] == "the passphrase of --passphrase-fd"
    assert any("lowest costs" in warning for warning in document["warnings"])
    text = jungletui(home, "vault", "slots").text
    assert document["slots"][1]["slot_id"][:8] in text
    assert "opened with the passphrase of --passphrase-fd" in text


def test_a_wrong_passphrase_changes_nothing_and_is_written_down(home: Path) -> None:
    before = (home / "vault.cxv").read_bytes()
    for arguments in (("add-slot", "ssh-agent"), ("remove-slot", "00")):
        done = vault(home, *arguments, passphrase="another passphrase")
        assert (done.code, kind_of_error(done)) == (3, "E_AUTH")
    assert (home / "vault.cxv").read_bytes() == before
    assert log_of(home).count("unlock-failed") == 2


def test_without_a_passphrase_or_a_vault_it_is_locked(home: Path, tmp_path: Path) -> None:
    for place, passphrase in ((home, None), (tmp_path / "none", PASSPHRASE)):
        for arguments in (("slots",), ("add-slot", "ssh-agent"), ("remove-slot", "00")):
            done = vault(place, *arguments, passphrase=passphrase)
            assert (done.code, kind_of_error(done)) == (3, "locked"), arguments


@pytest.mark.parametrize(
    "arguments",
    [
        ("add-slot", "tpm"),
        ("add-slot", "key-file"),
        ("add-slot", "ssh-agent", "--file", "x"),
        ("add-slot", "os-keyring", "--key", "x"),
        ("remove-slot", "not-an-id"),
        ("remove-slot", ""),
    ],
)
def test_what_does_not_fit_is_wrong_usage(home: Path, arguments: tuple[str, ...]) -> None:
    done = vault(home, *arguments)
    assert (done.code, kind_of_error(done)) == (2, "usage")


def test_the_last_slot_stays(home: Path) -> None:
    (_, first), (_, code) = slots(home)
    done = vault(home, "remove-slot", first)
    assert (done.code, kind_of_error(done)) == (5, "E_CONFLICT")
    assert done.document["error"]["remedy"]
    assert vault(home, "remove-slot", code).code == 0
    assert kinds(home) == ["passphrase"]
    done = vault(home, "remove-slot", first)
    assert (done.code, kind_of_error(done)) == (5, "E_CONFLICT")
    assert kinds(home) == ["passphrase"]
