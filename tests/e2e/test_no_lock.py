"""A file system without locks, played by strace: refused for writing, allowed with `--no-lock`,
where a save that came in between is still a conflict."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from jungletui.vault.store import open_vault
from tests.cli.conftest import make_vault
from tests.cli.program import BINANCE, PASSPHRASE, Done, jungletui
from tests.client.agents import passphrase_file, status
from tests.vault.material import adding, paths_in
from tests.vault.strace_run import need_strace

pytestmark = pytest.mark.slow  # whole programs, traced

NO_LOCKS = ("-e", "trace=flock", "-e", "inject=flock:error=ENOLCK")
ADD = ("keys", "add", "mine", "--exchange", "binance", "--no-verify", "--json")
SECONDS = 30.0


@pytest.fixture
def home(tmp_path: Path) -> Path:
    need_strace()
    return make_vault(tmp_path / "home")


def started(
    home: Path, tracing: tuple[str, ...], *arguments: str, out: int = subprocess.PIPE
) -> subprocess.Popen[bytes]:
    """The program and all its processes under strace, whose log is beside `home`."""
    log = str(home.with_name(f"trace-{len(logs(home))}"))
    secret = passphrase_file(home.parent)
    program = [sys.executable, "-m", "jungletui.cli", "--home", str(home)]
    given = ["--passphrase-file", str(secret)]
    env = {k: v for k, v in os.environ.items() if not k.startswith(("JUNGLETUI", "PYTHON"))}
    process = subprocess.Popen(
        ["strace", "-f", "-o", log, *tracing, *program, *arguments, *given],
        stdin=subprocess.PIPE,
        stdout=out,
        stderr=out,
        env=env,
        start_new_session=True,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(BINANCE).encode())
    process.stdin.close()
    process.stdin = None
    return process


def logs(home: Path) -> list[Path]:
    """Those of strace, oldest first."""
    return sorted(home.parent.glob("trace-*"))


def traced(home: Path, *arguments: str) -> Done:
    process = started(home, NO_LOCKS, *arguments)
    out, err = process.communicate(timeout=60)
    assert b"INJECTED" in logs(home)[-1].read_bytes(), "flock was never called"
    return Done(process.returncode, out, err.decode())


def names(home: Path) -> list[str]:
    return [key["name"] for key in jungletui(home, "keys", "list", "--json").document["keys"]]


def test_without_the_option_nothing_is_written_and_the_refusal_names_it(home: Path) -> None:
    before = (home / "vault.cxv").read_bytes()
    done = traced(home, *ADD)
    assert (done.code, done.document["error"]["kind"]) == (5, "E_FS")
    assert "no locks" in done.document["error"]["message"]
    assert "--no-lock" in done.document["error"]["remedy"]
    assert "agent start" in done.document["error"]["remedy"]
    assert (home / "vault.cxv").read_bytes() == before
    assert not (home / "activity.log").exists()


def test_with_it_all_is_written(home: Path) -> None:
    done = traced(home, *ADD, "--no-lock")
    assert done.code == 0, done.text
    assert "was not written" not in done.err
    assert names(home) == ["mine"]
    log = jungletui(home, "log", "--json").document
    assert log["verified"]
    assert [row["what"] for row in log["records"]][:3] == ["log-begun", "unlocked", "key-added"]
    told = traced(home, "vault", "slots", "--no-lock", "--json").document
    assert not [warning for warning in told["warnings"] if "could not be noted" in warning]


def test_a_new_vault_needs_it_as_well(tmp_path: Path) -> None:
    need_strace()
    home = tmp_path / "home"
    refused = traced(home, "init", "--json")
    assert (refused.code, refused.document["error"]["kind"]) == (5, "E_FS")
    assert not (home / "vault.cxv").exists()
    made = traced(home, "init", "--json", "--no-lock")
    assert made.code == 0, made.text
    assert names(home) == []


def test_where_there_are_locks_it_changes_nothing(home: Path) -> None:
    assert jungletui(home, *ADD, "--no-lock", given=BINANCE).code == 0
    assert names(home) == ["mine"]
    told = jungletui(home, "vault", "slots", "--no-lock").text
    assert "without a lock" not in told


def test_a_save_that_came_in_between_is_a_conflict(home: Path) -> None:
    """The program is held between what it read and what it writes, and somebody else saves."""
    assert traced(home, "keys", "list", "--no-lock").code == 0  # the record and the log exist
    held = (*NO_LOCKS, "-e", "trace=fsync,flock", "-e", "inject=fsync:delay_enter=6s")
    process = started(home, held, *ADD, "--no-lock")
    deadline = time.monotonic() + SECONDS
    while not list(home.glob(".vault.cxv.*.tmp")):
        assert time.monotonic() < deadline, "it never came to its save"
        assert process.poll() is None
        time.sleep(0.01)
    vault = open_vault(paths_in(home), bytearray(PASSPHRASE.encode()))
    vault.change(adding("theirs"))
    vault.close()
    out, err = process.communicate(timeout=90)
    done = Done(process.returncode, out, err.decode())
    assert (done.code, done.document["error"]["kind"]) == (5, "E_CONFLICT"), done.err
    assert names(home) == ["theirs"]
    assert not list(home.glob(".vault.cxv.*.tmp"))


@contextmanager
def without_locks(home: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """`agent start` under strace, which stays for as long as the agent does."""
    process = started(home, NO_LOCKS, "agent", "start", *arguments, out=subprocess.DEVNULL)
    try:
        yield process
        stopped = jungletui(home, "agent", "stop", passphrase=None)
        assert stopped.code == 0
        process.wait(SECONDS)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def test_an_agent_has_it_from_its_start(home: Path) -> None:
    with without_locks(home, "--no-lock"):
        deadline = time.monotonic() + SECONDS
        while not status(home)["unlocked"]:
            assert time.monotonic() < deadline, "the agent did not unlock"
            time.sleep(0.05)
        done = jungletui(home, *ADD, given=BINANCE, passphrase=None)
        assert done.code == 0, done.text
        second = traced(home, "agent", "start", "--no-lock")
        assert second.code == 2, "one agent at a time, with locks or without"
        assert "running already" in second.err
        refused = jungletui(home, "agent", "unlock", "--no-lock", passphrase=None)
        assert refused.code == 2
        assert "agent start" in refused.err
    assert names(home) == ["mine"]


def test_an_agent_without_it_is_not_started_there(home: Path) -> None:
    done = traced(home, "agent", "start")
    assert done.code == 2
    assert "--no-lock" in done.err
    assert not (home / "agent.sock").exists()


def test_a_command_with_it_uses_no_agent_that_may_not_have_it(home: Path) -> None:
    started = jungletui(home, "agent", "start", "--passphrase-file", str(passphrase_file(home)),
                        passphrase=None)  # fmt: skip
    assert started.code == 0, started.err
    try:
        assert jungletui(home, "keys", "list", passphrase=None).code == 0
        assert jungletui(home, "keys", "list", "--no-lock", passphrase=None).code == 3
    finally:
        assert jungletui(home, "agent", "stop", passphrase=None).code == 0
