"""Sockets that were there first: the agent under a supervisor that passes one, as systemd does."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import make_vault
from tests.client.agents import command, passphrase_file, status, until_gone

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="systemd's protocol"),
]


@contextmanager
def supervised(home: Path, listening: socket.socket, *, pid: str | None = None) -> Iterator[int]:
    """The agent in the foreground with `listening` as descriptor 3, its LISTEN_PID being `pid`."""
    file = str(passphrase_file(home))
    program = [sys.executable, "-m", "jungletui.cli", "--home", str(home)]
    child = os.fork()
    if child == 0:
        os.dup2(listening.fileno(), 3, inheritable=True)
        given = {"LISTEN_PID": pid or str(os.getpid()), "LISTEN_FDS": "1", "LISTEN_FDNAMES": "a"}
        arguments = ["agent", "start", "--foreground", "--passphrase-file", file]
        os.execve(sys.executable, [*program, *arguments], {**os.environ, **given})
    try:
        yield child
    finally:
        os.kill(child, signal.SIGTERM)
        _, code = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(code) == 0


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "home")


@pytest.fixture
def listening(home: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(home / "agent.sock"))
        (home / "agent.sock").chmod(0o600)
        made.listen()
        yield made


def test_the_first_command_waits_at_the_socket_until_it_is_open(
    home: Path, listening: socket.socket
) -> None:
    with supervised(home, listening) as pid:
        assert command(home, "keys", "list", "--json").document["keys"] == []
        state = status(home)
        assert (state["pid"], state["unlocked"]) == (pid, True)
        assert state["socket"] == str(home / "agent.sock")
        service = state["service_pid"]
    until_gone(service)
    assert (home / "agent.sock").exists(), "the supervisor's socket is the supervisor's to remove"


def test_stop_ends_it_and_the_supervisor_may_start_it_again(
    home: Path, listening: socket.socket
) -> None:
    for _ in range(2):
        with supervised(home, listening) as pid:
            assert command(home, "keys", "list").code == 0
            assert status(home)["pid"] == pid


def test_in_the_foreground_without_a_socket_it_makes_its_own(home: Path) -> None:
    with socket.socket(socket.AF_UNIX) as unused, supervised(home, unused, pid="1"):
        place = home / "agent.sock"
        while not place.exists():
            os.sched_yield()
        while status(home)["pid"] is None:
            os.sched_yield()
        assert command(home, "keys", "list").code == 0
    assert not place.exists()
