"""What the service writes down: every change and every exposure, failed attempts too."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jungletui.domain.activity import Activity
from jungletui.domain.failures import UsageError, VaultError
from jungletui.domain.keys import Environment, Key, KeyProfile, ProfileChanges
from jungletui.domain.secret import Secret
from jungletui.service import activity, editing, keys, origins, pending, unlocking
from jungletui.service.files import Files, find_files
from jungletui.service.state import State
from jungletui.vault import store
from jungletui.vault.kdf import FLOOR
from jungletui.vault.sources import PassphraseSources

pytestmark = pytest.mark.slow

PASSPHRASE = b"gravel tulip canoe 77 lantern"
CREDENTIAL = {"apiKey": Secret("CanaryId" * 8), "secret": Secret("CanaryXy" * 8)}
MAIN = Key(KeyProfile("main", "binance"), CREDENTIAL, datetime(2026, 1, 2, tzinfo=UTC))

Start = Callable[..., State]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """A service process's state over one vault; the passphrase comes from a file."""
    files = find_files(tmp_path / "home", {})
    files.vault.parent.mkdir(mode=0o700)
    vault, _ = store.create_vault(
        store.VaultPaths(files.vault, files.seen), bytearray(PASSPHRASE), FLOOR
    )
    vault.change(lambda content: replace(content, keys=(MAIN,)))
    vault.close()

    def started(passphrase: bytes = PASSPHRASE) -> State:
        file = tmp_path / "passphrase"
        file.touch(mode=0o600)
        file.write_bytes(passphrase)
        sources = PassphraseSources(fd=None, file=file, command=None, environ={}, tty=False)
        return State(files=files, sources=sources)

    return started


@pytest.fixture
def state(start: Start) -> Iterator[State]:
    opened = start()
    unlocking.unlock(opened)
    yield opened
    unlocking.lock(opened)


def whats(state: State) -> list[Activity]:
    return [record.what for record in activity.activity_log(state).records]


def test_an_unlock_and_its_failures_are_written_down(start: Start) -> None:
    for _ in range(2):
        with pytest.raises(VaultError, match="E_AUTH"):
            unlocking.unlock(start(b"another passphrase"))
    state = start()
    waiting = state.files.pending.read_bytes()
    assert waiting.count(b"unlock-failed") == 2
    assert b"another" not in waiting
    unlocking.unlock(state)
    log = activity.activity_log(state)
    assert log.verified
    assert [record.what for record in log.records] == [
        Activity.LOG_BEGUN,
        Activity.UNLOCK_FAILED,
        Activity.UNLOCK_FAILED,
        Activity.UNLOCKED,
    ]
    assert [record.position for record in log.records] == [1, 2, 3, 4]
    assert log.records[1].origin.uid == os.getuid()
    assert state.files.pending.read_bytes() == b""
    assert whats(state).count(Activity.UNLOCK_FAILED) == 2, "they are taken over once"


def test_failures_do_not_fill_the_disk(start: Start) -> None:
    state = start()
    for _ in range(600):
        activity.record_failure(state, Activity.UNLOCK_FAILED, "E_AUTH")
    assert state.files.pending.stat().st_size < pending.LARGEST + 1000
    unlocking.unlock(state)
    failed = [r for r in activity.activity_log(state).records if r.what is Activity.UNLOCK_FAILED]
    assert failed[-1].detail.endswith(pending.NOT_KEPT)


def test_a_change_is_written_down_with_the_key_it_was_about(state: State) -> None:
    changes = ProfileChanges(name="other", policy="read-only", tags=("tax",))
    edited = editing.keys_edit(state, "main", changes)
    assert edited.changed == ("name", "policy", "tags")
    keys.keys_remove(state, "other")
    *_, edit, removal = activity.activity_log(state).records
    assert (edit.what, edit.key, edit.detail) == (
        Activity.KEY_EDITED,
        "other",
        "name, policy, tags (was main)",
    )
    assert (removal.what, removal.key) == (Activity.KEY_REMOVED, "other")
    assert edit.fingerprint == removal.fingerprint == edited.key.fingerprint


def test_an_edit_changes_what_was_asked_and_nothing_else(state: State) -> None:
    generation = unlocking.vault_state(state).generation
    changes = ProfileChanges(
        environment=Environment.TESTNET, endpoint="http://127.0.0.1:9", holders=("bot", "self")
    )
    key = editing.keys_edit(state, "main", changes).key
    assert (key.environment, key.endpoint) == (Environment.TESTNET, "http://127.0.0.1:9")
    assert key.holders == ("bot", "self")
    assert (key.name, key.policy) == ("main", "bot")
    again = editing.keys_edit(state, "main", ProfileChanges(endpoint=""))
    assert again.key.endpoint is None
    nothing = editing.keys_edit(state, "main", ProfileChanges(endpoint=""))
    assert nothing.changed == ()
    assert unlocking.vault_state(state).generation == (generation or 0) + 2
    assert state.vault is not None
    assert state.vault.content.keys[0].credential == CREDENTIAL


