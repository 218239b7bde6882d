"""`vault check`: a row for each thing, and the right one is bad."""

from __future__ import annotations

from pathlib import Path

import pytest

from jungletui.vault import checking
from jungletui.vault.checking import check_vault
from jungletui.vault.kdf import FLOOR
from jungletui.vault.layout import serialise
from jungletui.vault.store import VaultPaths
from tests.vault.hostile import flip
from tests.vault.material import CANARY, PASSPHRASE, adding, cheap, content, put
from tests.vault.opened_vaults import passphrase, recovery, with_a_key


@pytest.fixture
def saved(paths: VaultPaths):
    vault = with_a_key(paths)
    for number in range(3):
        vault.change(adding(f"more-{number}"))
    return vault


def statuses(paths: VaultPaths, vault=None) -> dict[str, str]:
    rows = check_vault(paths, vault)
    for row in rows:
        assert bool(row.remedy) == (row.status != "ok"), row
        assert CANARY not in row.detail + row.remedy
    assert len({row.check for row in rows}) == len(rows)
    return {row.check: row.status for row in rows}


def slot_row(vault, number: int = 0) -> str:
    return f"slot {vault.slots[number].slot_id[:8]}"


def test_all_is_well(paths: VaultPaths, saved):
    before = {file: file.read_bytes() for file in paths.vault.parent.rglob("*") if file.is_file()}
    assert statuses(paths, saved) == {
        "directory": "ok",
        "file": "ok",
        slot_row(saved): "ok",
        "contents": "ok",
        "record": "ok",
        "lock file": "ok",
        "backup 1": "ok",
        "backup 2": "ok",
        "backup 3": "ok",
    }
    after = {file: file.read_bytes() for file in paths.vault.parent.rglob("*") if file.is_file()}
    assert after == before


def test_a_locked_vault_says_what_it_cannot_say(paths: VaultPaths, saved):
    found = statuses(paths)
    assert found.pop("contents") == "unknown"
    assert set(found.values()) == {"ok"}


@pytest.mark.parametrize("offset", [-1, -100, 2100, 256 + 130])
def test_a_flipped_bit_shows_once_the_vault_is_open(paths: VaultPaths, saved, offset: int):
    put(paths, flip(offset)(paths.vault.read_bytes()))
    assert statuses(paths)["contents"] == "unknown"
    rows = {row.check: row for row in check_vault(paths, saved)}
    assert rows["contents"].status == "error"
    assert "E_TAMPER" in rows["contents"].detail
    assert "vault.cxv.bak.1" in rows["contents"].remedy


def test_a_truncated_file(paths: VaultPaths, saved):
    put(paths, paths.vault.read_bytes()[:-1])
    found = statuses(paths, saved)
    assert (found["file"], found["backup 1"]) == ("error", "ok")
    assert "contents" not in found


def test_modes(paths: VaultPaths, saved):
    paths.vault.chmod(0o644)
    paths.vault.with_name("vault.cxv.lock").chmod(0o666)
    rows = {row.check: row for row in check_vault(paths, saved)}
    assert "chmod 600" in rows["file"].remedy
    paths.vault.chmod(0o600)
    assert statuses(paths, saved)["lock file"] == "error"
    paths.vault.parent.chmod(0o770)
    rows = {row.check: row for row in check_vault(paths, saved)}
    assert "chmod 700" in rows["directory"].remedy


def test_backups(paths: VaultPaths, saved):
    second = paths.vault.with_name("vault.cxv.bak.2")
    data = second.read_bytes()
    second.unlink()
    second.write_bytes(flip(-1)(data))
    second.chmod(0o600)
    found = statuses(paths, saved)
    assert (found["backup 1"], found["backup 2"], found["backup 3"]) == ("ok", "error", "ok")
    assert statuses(paths)["backup 2"] == "ok"
    second.write_bytes(data[:-1])
    assert statuses(paths)["backup 2"] == "error"
    second.write_bytes(serialise(cheap("another").image(content())))
    assert statuses(paths, saved)["backup 2"] == "warning"
    for number in (1, 2, 3):
        paths.vault.with_name(f"vault.cxv.bak.{number}").unlink()
    assert statuses(paths, saved)["backups"] == "warning"


def test_backups_of_an_older_master_key_are_no_fault(paths: VaultPaths, saved):
    code = saved.add_recovery_code()
    saved.remove_slot(saved.slots[0].slot_id, [recovery(code)])
    assert statuses(paths, saved)["backup 1"] == "ok"
    rows = {row.check: row for row in check_vault(paths, saved)}
    assert "before the master key was renewed" in rows["backup 1"].detail


def test_the_record(paths: VaultPaths, saved):
    text = paths.seen.read_text()
    paths.seen.write_text(text.replace("generation = 4", "generation = 9"))
    assert "E_ROLLBACK" in {row.check: row for row in check_vault(paths)}["record"].detail
    paths.seen.write_text("nonsense")
    assert statuses(paths)["record"] == "warning"
    paths.seen.unlink()
    assert statuses(paths)["record"] == "warning"


@pytest.mark.usefixtures("quick_kdf")
def test_slots(paths: VaultPaths, saved, monkeypatch: pytest.MonkeyPatch):
    saved.add_slot(passphrase(PASSPHRASE), FLOOR)
    assert statuses(paths)[slot_row(saved, 1)] == "ok"
    with monkeypatch.context() as patch:
        patch.setattr(checking, "free_memory_kib", lambda: 100_000)
        rows = {row.check: row for row in check_vault(paths)}
    assert "E_KDF_LIMIT" in rows[slot_row(saved, 1)].detail
    saved.remove_slot(saved.slots[0].slot_id, [passphrase(PASSPHRASE)])
    assert statuses(paths)["slots"] == "warning"


def test_no_vault_at_all(tmp_path: Path):
    paths = VaultPaths(tmp_path / "nowhere" / "vault.cxv", tmp_path / "seen.toml")
    assert statuses(paths) == {"directory": "error", "file": "error", "backups": "warning"}
