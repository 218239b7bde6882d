"""Backups of one's own, and the way back: nothing is overwritten, nothing goes back unasked."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from jungletui.domain.failures import VaultError, VaultFault
from jungletui.vault.copies import backup_vault, restore_vault
from jungletui.vault.layout import serialise
from jungletui.vault.store import VaultPaths, open_with_recovery_code
from tests.vault.hostile import at, flip
from tests.vault.material import adding, cheap, content, names, put
from tests.vault.opened_vaults import recovery, with_a_key


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir(mode=0o700)
    return folder / "copy.cxv"


@pytest.fixture
def copied(paths: VaultPaths, target: Path) -> Path:
    """A copy of generation 2; the vault itself has gone on to generation 3."""
    vault = with_a_key(paths)
    vault.change(adding("second"))
    assert backup_vault(paths, target).generation == 2
    vault.change(adding("third"))
    return target


def refused(fault: VaultFault, action) -> VaultError:
    with pytest.raises(VaultError) as caught:
        action()
    assert caught.value.fault is fault
    assert caught.value.remedy
    return caught.value


def names_of(paths: VaultPaths) -> list[str]:
    code = bytearray(cheap().code.encode())
    return names(open_with_recovery_code(paths, code).content)


def test_a_copy_is_private_whole_and_the_same(paths: VaultPaths, target: Path):
    vault = with_a_key(paths)
    before = os.umask(0)
    try:
        made = backup_vault(paths, target, vault)
    finally:
        os.umask(before)
    assert (made.path, made.generation) == (target, 1)
    assert target.read_bytes() == paths.vault.read_bytes()
    assert target.stat().st_mode & 0o7777 == 0o600
    assert target.stat().st_ino != paths.vault.stat().st_ino


def test_nothing_is_overwritten(paths: VaultPaths, target: Path):
    with_a_key(paths)
    makers = (
        lambda: target.write_bytes(b"precious"),
        lambda: target.symlink_to("/nowhere"),
        target.mkdir,
    )
    for make in makers:
        make()
        error = refused(VaultFault.CONFLICT, lambda: backup_vault(paths, target))
        assert str(target) in error.message
        if target.is_dir():
            target.rmdir()
        else:
            assert target.is_symlink() or target.read_bytes() == b"precious"
            target.unlink()


def test_a_damaged_vault_is_not_copied(paths: VaultPaths, target: Path):
    vault = with_a_key(paths)
    whole = paths.vault.read_bytes()
    put(paths, flip(-1)(whole))
    refused(VaultFault.TAMPER, lambda: backup_vault(paths, target, vault))
    put(paths, whole[:-1])
    refused(VaultFault.FORMAT, lambda: backup_vault(paths, target))
    assert not target.exists()


def test_a_full_disk_leaves_no_half_copy(
    paths: VaultPaths, target: Path, monkeypatch: pytest.MonkeyPatch
):
    with_a_key(paths)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    error = refused(VaultFault.FS, lambda: backup_vault(paths, target))
    assert str(target) in error.message
    assert not target.exists()


def test_a_place_that_others_can_write_to(paths: VaultPaths, target: Path):
    with_a_key(paths)
    target.parent.chmod(0o777)
    error = refused(VaultFault.FS, lambda: backup_vault(paths, target))
    assert str(target.parent) in error.message
    assert not target.exists()


def test_going_back_must_be_asked_for(paths: VaultPaths, copied: Path):
    before = {file: file.read_bytes() for file in paths.vault.parent.rglob("*") if file.is_file()}
    error = refused(VaultFault.ROLLBACK, lambda: restore_vault(paths, copied, recovery()))
    assert "--accept-rollback" in error.remedy
    after = {file: file.read_bytes() for file in paths.vault.parent.rglob("*") if file.is_file()}
    assert after == before
    assert names_of(paths) == ["main", "second", "third"]


def test_without_a_record_the_newer_vault_in_place_still_protects_itself(
    paths: VaultPaths, copied: Path
):
    paths.seen.unlink()
    refused(VaultFault.ROLLBACK, lambda: restore_vault(paths, copied, recovery()))
    assert names_of(paths) == ["main", "second", "third"]


def test_the_way_back(paths: VaultPaths, copied: Path):
    newest = paths.vault.read_bytes()
    vault = restore_vault(paths, copied, recovery(), accept_rollback=True)
    assert (names(vault.content), vault.generation) == (["main", "second"], 2)
    assert paths.vault.read_bytes() == copied.read_bytes()
    assert paths.vault.with_name("vault.cxv.bak.1").read_bytes() == newest
    assert names_of(paths) == ["main", "second"]
    vault.change(adding("another"))
    assert names_of(paths) == ["main", "second", "another"]


def test_a_backup_beside_the_vault_is_restored_alike(paths: VaultPaths, copied: Path):
    oldest = paths.vault.with_name("vault.cxv.bak.2")
    data = oldest.read_bytes()
    restore_vault(paths, oldest, recovery(), accept_rollback=True)
    assert paths.vault.read_bytes() == data
    assert names_of(paths) == ["main"]


def test_a_damaged_vault_is_kept_aside(paths: VaultPaths, copied: Path):
    put(paths, b"not a vault at all")
    vault = restore_vault(paths, copied, recovery(), accept_rollback=True)
    assert names(vault.content) == ["main", "second"]
    (aside,) = paths.vault.parent.glob("vault.cxv.damaged-*")
    assert aside.read_bytes() == b"not a vault at all"


@pytest.mark.parametrize("format_", [b"\2\0", b"\1\1", b"\0\0"], ids=["2.0", "1.1", "0.0"])
def test_a_vault_of_another_format_is_not_replaced_unasked(
    paths: VaultPaths, copied: Path, format_: bytes
):
    """An older program never takes a vault back to its own format in silence."""
    paths.seen.unlink()  # a host that has seen none of its generations
    other = at(8, format_)(paths.vault.read_bytes())
    put(paths, other)
    error = refused(VaultFault.VERSION, lambda: restore_vault(paths, copied, recovery()))
    assert f"{paths.vault}: format " in error.message
    assert error.message.count("E_VERSION: ") == 1
    assert "--accept-rollback" in error.remedy
    assert paths.vault.read_bytes() == other
    assert list(paths.vault.parent.glob("*-format-*")) == []
    vault = restore_vault(paths, copied, recovery(), accept_rollback=True)
    assert names(vault.content) == ["main", "second"]
    (aside,) = paths.vault.parent.glob("vault.cxv.other-format-*")
    assert aside.read_bytes() == other


def test_a_damaged_vault_stays_where_it_is_if_the_disk_is_full(
    paths: VaultPaths, copied: Path, monkeypatch: pytest.MonkeyPatch
):
    put(paths, b"not a vault at all")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    refused(VaultFault.FS, lambda: restore_vault(paths, copied, recovery(), accept_rollback=True))
    assert paths.vault.read_bytes() == b"not a vault at all"
    assert list(paths.vault.parent.glob("*damaged*")) == []


def test_where_no_vault_is(paths: VaultPaths, copied: Path, tmp_path: Path):
    fresh = VaultPaths(tmp_path / "new" / "deep" / "vault.cxv", tmp_path / "new" / "seen.toml")
    vault = restore_vault(fresh, copied, recovery())
    assert names(vault.content) == ["main", "second"]
    assert "first seen on this host" in vault.notices[0]
    assert fresh.vault.stat().st_mode & 0o777 == 0o600
    assert open_with_recovery_code(fresh, bytearray(cheap().code.encode())).notices == ()


def test_another_vault_is_not_replaced(paths: VaultPaths, copied: Path):
    other = cheap("other")
    put(paths, serialise(other.image(content("theirs"))))
    before = paths.vault.read_bytes()
    refused(
        VaultFault.CONFLICT, lambda: restore_vault(paths, copied, recovery(), accept_rollback=True)
    )
    assert paths.vault.read_bytes() == before


def test_a_copy_that_is_damaged_or_not_ours(paths: VaultPaths, copied: Path):
    before = paths.vault.read_bytes()
    whole = copied.read_bytes()

    def restore() -> object:
        return restore_vault(paths, copied, recovery(), accept_rollback=True)

    copied.chmod(0o644)
    assert str(copied) in refused(VaultFault.FS, restore).message
    copied.chmod(0o600)
    copied.write_bytes(flip(-1)(whole))
    assert str(copied) in refused(VaultFault.TAMPER, restore).message
    copied.write_bytes(whole[:-1])
    refused(VaultFault.FORMAT, restore)
    copied.write_bytes(whole)
    refused(
        VaultFault.AUTH,
        lambda: restore_vault(paths, copied, recovery("0" * 36), accept_rollback=True),
    )
    assert paths.vault.read_bytes() == before


def test_the_same_generation_changed_apart_is_a_fork(paths: VaultPaths, tmp_path: Path):
    vault = with_a_key(paths)
    copy = tmp_path / "copy.cxv"
    tmp_path.chmod(0o700)
    backup_vault(paths, copy)
    elsewhere = VaultPaths(copy, tmp_path / "other-host" / "seen.toml")
    open_with_recovery_code(elsewhere, bytearray(cheap().code.encode())).change(adding("there"))
    vault.change(adding("here"))
    refused(VaultFault.FORK, lambda: restore_vault(paths, copy, recovery()))
    assert names_of(paths) == ["main", "here"]
    restore_vault(paths, copy, recovery(), accept_rollback=True)
    assert names_of(paths) == ["main", "there"]
