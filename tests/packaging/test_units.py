"""The shipped systemd units: understood by systemd, hardened, and no obstacle to the program."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import make_vault
from tests.cli.program import PASSPHRASE, jungletui

UNITS = Path(__file__).parents[2] / "packaging" / "systemd"
SERVICES = ("jungletui-agent.service", "jungletui-agent@.service")
PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN = 65, 1  # prctl(2), Linux 6.3

analyze = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed"
)


def settings(name: str) -> dict[str, list[str]]:
    """The settings of a unit; a name may occur more than once."""
    found: dict[str, list[str]] = {}
    for line in (UNITS / name).read_text().splitlines():
        key, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found


@analyze
@pytest.mark.parametrize(
    ("manager", "names"),
    [
        ("--user", ("jungletui-agent.service", "jungletui-agent.socket")),
        ("--system", ("jungletui-agent@.service",)),
        ("--system", ("jungletui-lock-before-sleep@.service",)),
    ],
)
def test_systemd_understands_them(tmp_path: Path, manager: str, names: tuple[str, ...]) -> None:
    done = subprocess.run(
        ["systemd-analyze", manager, "verify", "--man=no", *(str(UNITS / n) for n in names)],
        capture_output=True,
        text=True,
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if "jungletui" in line]
    assert (done.returncode, ours) == (0, [])


@analyze
def test_the_server_unit_exposes_little() -> None:
    done = subprocess.run(
        [
            *("systemd-analyze", "security", "--offline=yes", "--threshold=20"),
            str(UNITS / "jungletui-agent@.service"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-200:]


@pytest.mark.parametrize("name", SERVICES)
def test_they_are_hardened(name: str) -> None:
    found = settings(name)
    expected = {
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "MemoryDenyWriteExecute": "yes",
        "RestrictAddressFamilies": "AF_UNIX AF_INET AF_INET6",
        "LimitCORE": "0",
        "UMask": "0077",
    }
    assert {key: found[key] for key in expected} == {key: [v] for key, v in expected.items()}
    assert found["ProtectHome"][0] in ("yes", "read-only")
    assert found["ExecStart"] == ["/usr/bin/env jungletui agent start --foreground"]


def test_the_user_unit_finds_what_pip_and_pipx_install() -> None:
    """A user manager's own PATH has not `~/.local/bin`."""
    environment = settings("jungletui-agent.service")["Environment"]
    assert environment == ["PATH=%h/.local/bin:/usr/local/bin:/usr/bin:/bin"]


def test_the_server_unit_has_its_passphrase_encrypted_and_by_the_name_that_is_looked_for() -> None:
    (credential,) = settings("jungletui-agent@.service")["LoadCredentialEncrypted"]
    assert credential.startswith("jungletui.passphrase:")


def test_the_socket_is_where_clients_look() -> None:
    found = settings("jungletui-agent.socket")
    assert found["ListenStream"] == ["%t/jungletui/agent.sock"]
    assert (found["SocketMode"], found["DirectoryMode"]) == (["0600"], ["0700"])


@pytest.mark.skipif(sys.platform != "linux", reason="prctl")
def test_it_runs_where_memory_is_never_writable_and_executable(tmp_path: Path) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    pid = os.fork()
    if pid == 0:
        os._exit(0 if libc.prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0) == 0 else 1)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
        pytest.skip("this kernel has no PR_SET_MDWE (it came with Linux 6.3)")
    home = make_vault(tmp_path / "home")
    program = (
        "import ctypes, os, sys; ctypes.CDLL(None).prctl(65, 1, 0, 0, 0); "
        "os.execv(sys.executable, [sys.executable, '-m', 'jungletui.cli', *sys.argv[1:]])"
    )
    reader, writer = os.pipe()
    os.write(writer, PASSPHRASE.encode() + b"\n")
    os.close(writer)
    given = ["--home", str(home), "--passphrase-fd", str(reader), "agent", "start"]
    try:
        started = subprocess.run(
            [sys.executable, "-c", program, *given],
            pass_fds=[reader],
            capture_output=True,
            check=False,
        )
        assert started.returncode == 0, started.stderr
        shown = jungletui(home, "exchanges", "okx", "--json", passphrase=None)
        assert shown.code == 0, shown.err
        assert jungletui(home, "keys", "list", passphrase=None).code == 0
    finally:
        os.close(reader)
        jungletui(home, "agent", "stop", passphrase=None)
