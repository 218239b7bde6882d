"""A save that is disturbed leaves the old vault or the new one, and says which."""

from __future__ import annotations

import errno
import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jungletui.domain.failures import VaultError, VaultFault
from jungletui.vault import saving
from jungletui.vault.filesystem import opened_directory
from jungletui.vault.layout import serialise
from jungletui.vault.store import OpenVault, VaultPaths, open_with_recovery_code
from tests.vault.hostile import flip
from tests.vault.material import adding, cheap, content, names, put

VAULT = cheap()


@pytest.fixture
def opened(paths: VaultPaths) -> Iterator[OpenVault]:
    put(paths, serialise(VAULT.image(content("first"))))
    vault = reopened(paths)
    yield vault
    vault.close()


def reopened(paths: VaultPaths) -> OpenVault:
    return open_with_recovery_code(paths, bytearray(VAULT.code.encode()))


def files(paths: VaultPaths) -> list[str]:
    return sorted(entry.name for entry in paths.vault.parent.iterdir() if entry.is_file())


def test_a_change_is_on_disk_for_the_next_one(paths: VaultPaths, opened: OpenVault):
    opened.change(adding("second"))
    assert names(opened.content) == ["first", "second"]
    assert opened.generation == 2
    again = reopened(paths)
    assert (again.content, again.generation) == (opened.content, 2)


def test_an_edit_that_changes_nothing_saves_nothing(paths: VaultPaths, opened: OpenVault):
    before = paths.vault.read_bytes()
    opened.change(lambda now: now)
    assert (paths.vault.read_bytes(), opened.generation) == (before, 1)


def test_files_are_private_whatever_the_umask(paths: VaultPaths, opened: OpenVault):
    before = os.umask(0)
    try:
        opened.change(adding("second"))
    finally:
        os.umask(before)
    for name in files(paths):
        assert (paths.vault.parent / name).stat().st_mode & 0o777 == 0o600, name


def test_backups_rotate_and_five_are_kept(paths: VaultPaths, opened: OpenVault):
    saved = [paths.vault.read_bytes()]
    for number in range(7):
        opened.change(adding(f"more-{number}"))
        saved.append(paths.vault.read_bytes())
    assert files(paths) == [
        "vault.cxv",
        *(f"vault.cxv.bak.{n}" for n in range(1, 6)),
        "vault.cxv.lock",
    ]
    for number in range(1, 6):
        backup = paths.vault.with_name(f"vault.cxv.bak.{number}")
        assert backup.read_bytes() == saved[-1 - number]


def test_two_open_vaults_see_each_others_changes(paths: VaultPaths, opened: OpenVault):
    other = reopened(paths)
    other.change(adding("theirs"))
    opened.change(adding("mine"))
    assert names(opened.content) == ["first", "theirs", "mine"]
    assert names(reopened(paths).content) == ["first", "theirs", "mine"]


def test_a_writer_that_ignores_the_lock_is_a_conflict(paths: VaultPaths, opened: OpenVault):
    theirs = serialise(VAULT.image(content("theirs"), 2, opened._opened.image.file_mac))

    def meanwhile(now):
        put(paths, theirs)
        return adding("mine")(now)

    with pytest.raises(VaultError) as caught:
        opened.change(meanwhile)
    assert caught.value.fault is VaultFault.CONFLICT
    assert paths.vault.read_bytes() == theirs
    opened.change(adding("mine"))
    assert names(reopened(paths).content) == ["theirs", "mine"]


def test_a_vault_that_vanished_is_not_made_anew(paths: VaultPaths, opened: OpenVault):
    paths.vault.unlink()
    with pytest.raises(VaultError) as caught:
        opened.change(adding("second"))
    assert caught.value.fault is VaultFault.FS
    assert not paths.vault.exists()


def test_another_vault_in_its_place_is_not_overwritten(paths: VaultPaths, opened: OpenVault):
    theirs = serialise(cheap("other").image(content("theirs")))
    put(paths, theirs)
    with pytest.raises(VaultError) as caught:
        opened.change(adding("second"))
    assert caught.value.fault is VaultFault.CONFLICT
    assert paths.vault.read_bytes() == theirs


def test_an_older_or_forked_generation_under_an_open_vault(paths: VaultPaths, opened: OpenVault):
    old = paths.vault.read_bytes()
    opened.change(adding("second"))
    put(paths, old)
    with pytest.raises(VaultError) as caught:
        opened.change(adding("third"))
    assert caught.value.fault is VaultFault.ROLLBACK
    for generation in (2, 3):
        put(paths, serialise(VAULT.image(content("fork"), generation)))
        with pytest.raises(VaultError) as caught:
            opened.change(adding("third"))
        assert caught.value.fault is VaultFault.FORK


