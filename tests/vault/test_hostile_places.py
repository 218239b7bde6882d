"""Files that are no files, or not ours alone (docs/vault-format.md section 9, rows 40 to 45),
and damaged vaults beside their backups."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import pytest

from jungletui.domain.failures import VaultError, VaultFault
from jungletui.vault import filesystem
from jungletui.vault.store import VaultPaths, open_vault
from tests.vault.hostile import check_words, flip, refusal
from tests.vault.material import PASSPHRASE, put


def test_40_a_symbolic_link_is_refused(paths: VaultPaths, file: bytes, tmp_path: Path):
    put(paths, file)
    real = paths.vault.with_name("real.cxv")
    paths.vault.rename(real)
    for target in (real, Path("/dev/zero")):
        paths.vault.unlink(missing_ok=True)
        paths.vault.symlink_to(target)
        with pytest.raises(VaultError) as caught:
            open_vault(paths, bytearray(PASSPHRASE))
        assert caught.value.fault is VaultFault.FS
        assert "ELOOP" in caught.value.message
        check_words(caught.value, paths)


@pytest.mark.parametrize("kind", ["fifo", "socket", "directory", "device"])
def test_41_what_is_no_file_is_refused_at_once(paths: VaultPaths, kind: str):
    held = None
    if kind == "fifo":
        os.mkfifo(paths.vault, 0o600)
    elif kind == "directory":
        paths.vault.mkdir(mode=0o700)
    elif kind == "device":
        try:
            os.mknod(paths.vault, 0o600 | stat.S_IFCHR, os.makedev(1, 5))
        except OSError:
            pytest.skip("this user may not make device files")
    else:
        held = socket.socket(socket.AF_UNIX)
        here = Path.cwd()
        os.chdir(paths.vault.parent)
        held.bind(paths.vault.name)
        os.chdir(here)
    with pytest.raises(VaultError) as caught:
        open_vault(paths, bytearray(PASSPHRASE))
    if held is not None:
        held.close()
    assert caught.value.fault is VaultFault.FS
    check_words(caught.value, paths)


@pytest.mark.usefixtures("no_kdf")
def test_42_a_sparse_tebibyte_is_not_read(
    paths: VaultPaths, file: bytes, monkeypatch: pytest.MonkeyPatch
):
    put(paths, file)
    os.truncate(paths.vault, 2**40)
    monkeypatch.setattr(filesystem, "_read", lambda *_: pytest.fail("it was read"))
    with pytest.raises(VaultError) as caught:
        open_vault(paths, bytearray(PASSPHRASE))
    assert caught.value.fault is VaultFault.FORMAT


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o620, 0o601])
def test_43_a_file_that_others_can_touch(paths: VaultPaths, file: bytes, mode: int):
    put(paths, file)
    paths.vault.chmod(mode)
    with pytest.raises(VaultError) as caught:
        open_vault(paths, bytearray(PASSPHRASE))
    assert caught.value.fault is VaultFault.FS
    assert caught.value.remedy.startswith(f"chmod 600 {paths.vault} (")
    assert "`jungletui vault check --fix-perms`" in caught.value.remedy
    check_words(caught.value, paths)


def test_43_a_file_of_somebody_else(
    paths: VaultPaths, file: bytes, monkeypatch: pytest.MonkeyPatch
):
    put(paths, file)
    mine = os.geteuid()
    monkeypatch.setattr(filesystem, "_check_directory", lambda *_: None)
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    with pytest.raises(VaultError) as caught:
        open_vault(paths, bytearray(PASSPHRASE))
    assert caught.value.fault is VaultFault.FS
    assert f"chown {mine + 1} " in caught.value.remedy
    assert "--fix-perms" not in caught.value.remedy


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o1777])
def test_44_a_directory_that_others_can_write(paths: VaultPaths, file: bytes, mode: int):
    put(paths, file)
    paths.vault.parent.chmod(mode)
    with pytest.raises(VaultError) as caught:
        open_vault(paths, bytearray(PASSPHRASE))
    paths.vault.parent.chmod(0o700)
    assert caught.value.fault is VaultFault.FS
    assert "chmod 700" in caught.value.remedy
    assert "`jungletui vault check --fix-perms`" in caught.value.remedy


@pytest.mark.parametrize("growth", [1, -1])
@pytest.mark.usefixtures("no_kdf")
def test_45_a_file_that_changes_between_its_size_and_its_bytes(
    paths: VaultPaths, file: bytes, growth: int, monkeypatch: pytest.MonkeyPatch
):
    put(paths, file)
    read = filesystem._read

    def racing(fd: int, most: int) -> bytes:
        os.truncate(paths.vault, len(file) + growth)
        return read(fd, most)

    monkeypatch.setattr(filesystem, "_read", racing)
    with pytest.raises(VaultError) as caught:
        open_vault(paths, bytearray(PASSPHRASE))
    assert caught.value.fault is VaultFault.FORMAT
    assert "changed its length" in caught.value.message


def test_a_damaged_vault_names_the_newest_whole_backup(paths: VaultPaths, file: bytes):
    folder = paths.vault.parent
    put(VaultPaths(folder / "vault.cxv.bak.1", paths.seen), file[:-1])
    put(VaultPaths(folder / "vault.cxv.bak.2", paths.seen), file)
    put(VaultPaths(folder / "vault.cxv.bak.3", paths.seen), file)
    error = refusal(paths, file[:5000])
    assert f"jungletui vault restore {paths.vault}.bak.2 --accept-rollback" in error.remedy


def test_a_damaged_vault_without_backups_says_so(paths: VaultPaths, file: bytes):
    error = refusal(paths, file[:5000])
    assert "No backup" in error.remedy


def test_a_backup_that_is_the_damaged_file_itself_is_not_named(paths: VaultPaths, file: bytes):
    """A crash between linking the backup and the rename leaves two names of one file."""
    put(paths, flip(3000)(file))
    os.link(paths.vault, f"{paths.vault}.bak.1")
    assert "No backup" in kept_refusal(paths).remedy


def kept_refusal(paths: VaultPaths) -> VaultError:
    with pytest.raises(VaultError) as caught:
        open_vault(paths, bytearray(PASSPHRASE))
    return caught.value


def test_a_missing_vault_says_how_to_make_one(paths: VaultPaths):
    error = kept_refusal(paths)
    assert error.fault is VaultFault.FS
    assert "jungletui init" in error.remedy
    assert not paths.seen.parent.exists()
