"""A power cut or a SIGKILL at any moment of a save leaves the old vault or the new one, whole."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from jungletui.vault.kdf import FLOOR
from jungletui.vault.layout import serialise
from jungletui.vault.store import VaultPaths, create_vault, open_with_recovery_code
from tests.vault.crash_model import Call, Recorder, vault_states, without
from tests.vault.material import PASSPHRASE, adding, cheap, content, names, put

VAULT = cheap()


class Trace:
    """One recorded save: the disk before it, its calls, the vault before and after."""

    def __init__(self, paths: VaultPaths, earlier_saves: int) -> None:
        put(paths, serialise(VAULT.image(content("first"))))
        vault = open_with_recovery_code(paths, bytearray(VAULT.code.encode()))
        for number in range(earlier_saves):
            vault.change(adding(f"earlier-{number}"))
        self.old = paths.vault.read_bytes()
        recorder = Recorder(paths.vault.parent)
        entries = [entry for entry in paths.vault.parent.iterdir() if entry.is_file()]
        self.names = {entry.name: recorder.known(entry.name) for entry in entries}
        self.files = {self.names[entry.name]: entry.read_bytes() for entry in entries}
        with recorder.recording():
            vault.change(adding("last"))
        self.calls = recorder.calls
        self.new = paths.vault.read_bytes()

    def outcome(self, calls: list[Call]) -> tuple[int, int, int]:
        """How many states there are, in how many the vault is lost, and in how many it is old
        although the save had reported success."""
        states = lost = forgotten = 0
        for length, data in vault_states(self.names, self.files, calls, "vault.cxv"):
            states += 1
            lost += data not in (self.old, self.new)
            forgotten += length == len(calls) and data == self.old
        return states, lost, forgotten


@pytest.fixture(params=[0, 1, 6], ids=["no backup yet", "one backup", "all backups"])
def trace(paths: VaultPaths, request: pytest.FixtureRequest) -> Trace:
    return Trace(paths, request.param)


def test_no_power_cut_loses_the_vault_or_a_reported_save(trace: Trace):
    kinds = [call.name for call in trace.calls]
    assert {"create", "reserve", "write", "fsync", "link", "rename", "fsyncdir"} <= set(kinds)
    states, lost, forgotten = trace.outcome(trace.calls)
    assert states > 30
    assert (lost, forgotten) == (0, 0)


def test_nor_without_hard_links(paths: VaultPaths, monkeypatch: pytest.MonkeyPatch):
    def link(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", link)
    trace = Trace(paths, 2)
    assert trace.outcome(trace.calls)[1:] == (0, 0)


def test_the_model_notices_when_the_data_is_not_synced(trace: Trace):
    assert trace.outcome(without(trace.calls, "fsync"))[1] > 0


def test_the_model_notices_when_the_directory_is_not_synced(trace: Trace):
    assert trace.outcome(without(trace.calls, "fsyncdir"))[2] > 0


def test_a_power_cut_while_the_vault_is_made_leaves_none_or_a_whole_one(paths: VaultPaths):
    recorder = Recorder(paths.vault.parent)
    with recorder.recording():
        create_vault(paths, bytearray(PASSPHRASE), FLOOR)[0].close()
    states = list(vault_states({}, {}, recorder.calls, "vault.cxv"))
    whole = paths.vault.read_bytes()
    assert {data for _, data in states} == {None, whole}
    assert {data for length, data in states if length == len(recorder.calls)} == {whole}


def test_a_kill_before_each_system_call_leaves_a_vault_that_opens(paths: VaultPaths):
    put(paths, serialise(VAULT.image(content("first"))))
    writer = Path(__file__).with_name("killed_writer.py")
    command = [sys.executable, "-W", "ignore", str(writer), str(paths.vault), str(paths.seen)]
    done = subprocess.run([*command, VAULT.code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    kills = int(done.stdout)
    assert kills > 15
    vault = open_with_recovery_code(paths, bytearray(VAULT.code.encode()))
    assert names(vault.content)[0] == "first"
    vault.change(adding("after"))