def test_a_damaged_file_under_an_open_vault_is_not_overwritten(
    paths: VaultPaths, opened: OpenVault
):
    opened.change(adding("second"))
    whole = paths.vault.read_bytes()
    damaged = whole[:-1] + bytes([whole[-1] ^ 1])
    put(paths, damaged)
    with pytest.raises(VaultError) as caught:
        opened.change(adding("third"))
    assert caught.value.fault is VaultFault.TAMPER
    assert f"{paths.vault}.bak.1" in caught.value.remedy
    assert paths.vault.read_bytes() == damaged


def test_an_edit_that_fails_releases_the_lock(paths: VaultPaths, opened: OpenVault):
    def edit(now):
        raise LookupError("no such key")

    with pytest.raises(LookupError):
        opened.change(edit)
    opened.change(adding("second"))


def test_a_lock_that_is_held_ends_in_a_conflict(
    paths: VaultPaths, opened: OpenVault, monkeypatch: pytest.MonkeyPatch
):
    with opened_directory(paths.vault.parent) as directory:
        with saving.locked(directory, "vault.cxv"):
            with pytest.raises(VaultError) as caught, saving.locked(directory, "vault.cxv", 0.0):
                pytest.fail("two hold the lock")
            assert caught.value.fault is VaultFault.CONFLICT
        with saving.locked(directory, "vault.cxv", 0.0):
            pass


def test_row_50_a_stale_lock_file_and_stale_temporaries(paths: VaultPaths, opened: OpenVault):
    folder = paths.vault.parent
    old, new = folder / ".vault.cxv.0011.tmp", folder / ".vault.cxv.2233.tmp"
    unrelated = folder / ".other.0011.tmp"
    for file in (old, new, unrelated, folder / "vault.cxv.lock"):
        file.write_bytes(b"left behind")
        file.chmod(0o600)
        os.utime(file, (time.time() - 7200, time.time() - 7200))
    os.utime(new)
    opened.change(adding("second"))
    assert not old.exists()
    assert new.exists()
    assert unrelated.exists()


@pytest.mark.parametrize("what", ["link", "readable"])
def test_a_lock_file_that_is_not_ours(paths: VaultPaths, opened: OpenVault, what: str):
    lock = paths.vault.with_name("vault.cxv.lock")
    if what == "link":
        lock.symlink_to(paths.vault)
    else:
        lock.touch(0o644)
        lock.chmod(0o644)
    with pytest.raises(VaultError) as caught:
        opened.change(adding("second"))
    assert caught.value.fault is VaultFault.FS


Fault = Callable[[pytest.MonkeyPatch], None]


def failing(name: str, number: int, nth: int = 1) -> Fault:
    """The `nth` call of an os function in the save fails with this error."""

    def install(monkeypatch: pytest.MonkeyPatch) -> None:
        real = getattr(os, name)
        calls = iter(range(1, 1000))

        def call(*arguments, **keywords):
            if next(calls) == nth:
                raise OSError(number, os.strerror(number))
            return real(*arguments, **keywords)

        monkeypatch.setattr(os, name, call)

    return install


LEAVES_OLD: dict[str, Fault] = {
    "no space to reserve": failing("posix_fallocate", errno.ENOSPC),
    "no space to write": failing("write", errno.ENOSPC),
    "quota": failing("write", errno.EDQUOT),
    "file too large": failing("write", errno.EFBIG),
    "write error": failing("write", errno.EIO),
    "fsync error": failing("fsync", errno.EIO),
    "fsync no space": failing("fsync", errno.ENOSPC),
    "fchmod": failing("fchmod", errno.EPERM),
    "link": failing("link", errno.EIO),
    "link no space": failing("link", errno.ENOSPC),
    "rename of the backup": failing("rename", errno.EACCES, nth=5),
    "rename of the vault": failing("rename", errno.EACCES, nth=6),
    "read back": failing("read", errno.EIO, nth=3),
}


@pytest.mark.parametrize("row", LEAVES_OLD)
def test_a_fault_leaves_the_old_vault_and_no_litter(paths: VaultPaths, opened: OpenVault, row: str):
    old = paths.vault.read_bytes()
    with pytest.MonkeyPatch.context() as monkeypatch:
        LEAVES_OLD[row](monkeypatch)
        with pytest.raises(VaultError) as caught:
            opened.change(adding("second"))
    assert caught.value.fault is VaultFault.FS
    assert str(paths.vault) in caught.value.message
    assert caught.value.remedy
    assert paths.vault.read_bytes() == old
    assert not [name for name in files(paths) if name.endswith(".tmp")]
    assert names(opened.content) == ["first"]
    opened.change(adding("second"))
    assert names(reopened(paths).content) == ["first", "second"]


def test_a_short_write_is_continued(
    paths: VaultPaths, opened: OpenVault, monkeypatch: pytest.MonkeyPatch
):
    write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, data[:1000]))
    opened.change(adding("second"))
    assert names(reopened(paths).content) == ["first", "second"]