@pytest.mark.parametrize(
    "changes",
    [
        ProfileChanges(name=""),
        ProfileChanges(name="-x"),
        ProfileChanges(name="SECOND"),
        ProfileChanges(policy="no-such-policy"),
        ProfileChanges(endpoint="ftp://host"),
        ProfileChanges(tags=("a\x1b[31m",)),
        ProfileChanges(holders=("x" * 65,)),
    ],
)
def test_an_edit_that_cannot_be_changes_nothing(state: State, changes: ProfileChanges) -> None:
    second = replace(MAIN, profile=replace(MAIN.profile, name="second"))
    assert state.vault is not None
    state.vault.change(lambda content: replace(content, keys=(*content.keys, second)))
    before = state.vault.content
    with pytest.raises(UsageError):
        editing.keys_edit(state, "main", changes)
    assert state.vault.content == before


def test_a_name_may_change_its_capitals(state: State) -> None:
    assert editing.keys_edit(state, "main", ProfileChanges(name="Main")).key.name == "Main"


def test_an_older_log_is_noticed_once_the_vault_was_saved(start: Start, state: State) -> None:
    log = state.files.activity
    older = log.read_bytes()
    editing.keys_edit(state, "main", ProfileChanges(policy="read-only"))
    editing.keys_edit(state, "main", ProfileChanges(policy="bot"))
    log.write_bytes(older)
    later = start()
    unlocking.unlock(later)
    found = activity.activity_log(later)
    assert not found.verified
    assert any("older copy" in problem for problem in found.problems)


def test_a_log_that_was_deleted_is_noticed_once_the_vault_was_saved(
    start: Start, state: State
) -> None:
    editing.keys_edit(state, "main", ProfileChanges(policy="read-only"))
    state.files.activity.unlink()
    later = start()
    unlocking.unlock(later)
    editing.keys_edit(later, "main", ProfileChanges(policy="bot"))
    assert not activity.activity_log(later).verified, "a later save does not cover it up"


def test_a_log_that_cannot_be_written_stops_nothing_and_is_said(
    start: Start, capfd: pytest.CaptureFixture[str]
) -> None:
    state = start()
    state.files.activity.mkdir()
    unlocking.unlock(state)
    editing.keys_edit(state, "main", ProfileChanges(policy="read-only"))
    assert any("activity log" in notice for notice in unlocking.vault_state(state).notices)
    assert "the activity log was not written" in capfd.readouterr().err


def test_the_log_holds_no_secret(state: State) -> None:
    editing.keys_edit(state, "main", ProfileChanges(name="other"))
    log = activity.activity_log(state)
    assert "CanaryId" not in repr(log)
    assert "CanaryXy" not in repr(log)
    assert b"other" not in state.files.activity.read_bytes()


def test_the_peer_of_the_socket_is_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "203.0.113.7 51000 198.51.100.2 22")
    ours, theirs = socket.socketpair()
    with ours, theirs:
        child = os.fork()
        if child == 0:  # what /proc shows is the environment at the start of a program
            os.execve("/bin/sleep", ["sleep", "60"], dict(os.environ))
        try:
            while b"SSH_CONNECTION" not in Path(f"/proc/{child}/environ").read_bytes():
                pass
            found = origins.origin_of(child, os.getuid())
        finally:
            os.kill(child, 9)
            os.waitpid(child, 0)
        origins.remember_peer(ours)
        assert origins.origin().uid == os.getuid()
    assert found.ssh == "203.0.113.7 51000 198.51.100.2 22"


@pytest.mark.parametrize("text", ["", "x\x1b]0;title\x07", "1.2.3.4 1 " * 40])
def test_what_is_no_ssh_line_is_not_taken_for_one(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", text)
    monkeypatch.delenv("SSH_CLIENT", raising=False)
    monkeypatch.setattr(origins.Path, "read_bytes", _refused)
    assert origins._ssh(os.getpid()) is None


def _refused(_: Path) -> bytes:
    raise PermissionError


def test_the_places_are_in_the_state_folder() -> None:
    files = Files(Path("/c"), Path("/d/vault.cxv"), Path("/s/seen.toml"), Path("/k"))
    assert (files.activity, files.pending) == (
        Path("/s/activity.log"),
        Path("/s/failed-unlocks.jsonl"),
    )
