"""The agent: found and shared by every command, locked by ending a process, never run twice."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest

from jungletui.client.agent import connect_to, find_agent, request, socket_path
from jungletui.client.blocking import BlockingClient
from jungletui.client.launch import ServiceOptions, start_service
from jungletui.client.streaming import connect
from jungletui.domain.failures import LockedError, ServiceError
from tests.cli.conftest import make_vault
from tests.cli.program import BINANCE, jungletui
from tests.client.agents import (
    agent,
    alive,
    command,
    memory,
    passphrase_file,
    status,
    until_gone,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="procfs tells what became of it"),
]
CLIENTS = 24


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "home")


def test_commands_use_it_without_a_passphrase(home: Path) -> None:
    with agent(home) as state:
        assert state["unlocked"] is True
        add = ("keys", "add", "main", "--exchange", "binance", "--no-verify")
        assert jungletui(home, *add, given=BINANCE, passphrase=None).code == 0
        listed = command(home, "keys", "list", "--json")
        assert (listed.code, listed.err) == (0, "")
        assert [key["name"] for key in listed.document["keys"]] == ["main"]
        assert command(home, "doctor", "--json").document["rows"]


def test_it_sees_what_a_private_service_saved(home: Path) -> None:
    with agent(home):
        assert command(home, "keys", "list", "--json").document["keys"] == []
        add = ("keys", "add", "main", "--exchange", "binance", "--no-verify")
        assert jungletui(home, *add, given=BINANCE).code == 0
        keys = command(home, "keys", "list", "--json").document["keys"]
        assert [key["name"] for key in keys] == ["main"]


def test_socket_and_folder_are_for_this_user_alone(home: Path) -> None:
    with agent(home) as state:
        place = Path(state["socket"])
        assert place == home / "agent.sock"
        assert stat.S_IMODE(place.stat().st_mode) == 0o600
        assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert not place.exists()


def test_a_folder_that_others_may_enter_is_refused(home: Path) -> None:
    home.chmod(0o750)
    done = command(home, "agent", "start")
    assert done.code == 2
    assert f"chmod 700 {home}" in done.err


def test_a_second_start_is_refused_and_hurts_nothing(home: Path) -> None:
    with agent(home) as state:
        again = command(home, "agent", "start")
        assert again.code == 2
        assert "running already" in again.err
        assert status(home)["service_pid"] == state["service_pid"]
        assert command(home, "keys", "list").code == 0


def test_after_a_kill_commands_say_so_and_the_next_start_recovers(home: Path) -> None:
    with agent(home) as state:
        os.kill(state["pid"], signal.SIGKILL)
        until_gone(state["pid"])
        until_gone(state["service_pid"])
        assert (home / "agent.sock").exists()
        assert command(home, "agent", "status").code == 3
        variable = {"JUNGLETUI_PASSPHRASE": "gravel tulip canoe 77 lantern"}
        listed = command(home, "keys", "list", "--json", **variable)
        assert (listed.code, listed.document["keys"]) == (0, [])
        assert "The agent at" in listed.err
        assert "Connection refused" in listed.err
        file = passphrase_file(home)
        started = command(home, "agent", "start", "--json", "--passphrase-file", str(file))
        assert started.document["unlocked"] is True


def test_lock_ends_the_process_that_held_the_secrets(home: Path) -> None:
    with agent(home) as state:
        assert alive(state["service_pid"])
        locked = command(home, "agent", "lock", "--json").document
        assert not alive(state["service_pid"])
        assert (locked["running"], locked["unlocked"], locked["service_pid"]) == (True, False, None)
        assert status(home)["pid"] == state["pid"]
        listed = command(home, "keys", "list")
        assert listed.code == 3
        assert "agent is locked" in listed.err
        file = passphrase_file(home)
        opened = command(home, "agent", "unlock", "--json", "--passphrase-file", str(file))
        assert opened.document["unlocked"] is True
        assert command(home, "keys", "list").code == 0


def test_lock_ends_even_a_process_that_stands_still(home: Path) -> None:
    with agent(home) as state:
        os.kill(state["service_pid"], signal.SIGSTOP)
        assert command(home, "agent", "status").code == 0
        assert command(home, "agent", "lock").code == 0
        assert not alive(state["service_pid"])


def test_hang_up_locks_and_the_agent_stays(home: Path) -> None:
    with agent(home) as state:
        os.kill(state["pid"], signal.SIGHUP)
        until_gone(state["service_pid"])
        after = status(home)
        assert (after["pid"], after["unlocked"]) == (state["pid"], False)


def test_what_a_client_locked_is_not_opened_without_a_person(home: Path) -> None:
    with agent(home) as state:
        client = BlockingClient(start_service(ServiceOptions(home=str(home))))
        client.call("lock")
        client.close()
        until_gone(state["service_pid"])
        while status(home)["unlocked"]:  # its last thread is still ending
            pass
        assert find_agent(str(home), {}).socket is None


def test_what_died_by_itself_is_opened_again_without_a_person(home: Path) -> None:
    with agent(home) as state:
        os.kill(state["service_pid"], signal.SIGKILL)
        until_gone(state["service_pid"])
        assert command(home, "keys", "list").code == 0
        assert status(home)["service_pid"] not in (None, state["service_pid"])


def test_a_wrong_passphrase_leaves_it_running_and_locked(home: Path) -> None:
    wrong = home / "wrong"
    wrong.touch(0o600)
    wrong.write_text("quite another passphrase")
    done = command(home, "agent", "start", "--passphrase-file", str(wrong))
    try:
        assert done.code == 3
        assert "E_AUTH" in done.err
        assert status(home)["failure"]["kind"] == "E_AUTH"
        assert command(home, "agent", "unlock").code == 3, "its own file is still wrong"
        assert jungletui(home, "agent", "unlock").code == 0
    finally:
        command(home, "agent", "stop")


def test_without_a_source_it_starts_locked(home: Path) -> None:
    done = command(home, "agent", "start", "--json")
    assert (done.code, done.document["unlocked"]) == (0, False)
    assert done.document["failure"]["kind"] == "locked"
    assert "agent unlock" in done.err
    assert command(home, "agent", "unlock").code == 3
    assert jungletui(home, "agent", "unlock", "--json").document["unlocked"] is True
    stopped = command(home, "agent", "stop", "--json")
    assert (stopped.code, stopped.document["running"]) == (0, False)


def test_the_agent_itself_was_never_given_the_passphrase(home: Path) -> None:
    variable = "gravel tulip canoe 77 lantern"
    done = command(home, "agent", "start", "--json", JUNGLETUI_PASSPHRASE=variable)
    try:
        state = done.document
        assert state["unlocked"] is True
        command(home, "agent", "lock")
        assert jungletui(home, "agent", "unlock").code == 0
        if os.geteuid() == 0:
            held = memory(state["pid"])
            assert b"jungletui" in held
            # What the kernel keeps of the first environment is not the process's to forget.
            assert held.count(variable.encode()) <= 1
    finally:
        command(home, "agent", "stop")


def test_without_an_agent_status_and_stop_say_so(home: Path) -> None:
    assert command(home, "agent", "status", "--json").document["running"] is False
    assert command(home, "agent", "status").code == 3
    assert command(home, "agent", "stop").code == 0
    assert command(home, "agent", "unlock").code == 2


def test_an_option_or_a_passphrase_of_its_own_passes_it_by(home: Path) -> None:
    with agent(home):
        assert command(home, "keys", "list", "--no-agent").code == 3
        assert jungletui(home, "keys", "list", passphrase="wrong wrong wrong").code == 3


def test_many_clients_at_once_share_one_process(home: Path) -> None:
    with agent(home) as state:

        def ask(number: int) -> tuple[int, list[Any]]:
            process = start_service(ServiceOptions(home=str(home)))
            with closing(BlockingClient(process)) as client:
                keys = [json.loads(client.call("keys_list"))["keys"] for _ in range(5)]
                client.ask("vault_state")
                return process.pid, keys

        with ThreadPoolExecutor(CLIENTS) as pool:
            answers = list(pool.map(ask, range(CLIENTS)))
        assert answers == [(0, [[]] * 5)] * CLIENTS
        assert status(home)["service_pid"] == state["service_pid"]


def test_a_silent_visitor_and_a_garbled_one_stop_nobody(home: Path) -> None:
    with agent(home) as state:
        silent = connect_to(state["socket"])
        half = connect_to(state["socket"])
        half.sendall(b'{"jsonrpc":"2.0","id":1,"met')
        garbled = connect_to(state["socket"])
        garbled.sendall(b"\xff\x00 nothing\n")
        assert b"-32601" in garbled.recv(1000)
        endless = connect_to(state["socket"])
        with pytest.raises(OSError, match=r"Broken pipe|reset"):
            endless.sendall(b"x" * 10_000_000)
        assert command(home, "keys", "list").code == 0
        for connection in (silent, half, garbled, endless):
            connection.close()


def test_descriptors_that_nobody_asked_for_are_closed(home: Path) -> None:
    with agent(home) as state:
        reader, writer = os.pipe()
        with connect_to(state["socket"]) as connection:
            socket.send_fds(connection, [b'{"id":1,"method":"agent_status",'], [writer])
            connection.sendall(b'"params":{}}\n')
            assert b'"running"' in connection.recv(1000)
        os.close(writer)
        assert os.read(reader, 1) == b"", "the last writing end is closed"
        os.close(reader)


async def test_a_screen_is_told_and_finds_a_private_service(home: Path) -> None:
    options = ServiceOptions(home=str(home))
    with agent(home):
        process = await asyncio.to_thread(start_service, options)
        assert process.pid == 0
        service = await connect(process)
        assert (await service.keys_list()).keys == ()
        await asyncio.to_thread(command, home, "agent", "lock")
        with pytest.raises((LockedError, ServiceError)):
            await service.keys_list()
        cast("Any", service).close()
        process.stop()
        again = await asyncio.to_thread(start_service, options.again())
        assert again.pid != 0
        assert "is locked" in (again.note or "")
        again.stop()


def test_a_stranger_at_the_socket_is_passed_by(home: Path, tmp_path: Path) -> None:
    impostor = socket.socket(socket.AF_UNIX)
    impostor.bind(str(home / "agent.sock"))
    impostor.listen()
    (home / "agent.sock").chmod(0o622)
    found = find_agent(str(home), {})
    assert found.socket is None
    assert "not this user's alone" in (found.note or "")
    impostor.close()


def test_an_agent_that_answers_nonsense_is_passed_by(home: Path) -> None:
    fake = socket.socket(socket.AF_UNIX)
    fake.bind(str(home / "agent.sock"))
    (home / "agent.sock").chmod(0o600)
    fake.listen()

    def answer() -> None:
        connection, _ = fake.accept()
        connection.recv(1000)
        connection.sendall(b"nonsense\n")
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(answer)
        found = find_agent(str(home), {})
    assert (found.socket, found.note is None) == (None, False)
    fake.close()


def test_where_the_socket_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert socket_path("/a/b", {"JUNGLETUI_HOME": "/c"}) == "/a/b/agent.sock"
    assert socket_path(None, {"JUNGLETUI_HOME": "/c"}) == "/c/agent.sock"
    runtime = {"XDG_RUNTIME_DIR": str(tmp_path)}
    assert socket_path(None, runtime) == f"{tmp_path}/jungletui/agent.sock"
    gone = {"XDG_RUNTIME_DIR": str(tmp_path / "gone"), "XDG_STATE_HOME": "/state"}
    assert socket_path(None, gone) == "/state/jungletui/agent.sock"


def test_too_long_a_path_is_refused_in_words(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 60) / ("y" * 60)
    home = make_vault(deep)
    done = command(home, "agent", "start")
    assert done.code == 2
    assert "too long" in done.err
    assert find_agent(str(home), {}).socket is None
    shutil.rmtree(deep)


def test_a_connection_is_answered_once_and_closed(home: Path) -> None:
    with agent(home) as state, connect_to(state["socket"]) as connection:
        assert request(connection, "agent_status")["unlocked"] is True
        assert connection.recv(10) == b""


def test_relative_paths_are_those_of_the_folder_it_was_started_in(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passphrase_file(home)
    monkeypatch.chdir(home.parent)
    beside = Path(home.name)
    with agent(beside, "--passphrase-file", f"{home.name}/passphrase") as state:
        assert state["unlocked"]
        assert command(home, "keys", "list").code == 0
