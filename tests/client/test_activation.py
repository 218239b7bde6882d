"""Sockets that were there first: the agent under a supervisor that passes one, as systemd does."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import make_vault
from tests.cli.program import PASSPHRASE
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


@pytest.mark.slow
@pytest.mark.skipif(
    shutil.which("systemd-socket-activate") is None, reason="systemd-socket-activate is not here"
)
def test_systemd_s_own_tool_starts_it_at_the_first_command(home: Path, tmp_path: Path) -> None:
    place = home / "agent.sock"
    program = [sys.executable, "-m", "jungletui.cli", "--home", str(home), "agent", "start"]
    log = tmp_path / "log"
    with log.open("wb") as said:
        activator = subprocess.Popen(
            [
                *("systemd-socket-activate", "--listen", str(place), *program),
                *("--foreground", "--passphrase-file", str(passphrase_file(home))),
            ],
            stderr=said,
        )
    try:
        deadline = time.monotonic() + 60
        while not place.exists():
            assert activator.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.02)
        listed = command(home, "keys", "list", "--json")
        assert (listed.code, listed.document["keys"]) == (0, []), log.read_text()
        state = status(home)
        assert (state["pid"], state["unlocked"]) == (activator.pid, True), "it became the agent"
        assert state["socket"] == str(place)
        assert command(home, "agent", "lock").code == 0
        until_gone(state["service_pid"])
        assert status(home)["unlocked"] is False
    finally:
        activator.terminate()
        assert activator.wait(30) == 0


@pytest.mark.slow
@pytest.mark.skipif(
    shutil.which("systemd-creds") is None or os.geteuid() != 0,
    reason="systemd-creds is not here, or we are not root",
)
def test_a_credential_that_systemd_encrypted_opens_it_without_a_person(
    home: Path, tmp_path: Path
) -> None:
    """What `LoadCredentialEncrypted` does before the service starts, by systemd's own tool."""
    encrypted, given = tmp_path / "passphrase.cred", tmp_path / "credentials"
    given.mkdir(mode=0o700)
    name = "--name=jungletui.passphrase"
    subprocess.run(
        ["systemd-creds", "encrypt", "--with-key=host", name, "-", str(encrypted)],
        input=PASSPHRASE.encode(),
        check=True,
        capture_output=True,
    )
    assert PASSPHRASE.encode() not in encrypted.read_bytes()
    decrypted = given / "jungletui.passphrase"
    subprocess.run(
        ["systemd-creds", "decrypt", name, str(encrypted), str(decrypted)],
        check=True,
        capture_output=True,
    )
    decrypted.chmod(0o400)
    listed = command(home, "keys", "list", "--json", CREDENTIALS_DIRECTORY=str(given))
    assert listed.code == 0, listed.err
    started = command(home, "agent", "start", "--json", CREDENTIALS_DIRECTORY=str(given))
    try:
        assert started.document["unlocked"] is True
    finally:
        assert command(home, "agent", "stop").code == 0
    wrong = ["systemd-creds", "decrypt", "--name=another", str(encrypted), "-"]
    assert subprocess.run(wrong, check=False, capture_output=True).returncode != 0
