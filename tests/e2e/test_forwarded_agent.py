"""A forwarded ssh-agent for real: `ssh -A` to an sshd on this host, and the program at its end."""

from __future__ import annotations

import getpass
import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.conftest import make_vault
from tests.cli.program import PASSPHRASE
from tests.vault.agents import needs_ssh, ssh_agent

SSHD = shutil.which("sshd") or "/usr/sbin/sshd"
pytestmark = [
    pytest.mark.slow,
    needs_ssh,
    pytest.mark.skipif(not Path(SSHD).exists(), reason="openssh-server is not installed"),
]
CONFIGURATION = """\
ListenAddress 127.0.0.1:{port}
HostKey {folder}/host
AuthorizedKeysFile {folder}/key-0.pub
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
PermitRootLogin prohibit-password
AllowAgentForwarding yes
"""


@dataclass(frozen=True)
class Line:
    """SSH to this host, with the agent of `environ`."""

    port: int
    environ: dict[str, str]
    home: Path

    def run(self, *words: str, forward: bool = True) -> subprocess.CompletedProcess[str]:
        """`jungletui` at the other end, which has no other source of a passphrase."""
        program = [sys.executable, "-m", "jungletui.cli", "--home", str(self.home), *words]
        remote = f"cd {shlex.quote(str(Path.cwd()))} && {shlex.join(program)}"
        options = ("StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "BatchMode=yes")
        return subprocess.run(
            [
                *("ssh", "-F", "none", "-q", "-A" if forward else "-a"),
                *(part for option in options for part in ("-o", option)),
                *("-p", str(self.port), "-l", getpass.getuser(), "127.0.0.1", remote),
            ],
            env={**os.environ, **self.environ},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    """An sshd of this user that lets the agent's first key in."""
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # its own; Debian makes it at boot
    make_host_key = ("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "host"))
    subprocess.run(make_host_key, check=True)
    home = make_vault(tmp_path / "home")
    with ssh_agent(tmp_path, "ed25519") as environ:
        port = free_port()
        configuration = tmp_path / "sshd_config"
        configuration.write_text(CONFIGURATION.format(port=port, folder=tmp_path))
        log = tmp_path / "sshd.log"
        process = subprocess.Popen([SSHD, "-D", "-f", str(configuration), "-E", str(log)])
        try:
            deadline = time.monotonic() + 60
            while not answers(port):
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.05)
            yield Line(port, environ, home)
        finally:
            process.terminate()
            process.wait()


def problems(words: Sequence[str], done: subprocess.CompletedProcess[str]) -> str:
    return f"{shlex.join(words)}: {done.returncode}\n{done.stdout}\n{done.stderr}"


def test_a_slot_of_a_forwarded_agent_opens_the_vault_and_is_warned_about(line: Line) -> None:
    words = line.home / "words"
    words.touch(0o600)
    words.write_text(PASSPHRASE)
    add = ("vault", "add-slot", "ssh-agent", "--json", "--passphrase-file", str(words))
    added = line.run(*add)
    assert added.returncode == 0, problems(add, added)
    assert "forwarded" in added.stdout
    assert "root on this machine" in added.stdout

    listed = line.run("keys", "list", "--json")
    assert listed.returncode == 0, problems(("keys", "list"), listed)
    assert json.loads(listed.stdout)["keys"] == []

    slots = json.loads(line.run("vault", "slots", "--json").stdout)
    assert "ssh-agent" in slots["opened_with"]
    assert any("forwarded" in warning for warning in slots["warnings"])

    alone = line.run("keys", "list", forward=False)
    assert alone.returncode == 3, problems(("keys", "list"), alone)

    log = json.loads(line.run("log", "--json").stdout)
    last = [record for record in log["records"] if record["what"] == "unlocked"][-1]
    assert last["origin"]["ssh"].startswith("127.0.0.1 ")
    assert last["origin"]["ssh"].endswith(f" 127.0.0.1 {line.port}")
