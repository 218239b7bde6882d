"""Who wants to unlock the agent while it is at it has his turn after that, and nobody's is lost."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from jungletui.client.agent import connect_to
from tests.cli.conftest import make_vault
from tests.cli.program import PASSPHRASE
from tests.client.agents import SECONDS, status

pytestmark = [
    pytest.mark.slow,  # whole programs, each with its own key derivation
    pytest.mark.skipif(sys.platform != "linux", reason="named pipes that a test can watch"),
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A vault whose agent looks for its passphrase at the end of a named pipe."""
    folder = make_vault(tmp_path / "home")
    os.mkfifo(folder / "pipe", 0o600)
    config = folder / "config.toml"
    config.touch(mode=0o600)
    config.write_text(f'passphrase_command = ["cat", "{folder / "pipe"}"]\n')
    return folder


@contextmanager
def looking(home: Path) -> Iterator[str]:
    """An agent that has begun to open the vault and waits at the pipe; the path of its socket."""
    place = str(home / "agent.sock")
    program = [sys.executable, "-m", "jungletui.service.agent", "--socket", place]
    with subprocess.Popen([*program, "--home", str(home)], start_new_session=True) as process:
        try:
            deadline = time.monotonic() + SECONDS
            while not status(home)["opening"]:
                assert time.monotonic() < deadline
            yield place
        finally:
            process.terminate()
            assert process.wait(SECONDS) == 0


def answer_of_the_command(home: Path, words: str) -> None:
    """What `passphrase_command` prints; returns once it has been read."""
    (home / "pipe").write_text(words)


def lending(words: str) -> int:
    reader, writer = os.pipe()
    os.write(writer, words.encode() + b"\n")
    os.close(writer)
    return reader


def visit(place: str, method: str, *lent: int) -> socket.socket:
    """A visitor who has asked, lending his passphrases, and waits."""
    connection = connect_to(place)
    params = {"lent": ["passphrase"] * len(lent), "ssh": ""}
    line = json.dumps({"id": 1, "method": method, "params": params}).encode() + b"\n"
    socket.send_fds(connection, [line], list(lent))
    for descriptor in lent:
        os.close(descriptor)
    connection.settimeout(SECONDS)
    return connection


def told(connection: socket.socket) -> Any:
    with connection, connection.makefile("rb") as lines:
        return json.loads(lines.readline())["result"]


def test_a_person_who_comes_meanwhile_is_not_told_that_there_is_nobody(home: Path) -> None:
    """As on the first `agent unlock` behind systemd's socket, which starts the agent."""
    with looking(home) as place:
        person = visit(place, "agent_unlock", lending(PASSPHRASE))
        assert status(home)["opening"] is True
        answer_of_the_command(home, "")
        state = told(person)
        assert (state["unlocked"], state["failure"]) == (True, None)


def test_a_wrong_passphrase_is_its_owners_and_the_next_one_is_tried(home: Path) -> None:
    with looking(home) as place:
        wrong = visit(place, "agent_unlock", lending("quite another passphrase"))
        nobody = visit(place, "agent_unlock")
        right = visit(place, "agent_unlock", lending(PASSPHRASE))
        assert status(home)["opening"] is True
        answer_of_the_command(home, "")
        assert told(nobody)["failure"]["kind"] == "locked"
        assert told(wrong)["failure"]["kind"] == "E_AUTH"
        assert told(right)["unlocked"] is True


def test_where_it_opens_without_a_person_nobody_s_passphrase_is_read(home: Path) -> None:
    with looking(home) as place:
        reader, writer = os.pipe()
        person = visit(place, "agent_unlock", reader)
        assert status(home)["opening"] is True
        answer_of_the_command(home, PASSPHRASE)
        assert told(person)["unlocked"] is True
        with pytest.raises(BrokenPipeError):
            os.write(writer, b"nobody holds the other end any more")
        os.close(writer)


def test_after_a_lock_whoever_came_before_it_finds_it_locked(home: Path) -> None:
    with looking(home) as place:
        person = visit(place, "agent_unlock", lending(PASSPHRASE))
        assert told(visit(place, "agent_lock"))["unlocked"] is False
        assert told(person)["unlocked"] is False
        assert status(home)["opening"] is False


def test_a_visitor_who_lends_nonsense_stops_nobody(home: Path) -> None:
    with looking(home) as place, connect_to(place) as garbled:
        garbled.settimeout(SECONDS)
        garbled.sendall(b'{"id":1,"method":"agent_unlock","params":{"lent":5}}\n')
        assert b"-32601" in garbled.recv(1000)
        short = visit(place, "agent_unlock")
        answer_of_the_command(home, "")
        assert told(short)["unlocked"] is False
        assert status(home)["running"] is True