@pytest.mark.parametrize(
    ("offset", "fault"),
    [
        (1, VaultFault.FORMAT),
        (64, VaultFault.TAMPER),
        (300, VaultFault.TAMPER),
        (9000, VaultFault.TAMPER),
        (18479, VaultFault.TAMPER),
    ],
    ids=["magic", "salt of the save", "a slot", "contents", "MAC"],
)
def test_what_the_disk_garbled_does_not_replace_the_vault(
    paths: VaultPaths,
    opened: OpenVault,
    monkeypatch: pytest.MonkeyPatch,
    offset: int,
    fault: VaultFault,
):
    """What was written is read back and decrypted before it takes the vault's place."""
    old, write = paths.vault.read_bytes(), os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, flip(offset)(bytes(data))))
    with pytest.raises(VaultError) as caught:
        opened.change(adding("second"))
    assert caught.value.fault is fault
    assert paths.vault.read_bytes() == old
    assert names(opened.content) == ["first"]
    assert not [name for name in files(paths) if name.endswith(".tmp")]


def test_after_a_failed_fsync_the_descriptor_is_closed_and_never_synced_again(
    paths: VaultPaths, opened: OpenVault, monkeypatch: pytest.MonkeyPatch
):
    """The kernel may call its pages clean then, and a second fsync would lie."""
    done: list[tuple[str, int]] = []
    fsync, close = os.fsync, os.close

    def failing_fsync(fd: int) -> None:
        done.append(("fsync", fd))
        if [what for what, _ in done].count("fsync") == 1:
            raise OSError(errno.EIO, "Input/output error")
        fsync(fd)

    def noted_close(fd: int) -> None:
        done.append(("close", fd))
        close(fd)

    monkeypatch.setattr(os, "fsync", failing_fsync)
    monkeypatch.setattr(os, "close", noted_close)
    with pytest.raises(VaultError) as caught:
        opened.change(adding("second"))
    assert "EIO" in caught.value.message
    (synced,) = [at for at, (what, _) in enumerate(done) if what == "fsync"]
    assert done[synced + 1] == ("close", done[synced][1])


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK])
def test_without_hard_links_the_backup_is_a_copy(
    paths: VaultPaths, opened: OpenVault, number: int, monkeypatch: pytest.MonkeyPatch
):
    old = paths.vault.read_bytes()
    failing("link", number)(monkeypatch)
    opened.change(adding("second"))
    assert paths.vault.with_name("vault.cxv.bak.1").read_bytes() == old
    assert names(reopened(paths).content) == ["first", "second"]


@pytest.mark.parametrize("number", [errno.EOPNOTSUPP, errno.EINVAL])
def test_a_file_system_that_cannot_reserve_space_still_saves(
    paths: VaultPaths, opened: OpenVault, number: int, monkeypatch: pytest.MonkeyPatch
):
    failing("posix_fallocate", number)(monkeypatch)
    opened.change(adding("second"))
    assert opened.generation == 2


def test_a_directory_that_cannot_be_synced_is_its_own_error(paths: VaultPaths, opened: OpenVault):
    seen = paths.seen.read_bytes()
    with pytest.MonkeyPatch.context() as monkeypatch:
        failing("fsync", errno.EIO, nth=2)(monkeypatch)
        with pytest.raises(VaultError) as caught:
            opened.change(adding("second"))
    assert caught.value.fault is VaultFault.DURABILITY
    assert (names(opened.content), opened.generation) == (["first", "second"], 2)
    assert paths.seen.read_bytes() == seen
    assert names(reopened(paths).content) == ["first", "second"]
    opened.change(adding("third"))
    assert opened.generation == 3


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_file_system_without_locks_is_refused(
    paths: VaultPaths, opened: OpenVault, number: int, monkeypatch: pytest.MonkeyPatch
):
    def flock(fd, operation):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(VaultError) as caught:
        opened.change(adding("second"))
    assert caught.value.fault is VaultFault.FS
    assert "no locks" in caught.value.message
    assert "--no-lock" in caught.value.remedy
    assert names(reopened(paths).content) == ["first"]


def test_threads_that_share_one_open_vault_lose_nothing(paths: VaultPaths, opened: OpenVault):
    threads = [
        threading.Thread(target=opened.change, args=(adding(f"thread-{number}"),))
        for number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(names(reopened(paths).content)) == sorted(
        ["first", *(f"thread-{number}" for number in range(8))]
    )


def test_a_change_that_would_not_read_back_is_refused(paths: VaultPaths, opened: OpenVault):
    old = paths.vault.read_bytes()
    with pytest.raises(VaultError) as caught:
        opened.change(lambda now: replace(now, keys=now.keys * 2))
    assert caught.value.fault is VaultFault.SCHEMA
    assert paths.vault.read_bytes() == old


def test_a_directory_that_became_open_to_others_stops_the_save(
    paths: VaultPaths, opened: OpenVault
):
    folder: Path = paths.vault.parent
    folder.chmod(0o770)
    with pytest.raises(VaultError) as caught:
        opened.change(adding("second"))
    folder.chmod(0o700)
    assert caught.value.fault is VaultFault.FS
