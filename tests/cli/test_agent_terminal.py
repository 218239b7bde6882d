"""Unlocking the agent on a terminal that it is lent: the client never has what is typed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.program import PASSPHRASE
from tests.cli.prompts import PROGRAM, echoes, unlock, until, until_asked
from tests.client.agents import command, memory, status
from tests.e2e.terminal import Terminal, terminal

pytestmark = [
    pytest.mark.slow,  # whole programs, each with its own key derivation
    pytest.mark.skipif(sys.platform != "linux", reason="procfs"),
]


def locked_agent(home: Path) -> None:
    started = command(home, "agent", "start", "--json")
    assert started.document["unlocked"] is False


@contextmanager
def unlocking(home: Path, folder: Path) -> Iterator[Terminal]:
    """An agent that is locked, and the command that unlocks it, which waits for the passphrase."""
    locked_agent(home)
    try:
        with terminal([*PROGRAM, "--home", str(home), "agent", "unlock"], folder) as console:
            until_asked(console, "Passphrase: ")
            yield console
    finally:
        command(home, "agent", "stop")


def test_start_asks_on_the_terminal_and_every_command_works_after(
    home: Path, tmp_path: Path
) -> None:
    try:
        with terminal([*PROGRAM, "--home", str(home), "agent", "start"], tmp_path) as console:
            unlock(console)
            until(console, "Unlocked since")
            assert console.exit_code() == 0
            assert echoes(console)
            assert PASSPHRASE not in console.text()
        assert command(home, "keys", "list").code == 0
    finally:
        command(home, "agent", "stop")


def test_a_mistyped_passphrase_may_be_corrected(home: Path, tmp_path: Path) -> None:
    with unlocking(home, tmp_path) as console:
        console.send("wrong wrong wrong\r")
        until_asked(console, "Once more: ")
        console.send(PASSPHRASE + "\r")
        until(console, "Unlocked since")
        assert console.exit_code() == 0


def test_ctrl_c_at_the_prompt_ends_the_asking_and_gives_the_terminal_back(
    home: Path, tmp_path: Path
) -> None:
    with unlocking(home, tmp_path) as console:
        console.send("half\x03")
        assert console.exit_code() == 130
        assert echoes(console)
        assert "Traceback" not in console.text()
        after = status(home)
        assert (after["opening"], after["service_pid"]) == (False, None)


def test_ctrl_z_does_not_leave_the_prompt_to_the_shell(home: Path, tmp_path: Path) -> None:
    with unlocking(home, tmp_path) as console:
        console.send("\x1a")
        console.send(PASSPHRASE + "\r")
        until(console, "Unlocked since")
        assert console.exit_code() == 0


def test_the_client_never_has_the_passphrase(home: Path, tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("reading another process's memory takes root")
    with unlocking(home, tmp_path) as console:
        console.send(PASSPHRASE)
        console.pump(0.3)
        assert PASSPHRASE.encode() not in memory(console.pid)
        console.send("\r")
        until(console, "Unlocked since")
        assert console.exit_code() == 0
        agent = status(home)["pid"]
        assert PASSPHRASE.encode() not in memory(agent)
