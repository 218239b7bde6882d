"""Who may connect to the agent, and what may be at the socket's place."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import pytest

from jungletui.domain.failures import UsageError
from jungletui.service import agent_door, agent_socket
from jungletui.service.agent_vault import AgentVault


@pytest.fixture
def place(tmp_path: Path) -> Path:
    tmp_path.chmod(0o700)
    return tmp_path / "agent.sock"


def test_the_kernel_tells_who_connects(place: Path) -> None:
    listening = agent_socket.listen(place)
    client = socket.socket(socket.AF_UNIX)
    client.connect(str(place))
    accepted, _ = listening.socket.accept()
    assert agent_socket.peer_uid(accepted) == os.geteuid()
    accepted.close()
    client.close()
    agent_socket.remove(listening)


def test_another_user_is_turned_away_unheard(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listening = agent_socket.listen(place)
    vault = AgentVault((), place, {}, debug=False)
    door = agent_door.Door(listening.socket, vault)
    uids = iter((os.geteuid() + 1, os.geteuid()))
    monkeypatch.setattr(agent_door, "peer_uid", lambda _: next(uids))
    monkeypatch.setattr(agent_door.signal, "signal", lambda *_: None)
    monkeypatch.setattr(agent_door.signal, "set_wakeup_fd", lambda *_, **__: None)
    serving = threading.Thread(target=door.serve, daemon=True)
    serving.start()
    foreign, own = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
    foreign.connect(str(place))
    assert foreign.recv(10) == b""
    own.connect(str(place))
    own.sendall(b'{"id":1,"method":"agent_stop","params":{}}\n')
    assert b'"running":true' in own.recv(1000)
    serving.join(20)
    assert not serving.is_alive()
    agent_socket.remove(listening)
    door.close()
    assert own.recv(10) == b""
    foreign.close()
    own.close()


def test_the_lock_is_held_against_a_second_one_and_let_go(place: Path) -> None:
    first = agent_socket.listen(place)
    with pytest.raises(UsageError, match="running already"):
        agent_socket.listen(place)
    agent_socket.remove(first)
    agent_socket.remove(agent_socket.listen(place))


def test_what_is_no_socket_is_not_removed(place: Path) -> None:
    place.write_text("a file of somebody's")
    with pytest.raises(UsageError, match="no socket"):
        agent_socket.listen(place)
    assert place.read_text() == "a file of somebody's"


def test_a_link_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir(0o700)
    (tmp_path / "link").symlink_to(real)
    with pytest.raises(UsageError, match="no directory of this user"):
        agent_socket.listen(tmp_path / "link" / "agent.sock")


def test_descriptors_of_another_process_are_not_taken() -> None:
    environ = {"LISTEN_PID": str(os.getpid() + 1), "LISTEN_FDS": "1", "OTHER": "stays"}
    assert agent_socket.inherited(environ) is None
    assert environ == {"OTHER": "stays"}


def test_two_sockets_are_one_too_many() -> None:
    with pytest.raises(UsageError, match="one socket"):
        agent_socket.inherited({"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "2"})
