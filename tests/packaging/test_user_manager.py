"""The shipped user unit and socket, started by systemd itself in the sandbox that they ask for."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import PASSPHRASE
from tests.packaging.user_manager import HOME, RUN, SECONDS, UNITS, Place, user_manager

pytestmark = pytest.mark.slow  # a service manager, and whole programs

AGENT, SOCKET = "jungletui-agent.service", "jungletui-agent.socket"
WORDS = f"{HOME}/words"
GIVEN = ("--passphrase-file", WORDS)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A manager whose user has a vault, a passphrase in a file, and the socket listening."""
    with user_manager(tmp_path / "log") as here:
        here.write(WORDS, PASSPHRASE)
        here.run("jungletui", "init", "--json", *GIVEN)
        drop_in(here, hidden_program())
        here.systemctl("start", SOCKET)
        yield here


def hidden_program() -> str:
    """What lets the unit see a program that somebody installed where it looks at nothing."""
    temporary = any(str(UNITS).startswith(folder) for folder in ("/tmp/", "/var/tmp/"))
    return "[Service]\nPrivateTmp=no\n" if temporary else "[Service]\n"


def drop_in(place: Place, text: str, name: str = "here") -> None:
    place.write(f"{HOME}/.config/systemd/user/{AGENT}.d/{name}.conf", text)
    place.systemctl("daemon-reload")


def jungletui(place: Place, *words: str, code: int = 0) -> Any:
    return json.loads(place.run("jungletui", *words, "--json", code=code).stdout)


def status(place: Place) -> Any:
    done = place.run("jungletui", "agent", "status", "--json", code=None)
    return json.loads(done.stdout)


def locked(place: Place) -> Any:
    """The agent's state once it is locked."""
    deadline = time.monotonic() + SECONDS
    while (state := status(place))["unlocked"]:
        assert time.monotonic() < deadline, state
        time.sleep(0.05)
    return state


def test_the_first_client_starts_it_and_a_person_unlocks_it_at_once(place: Place) -> None:
    """The words of docs/agent.md: enable the socket, then `jungletui agent unlock`."""
    assert place.property_of(AGENT, "ActiveState") == "inactive"
    assert jungletui(place, "agent", "unlock", *GIVEN)["unlocked"] is True
    state = status(place)
    assert str(state["pid"]) == place.property_of(AGENT, "MainPID")
    assert state["socket"] == f"{RUN}/jungletui/agent.sock"
    assert jungletui(place, "keys", "list")["keys"] == []


def test_it_saves_and_asks_inside_its_sandbox(place: Place) -> None:
    jungletui(place, "agent", "unlock", *GIVEN)
    assert jungletui(place, "vault", "slots")["slots"]
    words = json.dumps({"apiKey": "CanaryId" * 8, "secret": "CanaryXy" * 8})
    add = ("keys", "add", "main", "--exchange", "binance", "--no-verify", "--json")
    place.run("jungletui", *add, given=words)
    assert [key["name"] for key in jungletui(place, "keys", "list")["keys"]] == ["main"]
    assert jungletui(place, "exchanges", "okx")["exchanges"], "ccxt can be loaded"
    records = jungletui(place, "log")["records"]
    assert records[-1]["what"] == "key-added"


def test_the_sandbox_is_what_the_unit_says(place: Place) -> None:
    state = jungletui(place, "agent", "unlock", *GIVEN)
    for pid in (state["pid"], state["service_pid"]):
        process = Path(f"/proc/{pid}")
        said = dict(line.split(":\t", 1) for line in (process / "status").read_text().splitlines())
        assert (said["NoNewPrivs"], said["Seccomp"]) == ("1", "2")
        mounts = (process / "mountinfo").read_text().splitlines()
        root = [line.split()[5] for line in mounts if line.split()[4] == "/"][-1]
        assert root.split(",")[0] == "ro", "the system's files are read-only"
        assert (process / "ns/user").readlink() != Path("/proc/self/ns/user").readlink()
        limits = (process / "limits").read_text()
        assert "Max core file size        0                    0" in limits
    enter = ["nsenter", f"--target={state['service_pid']}", "--mount", "--", "touch"]
    for forbidden in (f"{HOME}/new", "/usr/new", "/etc/new"):
        done = subprocess.run([*enter, forbidden], capture_output=True, text=True, check=False)
        assert "Read-only file system" in done.stderr, forbidden


def test_reload_locks_and_a_person_opens_it_again(place: Place) -> None:
    service = jungletui(place, "agent", "unlock", *GIVEN)["service_pid"]
    place.systemctl("reload", AGENT)
    assert locked(place)["service_pid"] is None
    assert not Path(f"/proc/{service}").exists()
    assert place.property_of(AGENT, "ActiveState") == "active"
    assert jungletui(place, "agent", "unlock", *GIVEN)["unlocked"] is True


def test_stopping_leaves_no_process_and_no_socket(place: Place) -> None:
    state = jungletui(place, "agent", "unlock", *GIVEN)
    place.systemctl("stop", SOCKET, AGENT)
    assert place.property_of(AGENT, "Result") == "success"
    for pid in (state["pid"], state["service_pid"]):
        assert not Path(f"/proc/{pid}").exists()
    assert place.run("test", "-e", f"{RUN}/jungletui/agent.sock", code=None).returncode == 1


@pytest.mark.skipif(shutil.which("systemd-creds") is None, reason="systemd-creds is not here")
def test_a_credential_that_systemd_decrypts_opens_it_without_a_person(place: Place) -> None:
    """The unit's own line, which a user manager takes from systemd 256 on, and root's always."""
    (line,) = [
        line.removeprefix("# ")
        for line in (UNITS / AGENT).read_text().splitlines()
        if line.startswith("# LoadCredentialEncrypted=")
    ]
    file = f"{HOME}/.config/jungletui/passphrase.cred"
    assert line.endswith(file.removeprefix(HOME))
    place.run("mkdir", "-p", "-m", "700", str(Path(file).parent))
    encrypt = ("systemd-creds", "encrypt", "--with-key=host", "--name=jungletui.passphrase")
    place.run(*encrypt, "-", file, given=PASSPHRASE)
    drop_in(place, f"[Service]\n{line}\n", "credential")
    place.run("rm", WORDS)
    assert jungletui(place, "keys", "list")["keys"] == []
    state = status(place)
    assert (state["unlocked"], str(state["pid"])) == (True, place.property_of(AGENT, "MainPID"))
    environ = Path(f"/proc/{state['pid']}/environ").read_bytes()
    assert PASSPHRASE.encode() not in environ
