"""This host notices when an older or another copy of a vault is put in its place."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from jungletui.domain.failures import VaultError, VaultFault
from jungletui.vault import opening
from jungletui.vault.layout import serialise
from jungletui.vault.rollback import Seen, recall, remember
from jungletui.vault.store import OpenVault, VaultPaths, open_with_recovery_code
from tests.vault.material import CANARY, adding, cheap, content, names, put

VAULT = cheap()


def reopened(paths: VaultPaths, accept: bool = False) -> OpenVault:
    code = bytearray(VAULT.code.encode())
    return open_with_recovery_code(paths, code, accept_rollback=accept)


@pytest.fixture
def second(paths: VaultPaths) -> bytes:
    """The file of generation 1, with generation 2 in its place and seen."""
    put(paths, serialise(VAULT.image(content("first"))))
    vault = reopened(paths)
    first = paths.vault.read_bytes()
    vault.change(adding("second"))
    return first


def test_36_a_replayed_generation_is_refused(paths: VaultPaths, second: bytes):
    put(paths, second)
    for _ in range(2):
        with pytest.raises(VaultError) as caught:
            reopened(paths)
        assert caught.value.fault is VaultFault.ROLLBACK
        assert "generation 1 is older than 2" in caught.value.message
        assert str(paths.vault) in caught.value.message
        command = f"jungletui vault restore {paths.vault} --accept-rollback"
        assert command in caught.value.remedy
        assert caught.value.exit_code == 5


def test_an_older_generation_opens_when_it_is_accepted_and_then_stays(
    paths: VaultPaths, second: bytes
):
    put(paths, second)
    vault = reopened(paths, accept=True)
    assert names(vault.content) == ["first"]
    reopened(paths).change(adding("instead"))
    assert names(reopened(paths).content) == ["first", "instead"]


def test_37_another_file_with_the_same_number_is_a_fork(paths: VaultPaths, second: bytes):
    put(paths, serialise(VAULT.image(content("fork"), 2)))
    with pytest.raises(VaultError) as caught:
        reopened(paths)
    assert caught.value.fault is VaultFault.FORK
    assert names(reopened(paths, accept=True).content) == ["fork"]


def test_a_newer_generation_from_another_host_opens_and_is_noted(paths: VaultPaths, second: bytes):
    newer = serialise(VAULT.image(content("elsewhere"), 9))
    put(paths, newer)
    assert reopened(paths).notices == ()
    put(paths, serialise(VAULT.image(content("older"), 8)))
    with pytest.raises(VaultError, match="older than 9"):
        reopened(paths)


def test_38_without_a_record_it_opens_with_a_notice(paths: VaultPaths, second: bytes):
    put(paths, second)
    shutil.rmtree(paths.seen.parent)
    (notice,) = reopened(paths).notices
    assert notice.startswith("first seen on this host: generation 1, saved at 20")
    assert reopened(paths).notices == ()


def edited_generation(text: str) -> str:
    return text.replace("generation = 2", "generation = 7")


def edited_mac(text: str) -> str:
    head, _, tail = text.rpartition('mac = "')
    return f'{head}mac = "{"0" * 64}{tail[64:]}'


EDITS: dict[str, Callable[[str], str]] = {
    "generation": edited_generation,
    "mac": edited_mac,
    "short mac": lambda text: text.replace('mac = "', 'mac = "00'),
    "types": lambda text: text.replace("generation = 2", 'generation = "2"'),
    "negative": lambda text: text.replace("generation = 2", "generation = -2"),
    "a list": lambda text: "vaults = []\n",
    "no TOML": lambda text: "}{",
    "no UTF-8": lambda text: text + "\udcff",
    "too large": lambda text: text + "#" * 70000,
}


@pytest.mark.parametrize("edit", EDITS)
def test_39_an_edited_record_is_ignored_with_a_warning(paths: VaultPaths, second: bytes, edit: str):
    text = paths.seen.read_text()
    paths.seen.write_text(EDITS[edit](text), errors="surrogateescape")
    put(paths, second)
    notices = reopened(paths).notices
    assert any("record of the last seen generation" in notice for notice in notices)
    assert any(notice.startswith("first seen on this host") for notice in notices)
    assert reopened(paths).notices == ()


@pytest.mark.parametrize("how", ["readable", "link", "directory"])
def test_a_record_that_is_not_a_private_file_is_ignored(paths: VaultPaths, second: bytes, how: str):
    if how == "readable":
        paths.seen.chmod(0o644)
    else:
        paths.seen.unlink()
        paths.seen.mkdir() if how == "directory" else paths.seen.symlink_to("/dev/zero")
    assert any("ignored" in notice for notice in reopened(paths).notices)


def test_the_record_is_private_and_holds_nothing_secret(paths: VaultPaths, second: bytes):
    assert paths.seen.stat().st_mode & 0o777 == 0o600
    assert paths.seen.parent.stat().st_mode & 0o777 == 0o700
    table = tomllib.loads(paths.seen.read_text())["vaults"]
    assert set(table[VAULT.vault_id.hex()]) == {"generation", "file_mac", "mac"}
    assert CANARY not in paths.seen.read_text()


def test_records_of_other_vaults_are_kept(paths: VaultPaths, second: bytes):
    other = cheap("other")
    newer = paths.vault.read_bytes()
    put(paths, serialise(other.image(content("other"), 5)))
    open_with_recovery_code(paths, bytearray(other.code.encode())).close()
    put(paths, newer)
    assert reopened(paths).notices == ()
    put(paths, second)
    with pytest.raises(VaultError, match="older than 2"):
        reopened(paths)


def test_remembering_never_goes_back_on_its_own(paths: VaultPaths):
    vault_id, state_key = bytes(15) + b"\1", bytes(32)
    assert remember(paths.seen, Seen(vault_id, 5, bytes(32)), state_key) is None
    assert remember(paths.seen, Seen(vault_id, 4, bytes(32)), state_key) is None
    assert recall(paths.seen).records[vault_id.hex()]["generation"] == 5
    assert remember(paths.seen, Seen(vault_id, 4, bytes(32)), state_key, force=True) is None
    assert recall(paths.seen).records[vault_id.hex()]["generation"] == 4


def test_a_save_right_after_the_file_was_read_is_no_rollback(
    paths: VaultPaths, second: bytes, monkeypatch: pytest.MonkeyPatch
):
    """The record is read before the file: it cannot know a generation that the file has not."""
    writer, read = reopened(paths), opening.read_vault_file

    def raced(directory, name):
        data = read(directory, name)
        monkeypatch.setattr(opening, "read_vault_file", read)
        writer.change(adding("third"))
        return data

    monkeypatch.setattr(opening, "read_vault_file", raced)
    assert reopened(paths).generation == 2
    assert reopened(paths).generation == 3


def test_a_record_that_cannot_be_written_is_a_notice_not_a_failure(
    paths: VaultPaths, second: bytes, monkeypatch: pytest.MonkeyPatch
):
    shutil.rmtree(paths.seen.parent)
    paths.seen.parent.write_text("a file where the directory should be")
    vault = reopened(paths)
    assert any("could not be noted" in notice for notice in vault.notices)
    vault.change(adding("third"))
    assert names(vault.content) == ["first", "second", "third"]
    assert isinstance(paths.seen, Path)
