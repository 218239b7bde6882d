"""Real service processes: hardening, deaths, restarts, the demo, and what they load."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from jungletui.client.blocking import BlockingClient
from jungletui.client.launch import ServiceOptions, ServiceProcess, start_service
from jungletui.client.streaming import connect
from jungletui.domain.documents import VaultState
from jungletui.domain.failures import LockedError, ServiceError, UsageError
from tests.cli.conftest import make_vault
from tests.cli.program import PASSPHRASE


@pytest.fixture
def options(tmp_path: Path) -> ServiceOptions:
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE)
    secret.chmod(0o600)
    return ServiceOptions(home=str(make_vault(tmp_path / "home")), passphrase_file=str(secret))


@pytest.fixture
def process(options: ServiceOptions) -> Iterator[ServiceProcess]:
    process = start_service(options)
    yield process
    process.stop()


def test_nothing_is_open_before_it_is_asked_for(process: ServiceProcess) -> None:
    client = BlockingClient(process)
    assert client.ask("vault_state").unlocked is False
    with pytest.raises(LockedError):
        client.call("keys_list")
    assert client.ask("unlock").unlocked is True
    assert json.loads(client.call("keys_list"))["keys"] == []


def test_quick_and_other_methods_go_over_one_connection(process: ServiceProcess) -> None:
    client = BlockingClient(process)
    client.call("unlock")
    assert client.ask("doctor").rows
    assert client.ask("keys_list").keys == ()
    with pytest.raises(UsageError):
        client.call("inspect", names=["nobody"])
    assert isinstance(client.ask("lock"), VaultState)
    with pytest.raises(ServiceError, match="has ended"):
        client.call("keys_list")


def test_garbled_lines_do_not_end_a_real_service(process: ServiceProcess) -> None:
    process.socket.sendall(b"garbled\n\xff\xfe\n")
    file = process.socket.makefile("rb")
    assert [json.loads(file.readline())["error"]["code"] for _ in range(2)] == [-32700, -32700]
    assert BlockingClient(process).ask("vault_state").exists
    file.close()


def test_closing_the_socket_ends_the_service(options: ServiceOptions) -> None:
    process = start_service(options)
    BlockingClient(process).call("vault_state")
    process.socket.close()
    _, status = os.waitpid(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_service_at_once(options: ServiceOptions, number: int) -> None:
    process = start_service(options)
    client = BlockingClient(process)
    client.call("unlock")
    os.kill(process.pid, number)
    _, status = os.waitpid(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 128 + number
    with pytest.raises(ServiceError, match="has ended"):
        client.call("keys_list")
    process.socket.close()


def test_an_interrupt_does_not_end_it(process: ServiceProcess) -> None:
    client = BlockingClient(process)
    client.call("vault_state")
    os.kill(process.pid, signal.SIGINT)
    assert client.ask("vault_state").exists


@pytest.mark.skipif(sys.platform != "linux", reason="prctl")
def test_hardening_forbids_dumps_cores_and_hooks() -> None:
    code = (
        "import os, sys, ctypes, resource\n"
        "os.environ['TEXTUAL'] = os.environ['PYTHONINSPECT'] = '1'\n"
        "from jungletui.service.hardening import harden\n"
        "harden()\n"
        "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE))\n"
        "print(sorted({'TEXTUAL', 'PYTHONINSPECT'} & set(os.environ)), oct(os.umask(0)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.splitlines() == ["0 (0, 0)", "[] 0o77"]


@pytest.mark.skipif(sys.platform != "linux", reason="procfs")
def test_descriptors_of_the_client_are_not_kept(options: ServiceOptions) -> None:
    stray, other = os.pipe()
    os.set_inheritable(stray, True)
    process = start_service(options)
    BlockingClient(process).call("vault_state")
    kept = {int(entry.name) for entry in Path(f"/proc/{process.pid}/fd").iterdir()}
    process.stop()
    os.close(stray)
    os.close(other)
    assert stray not in kept


async def test_after_a_death_another_one_can_be_started(options: ServiceOptions) -> None:
    first = start_service(options)
    service = await connect(first)
    await service.unlock()
    os.kill(first.pid, signal.SIGKILL)
    with pytest.raises(ServiceError, match="has ended"):
        await service.keys_list()
    first.stop()
    second = start_service(options.again())
    service = await connect(second)
    assert (await service.unlock()).unlocked
    assert (await service.keys_list()).keys == ()
    cast("Any", service).close()
    second.stop()


async def test_the_demo_has_keys_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    process = start_service(ServiceOptions(demo=True, quiet=True))
    service = await connect(process)
    state = await service.vault_state()
    assert (state.demo, state.unlocked) == (True, True)
    keys = (await service.keys_list()).keys
    assert {key.exchange for key in keys} == {"binance", "bybit", "okx", "kraken"}
    inspection = await service.inspect(("okx-trend",))
    assert inspection.keys[0].error is None
    stream = service.watch(("okx-trend",), "USDT")
    first = await anext(stream)
    assert first.key == "okx-trend"
    await cast("Any", stream).aclose()
    cast("Any", service).close()
    process.stop()
    assert os.listdir(tmp_path) == []  # noqa: PTH208


def test_a_pipe_of_garbage_is_no_sandbox() -> None:
    ours, theirs = socket.socketpair()
    reader, writer = os.pipe()
    os.write(writer, b"garbage\n")
    os.close(writer)
    process = subprocess.Popen(
        [
            *(sys.executable, "-I", "-m", "jungletui.service"),
            *("--socket-fd", str(theirs.fileno()), "--demo-fd", str(reader)),
        ],
        pass_fds=[theirs.fileno(), reader],
    )
    theirs.close()
    os.close(reader)
    ours.sendall(b'{"jsonrpc":"2.0","id":1,"method":"keys_list","params":{}}\n')
    answer = ours.recv(10000)
    assert b'"kind":"service"' in answer
    ours.close()
    assert process.wait(20) == 0
