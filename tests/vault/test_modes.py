"""`--fix-perms`: what is ours becomes private; links, other users' and other names' files stay."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from jungletui.vault import modes
from jungletui.vault.modes import Mending, mend_modes
from jungletui.vault.store import VaultPaths, open_with_recovery_code
from tests.vault.material import adding, cheap
from tests.vault.opened_vaults import with_a_key


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def mended(paths: VaultPaths) -> Mending:
    return mend_modes(paths, (paths.seen.with_name("activity.log"),))


def words(done: Mending) -> dict[str, tuple[int, int]]:
    return {one.path.name: (one.before, one.after) for one in done.mended}


@pytest.fixture
def saved(paths: VaultPaths) -> VaultPaths:
    vault = with_a_key(paths)
    vault.change(adding("second"))
    vault.close()
    return paths


def test_what_is_in_order_stays(saved: VaultPaths):
    before = {path: path.lstat().st_mode for path in saved.vault.parent.rglob("*")}
    assert mended(saved) == Mending((), ())
    assert {path: path.lstat().st_mode for path in saved.vault.parent.rglob("*")} == before


@pytest.mark.parametrize("wrong", [0o644, 0o640, 0o620, 0o601, 0o4755])
def test_the_vault_becomes_private_and_opens(saved: VaultPaths, wrong: int):
    saved.vault.chmod(wrong)
    done = mended(saved)
    assert words(done) == {"vault.cxv": (wrong, 0o600)}
    assert done.refused == ()
    assert mode(saved.vault) == 0o600
    open_with_recovery_code(saved, bytearray(cheap().code.encode())).close()


def test_so_does_everything_that_belongs_to_it(saved: VaultPaths):
    log = saved.seen.with_name("activity.log")
    log.touch(0o600)
    files = (
        saved.vault.with_name("vault.cxv.lock"),
        saved.vault.with_name("vault.cxv.bak.1"),
        saved.seen,
        saved.seen.with_name("seen.toml.lock"),
        log,
    )
    for file in files:
        file.chmod(0o664)
    for folder in (saved.vault.parent, saved.seen.parent):
        folder.chmod(0o775)
    bystander = saved.vault.with_name("notes.txt")
    bystander.touch()
    bystander.chmod(0o644)
    done = mended(saved)
    assert done.refused == ()
    assert len(done.mended) == len(files) + 2
    assert {mode(file) for file in files} == {0o600}
    assert {mode(saved.vault.parent), mode(saved.seen.parent)} == {0o700}
    assert mode(bystander) == 0o644


@pytest.mark.parametrize("wrong", [0o755, 0o711, 0o500])
def test_a_directory_that_opening_takes_keeps_its_mode(saved: VaultPaths, wrong: int):
    saved.vault.parent.chmod(wrong)
    try:
        assert mended(saved).mended == ()
        assert mode(saved.vault.parent) == wrong
    finally:
        saved.vault.parent.chmod(0o700)


def test_a_link_is_never_followed(saved: VaultPaths, tmp_path: Path):
    elsewhere = tmp_path / "page.html"
    elsewhere.touch()
    elsewhere.chmod(0o644)
    saved.vault.unlink()
    saved.vault.symlink_to(elsewhere)
    assert mended(saved).mended == ()
    assert mode(elsewhere) == 0o644


def test_a_directory_behind_a_link_is_left_alone(saved: VaultPaths, tmp_path: Path):
    saved.vault.parent.chmod(0o777)
    link = tmp_path / "link"
    link.symlink_to(saved.vault.parent)
    done = mended(VaultPaths(link / "vault.cxv", link / "state" / "seen.toml"))
    ((path, error),) = done.refused
    assert path == link
    assert f"chmod 700 {saved.vault.parent}" in error.remedy
    assert mode(saved.vault.parent) == 0o777
    saved.vault.parent.chmod(0o700)
    saved.vault.chmod(0o644)
    done = mended(VaultPaths(link / "vault.cxv", link / "state" / "seen.toml"))
    assert words(done) == {"vault.cxv": (0o644, 0o600)}


def test_a_hard_link_to_another_file_is_left_alone(saved: VaultPaths, tmp_path: Path):
    """Whoever can write to the directory may have put it there to change that file's mode."""
    other = tmp_path / "published"
    other.write_text("for all")
    other.chmod(0o644)
    saved.vault.unlink()
    os.link(other, saved.vault)
    done = mended(saved)
    assert done.mended == ()
    ((path, error),) = done.refused
    assert path == saved.vault
    assert "hard link" in error.message
    assert error.remedy
    assert mode(other) == 0o644


def test_two_names_that_a_killed_save_left_are_ours(saved: VaultPaths):
    saved.vault.with_name("vault.cxv.bak.1").unlink()
    os.link(saved.vault, saved.vault.with_name("vault.cxv.bak.1"))
    os.link(saved.vault, saved.vault.with_name(".vault.cxv.0123456789abcdef.tmp"))
    saved.vault.chmod(0o640)
    done = mended(saved)
    assert done.refused == ()
    assert words(done) == {"vault.cxv": (0o640, 0o600)}


@pytest.mark.parametrize("kind", ["fifo", "directory"])
def test_what_is_no_file_is_left_alone(saved: VaultPaths, kind: str):
    saved.vault.unlink()
    os.mkfifo(saved.vault) if kind == "fifo" else saved.vault.mkdir()
    saved.vault.chmod(0o644)
    assert mended(saved) == Mending((), ())
    assert mode(saved.vault) == 0o644


def test_nothing_of_another_user_is_touched(saved: VaultPaths, monkeypatch: pytest.MonkeyPatch):
    saved.vault.chmod(0o644)
    saved.vault.parent.chmod(0o777)
    mine = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    monkeypatch.setattr(os, "fchmod", lambda *_: pytest.fail("a mode was changed"))
    assert mended(saved) == Mending((), ())


def test_a_file_of_root_in_our_directory_is_not_ours(
    saved: VaultPaths, monkeypatch: pytest.MonkeyPatch
):
    """The file alone is somebody else's: the owner of what is open counts, not the path's."""
    saved.vault.chmod(0o644)
    inode = saved.vault.stat().st_ino
    fstat = os.fstat

    def strange(fd: int) -> os.stat_result:
        found = list(fstat(fd))
        if found[stat.ST_INO] == inode:
            found[stat.ST_UID] = os.geteuid() + 1
        return os.stat_result(found)

    monkeypatch.setattr(modes.os, "fstat", strange)
    assert mended(saved).mended == ()
    assert mode(saved.vault) == 0o644


def test_a_system_that_refuses_is_said(saved: VaultPaths, monkeypatch: pytest.MonkeyPatch):
    saved.vault.chmod(0o644)

    def read_only(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(os, "fchmod", read_only)
    ((path, error),) = mended(saved).refused
    assert path == saved.vault
    assert "EROFS" in error.message
