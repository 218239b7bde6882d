"""Unlocking the agent on a terminal that it is lent: the client never has what is typed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.cli.program import PASSPHRASE
from tests.cli.test_terminal import PROGRAM, echoes, until, until_hidden
from tests.client.agents import command, memory, status
from tests.e2e.terminal import terminal

pytestmark = [
    pytest.mark.slow,  # whole programs, each with its own key derivation
    pytest.mark.skipif(sys.platform != "linux", reason="procfs"),
]


def locked_agent(home: Path) -> None:
    started = command(home, "agent", "start", "--json")
    assert started.document["unlocked"] is False


def test_start_asks_on_the_terminal_and_every_command_works_after(
    home: Path, tmp_path: Path
) -> None:
    try:
        with terminal([*PROGRAM, "--home", str(home), "agent", "start"], tmp_path) as console:
            until(console, "Passphrase")
            until_hidden(console)
            console.send(PASSPHRASE + "\r")
            until(console, "Unlocked since")
            assert console.exit_code() == 0
            assert echoes(console)
            assert PASSPHRASE not in console.text()
        assert command(home, "keys", "list").code == 0
    finally:
        command(home, "agent", "stop")


def test_a_mistyped_passphrase_may_be_corrected(home: Path, tmp_path: Path) -> None:
    locked_agent(home)
    try:
        with terminal([*PROGRAM, "--home", str(home), "agent", "unlock"], tmp_path) as console:
            until(console, "Passphrase: ")
            until_hidden(console)
            console.send("wrong wrong wrong\r")
            until(console, "Once more: ")
            until_hidden(console)
            console.send(PASSPHRASE + "\r")
            until(console, "Unlocked since")
            assert console.exit_code() == 0
    finally:
        command(home, "agent", "stop")


def test_ctrl_c_at_the_prompt_ends_the_asking_and_gives_the_terminal_back(
    home: Path, tmp_path: Path
) -> None:
    locked_agent(home)
    try:
        with terminal([*PROGRAM, "--home", str(home), "agent", "unlock"], tmp_path) as console:
            until(console, "Passphrase: ")
            until_hidden(console)
            console.send("half\x03")
            assert console.exit_code() == 130
            assert echoes(console)
            assert "Traceback" not in console.text()
            after = status(home)
            assert (after["opening"], after["service_pid"]) == (False, None)
    finally:
        command(home, "agent", "stop")


def test_ctrl_z_does_not_leave_the_prompt_to_the_shell(home: Path, tmp_path: Path) -> None:
    locked_agent(home)
    try:
        with terminal([*PROGRAM, "--home", str(home), "agent", "unlock"], tmp_path) as console:
            until(console, "Passphrase: ")
            until_hidden(console)
            console.send("\x1a")
            console.send(PASSPHRASE + "\r")
            until(console, "Unlocked since")
            assert console.exit_code() == 0
    finally:
        command(home, "agent", "stop")


def test_the_client_never_has_the_passphrase(home: Path, tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("reading another process's memory takes root")
    locked_agent(home)
    try:
        with terminal([*PROGRAM, "--home", str(home), "agent", "unlock"], tmp_path) as console:
            until(console, "Passphrase: ")
            until_hidden(console)
            console.send(PASSPHRASE)
            console.pump(0.3)
            assert PASSPHRASE.encode() not in memory(console.pid)
            console.send("\r")
            until(console, "Unlocked since")
            assert console.exit_code() == 0
            agent = status(home)["pid"]
            assert PASSPHRASE.encode() not in memory(agent)
    finally:
        command(home, "agent", "stop")
