"""Slots that what a host has opens: a key file, an ssh-agent; and the agent of our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import PASSPHRASE, jungletui
from tests.cli.slot_commands import (
    kind_of_error,
    kinds,
    log_of,
    vault,
)
from tests.client.agents import agent, status
from tests.vault.agents import needs_ssh, ssh_agent

pytestmark = pytest.mark.slow  # whole programs, each with its own key derivations


def test_a_key_file_opens_the_vault_without_a_person(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir(mode=0o700)
    file = folder / "jungle.key"
    added = vault(home, "add-slot", "key-file", "--file", str(file))
    assert added.code == 0, added.text
    assert added.document["slot"]["kind"] == "key-file"
    assert any(f'key_file = "{file}"' in notice for notice in added.document["notices"])
    assert len(file.read_bytes()) == 32
    (home / "config.toml").write_text(f'key_file = "{file}"\n')
    opened = vault(home, "slots", passphrase=None)
    assert opened.document["opened_with"] == "the key file"
    assert "slot-added" in log_of(home)
    file.unlink()
    done = vault(home, "slots", passphrase=None)
    assert done.code == 3
    assert str(file) in done.document["error"]["message"]


def test_what_was_removed_still_opens_old_backups_and_that_is_said(
    home: Path, tmp_path: Path
) -> None:
    folder, elsewhere = tmp_path / "stick", tmp_path / "elsewhere"
    folder.mkdir(mode=0o700)
    elsewhere.mkdir(mode=0o700)
    file = folder / "jungle.key"
    slot = vault(home, "add-slot", "key-file", "--file", str(file)).document["slot"]["slot_id"]
    removed = vault(home, "remove-slot", slot, "--yes")
    assert removed.code == 0, removed.text
    assert any("backups from before still open" in told for told in removed.document["notices"])
    for place in (home, elsewhere):
        (place / "config.toml").touch(mode=0o600)
        (place / "config.toml").write_text(f'key_file = "{file}"\n')
    assert vault(home, "slots", passphrase=None).code == 3
    backup = elsewhere / "vault.cxv"
    backup.touch(mode=0o600)
    backup.write_bytes((home / "vault.cxv.bak.1").read_bytes())
    assert vault(elsewhere, "slots", passphrase=None).document["opened_with"] == "the key file"


def test_a_key_file_beside_the_vault_is_refused(home: Path) -> None:
    done = vault(home, "add-slot", "key-file", "--file", str(home / "jungle.key"))
    assert (done.code, kind_of_error(done)) == (2, "usage")
    assert not (home / "jungle.key").exists()


def test_a_key_file_must_be_named_by_its_whole_path(home: Path) -> None:
    (home / "config.toml").write_text('key_file = "jungle.key"\n')
    assert vault(home, "slots").code == 2


@needs_ssh
def test_an_ssh_agent_opens_the_vault_and_no_more_once_removed(home: Path, tmp_path: Path) -> None:
    with ssh_agent(tmp_path, "ed25519") as environ:
        added = vault(home, "add-slot", "ssh-agent", **environ)
        assert added.code == 0, added.text
        opened = vault(home, "slots", passphrase=None, **environ)
        assert opened.document["opened_with"].startswith("the ssh-agent (key SHA256:")
        assert jungletui(home, "keys", "list", passphrase=None, **environ).code == 0

        slot = added.document["slot"]["slot_id"]
        refused = vault(home, "remove-slot", slot[:8], passphrase=None, **environ)
        assert refused.code == 3, "what the host has is no proof where there is a passphrase"

        removed = vault(home, "remove-slot", slot[:8], "--yes", **environ)
        assert removed.code == 0, removed.text
        assert removed.document["slot"]["slot_id"] == slot
        assert [row["kind"] for row in removed.document["lost"]] == ["recovery-code"]
        assert kinds(home) == ["passphrase"]
        assert any(
            "only one slot" in warning for warning in vault(home, "slots").document["warnings"]
        )
        assert jungletui(home, "keys", "list", passphrase=None, **environ).code == 3
    assert log_of(home).count("slot-added") == log_of(home).count("slot-removed") == 1


@needs_ssh
def test_an_agent_with_ecdsa_keys_only_makes_no_slot(home: Path, tmp_path: Path) -> None:
    with ssh_agent(tmp_path, "ecdsa") as environ:
        done = vault(home, "add-slot", "ssh-agent", **environ)
        assert done.code in (2, 3)
        assert "ed25519" in done.document["error"]["message"] + done.document["error"]["remedy"]
    assert kinds(home) == ["passphrase", "recovery-code"]


@pytest.mark.parametrize("kind", ["os-keyring", "systemd-credential", "ssh-agent"])
def test_what_this_host_does_not_have_makes_no_slot(home: Path, kind: str) -> None:
    nowhere = {"DBUS_SESSION_BUS_ADDRESS": "", "SSH_AUTH_SOCK": "", "CREDENTIALS_DIRECTORY": ""}
    before = (home / "vault.cxv").read_bytes()
    done = vault(home, "add-slot", kind, **nowhere)
    assert done.code == 3, done.text
    assert done.document["error"]["remedy"]
    assert (home / "vault.cxv").read_bytes() == before


def test_an_agent_reads_new_slots_and_locks_when_the_master_key_is_renewed(
    home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir(mode=0o700)
    secret = tmp_path / "passphrase"
    secret.touch(mode=0o600)
    secret.write_text(PASSPHRASE)
    with agent(home, "--passphrase-file", str(secret)):
        adding = ("add-slot", "key-file", "--file", str(folder / "jungle.key"))
        assert vault(home, *adding, passphrase=None).code == 3, "an agent is no proof"
        assert vault(home, *adding).code == 0
        listed = vault(home, "slots", passphrase=None).document
        assert [row["kind"] for row in listed["slots"]][-1] == "key-file"
        assert "file" in listed["opened_with"]

        assert vault(home, "remove-slot", listed["slots"][-1]["slot_id"], "--yes").code == 0
        assert vault(home, "slots", passphrase=None).code != 0, "its master key is of the past"
        assert status(home)["unlocked"] is False
        opened = jungletui(
            home, "agent", "unlock", "--passphrase-file", str(secret), passphrase=None
        )
        assert opened.code == 0, opened.err
        assert kinds(home, passphrase=None) == ["passphrase"]
