"""`--no-lock`: saving where the file system has no locks, and only there; a conflict stays one."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Callable

import pytest

from jungletui.domain.failures import VaultError, VaultFault
from jungletui.vault.activity_file import Owner, append, read_log
from jungletui.vault.filesystem import opened_directory
from jungletui.vault.kdf import FLOOR
from jungletui.vault.layout import serialise
from jungletui.vault.locking import NO_LOCKS, hold
from jungletui.vault.opened import NOT_LOCKED, OpenVault
from jungletui.vault.rollback import recall
from jungletui.vault.saving import locked
from jungletui.vault.store import VaultPaths, create_vault, open_with_recovery_code
from tests.vault.material import PASSPHRASE, adding, cheap, content, names, put, shake

VAULT = cheap()


@pytest.fixture
def lockless(paths: VaultPaths) -> VaultPaths:
    put(paths, serialise(VAULT.image(content("first"))))
    return VaultPaths(paths.vault, paths.seen, lockless=True)


@pytest.fixture(params=sorted({errno.errorcode[number] for number in NO_LOCKS}))
def no_locks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(getattr(errno, request.param))(monkeypatch)


def answering(number: int) -> Callable[[pytest.MonkeyPatch], None]:
    def flock(fd: int, operation: int) -> None:
        raise OSError(number, os.strerror(number))

    return lambda monkeypatch: monkeypatch.setattr(fcntl, "flock", flock)


def opened(paths: VaultPaths) -> OpenVault:
    return open_with_recovery_code(paths, bytearray(VAULT.code.encode()))


@pytest.mark.usefixtures("no_locks")
def test_it_saves_and_says_so_once(lockless: VaultPaths):
    vault = opened(lockless)
    vault.change(adding("second"))
    vault.change(adding("third"))
    assert vault.notices.count(NOT_LOCKED) == 1
    assert not [notice for notice in vault.notices if "could not be noted" in notice]
    record = recall(lockless.seen).records[VAULT.vault_id.hex()]
    assert isinstance(record, dict)
    assert record["generation"] == 3
    assert names(opened(lockless).content) == ["first", "second", "third"]


@pytest.mark.usefixtures("no_locks")
def test_a_save_in_between_is_a_conflict_all_the_same(lockless: VaultPaths):
    vault = opened(lockless)
    first = parse_mac(lockless)
    theirs = serialise(VAULT.image(content("theirs"), 2, first))

    def meanwhile(now):
        put(lockless, theirs)
        return adding("mine")(now)

    with pytest.raises(VaultError) as caught:
        vault.change(meanwhile)
    assert caught.value.fault is VaultFault.CONFLICT
    assert lockless.vault.read_bytes() == theirs
    vault.change(adding("mine"))
    assert names(opened(lockless).content) == ["theirs", "mine"]


def parse_mac(paths: VaultPaths) -> bytes:
    return paths.vault.read_bytes()[-32:]


@pytest.mark.usefixtures("no_locks")
def test_what_was_saved_before_is_taken_over(lockless: VaultPaths):
    one, other = opened(lockless), opened(lockless)
    one.change(adding("one"))
    other.change(adding("other"))
    assert names(opened(lockless).content) == ["first", "one", "other"]


@pytest.mark.usefixtures("no_locks", "quick_kdf")
def test_a_vault_is_made_there_with_it_alone(paths: VaultPaths):
    with pytest.raises(VaultError) as caught:
        create_vault(paths, bytearray(PASSPHRASE), FLOOR)
    assert caught.value.fault is VaultFault.FS
    assert "--no-lock" in caught.value.remedy
    assert not paths.vault.exists()
    allowed = VaultPaths(paths.vault, paths.seen, lockless=True)
    create_vault(allowed, bytearray(PASSPHRASE), FLOOR)[0].close()
    assert paths.vault.exists()


@pytest.mark.usefixtures("no_locks")
def test_the_activity_log_goes_on_as_well(paths: VaultPaths):
    log = paths.seen.with_name("activity.log")
    owner = Owner(VAULT.vault_id, shake("log", 32))

    def remark(wrong: bool, reason: str) -> bytes:
        return b"{}"

    with pytest.raises(VaultError):
        append(log, owner, [b"{}"], remark)
    append(log, owner, [b"{}"], remark, lockless=True)
    assert read_log(log, lockless=True).count(b"\n") == 5
    with pytest.raises(VaultError):
        read_log(log)


def test_where_there_are_locks_it_changes_nothing(lockless: VaultPaths):
    vault = opened(lockless)
    vault.change(adding("second"))
    assert NOT_LOCKED not in vault.notices
    with opened_directory(lockless.vault.parent) as directory:
        name = lockless.vault.name
        with locked(directory, name, lockless=True) as held:
            assert held
            with (
                pytest.raises(VaultError) as caught,
                locked(directory, name, 0.02, lockless=True),
            ):
                pytest.fail("two hold the lock")
    assert caught.value.fault is VaultFault.CONFLICT


@pytest.mark.parametrize("number", [errno.EIO, errno.EINTR, errno.EBADF, errno.EPERM])
def test_any_other_failure_of_a_lock_stays_one(
    lockless: VaultPaths, number: int, monkeypatch: pytest.MonkeyPatch
):
    vault = opened(lockless)
    answering(number)(monkeypatch)
    with pytest.raises(OSError, match=os.strerror(number)):
        hold(0, lockless=True)
    with pytest.raises(VaultError) as caught:
        vault.change(adding("second"))
    assert caught.value.fault is VaultFault.FS
    assert "--no-lock" not in caught.value.remedy
