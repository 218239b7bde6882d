"""Secrets go through everything the program does; afterwards they are nowhere but in the vault."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import canaries
from tests.e2e.conftest import JUNGLETUI
from tests.e2e.hostile_exchange import echoing, hanging
from tests.e2e.terminal import ALT_SCREEN_OFF, Terminal, terminal

PASSPHRASE = "Vq7xKanarie-31 orchidee fagott"
OSC_52 = b"\x1b]52"
HOOKS = {
    "TEXTUAL": "devtools,debug",
    "TEXTUAL_LOG": "{home}/textual.log",
    "TEXTUAL_SCREENSHOT": "1",
    "TEXTUAL_SCREENSHOT_LOCATION": "{home}",
    "PYTHONASYNCIODEBUG": "1",
    "PYTHONFAULTHANDLER": "1",
}
"""What a developer may have set, and forgotten."""


@dataclass
class Scene:
    """One home with all its places below it, the secrets, and everything that came out."""

    root: Path
    credential: dict[str, str]
    seen: list[bytes] = field(default_factory=list)

    @property
    def secrets(self) -> dict[str, str]:
        return {"vault passphrase": PASSPHRASE, **self.credential}

    @property
    def environment(self) -> dict[str, str]:
        """A clean one, with every folder below the home and every developer's hook set."""
        places = {
            "HOME": self.root / "home",
            "TMPDIR": self.root / "tmp",
            "XDG_RUNTIME_DIR": self.root / "run",
        }
        for place in places.values():
            place.mkdir(mode=0o700, exist_ok=True)
        return {
            **{name: str(place) for name, place in places.items()},
            **{name: value.format(home=places["HOME"]) for name, value in HOOKS.items()},
        }

    def command(self, *words: str) -> list[str]:
        return [*JUNGLETUI, "--home", str(self.root / "jungle"), *words]

    def run(self, *words: str, given: object = None, while_running: Any = None) -> int:
        """Run a command; what it printed is kept, its processes are looked at meanwhile."""
        reader, writer = os.pipe()
        os.write(writer, PASSPHRASE.encode() + b"\n")
        os.close(writer)
        argv = self.command(*words, "--debug", "--passphrase-fd", str(reader))
        env = {"PATH": os.environ["PATH"], **self.environment}
        with subprocess.Popen(
            argv,
            env=env,
            cwd=self.root,
            pass_fds=[reader],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        ) as process:
            os.close(reader)
            assert process.stdin is not None
            process.stdin.write(json.dumps(given).encode() if given else b"")
            process.stdin.close()
            process.stdin = None
            if while_running is not None:
                while_running(process)
            assert not canaries.found_in_processes(canaries.family(process.pid), self.secrets)
            out, err = process.communicate(timeout=90)
        self.seen += [out, err]
        return process.returncode

    @contextlib.contextmanager
    def console(self, *argv: str) -> Iterator[Terminal]:
        """The console under a pty, with an open vault."""
        command = argv or (*self.command(), "--debug")
        env = self.environment
        del env["PYTHONASYNCIODEBUG"]  # it writes over the screen
        with terminal(command, self.root / "home", 120, 45, **env) as opened:
            opened.wait_for("assphrase")
            opened.send(PASSPHRASE + "\r")
            opened.wait_for("Keys · 1 key", 60)
            yield opened
            self.seen.append(bytes(opened.raw))
            assert OSC_52 not in opened.raw, "something went to the clipboard"

    def paste_key(self, console: Terminal, name: str, endpoint: str) -> None:
        """Fill the form of a new OKX key, the credential by bracketed paste."""
        console.send("a")
        console.wait_for("Choose the exchange")
        console.wait_for("OKX")
        console.send("/")
        console.wait_for("Esc clears")
        console.send("okx")
        console.wait_until_gone("Aster")
        console.send("\r")  # ends the filter
        console.wait_until_gone("/okx_")
        console.send("\r")
        console.wait_for("A key of OKX")
        console.send(name)
        console.wait_for(name)
        for part in ("apiKey", "secret", "password"):
            # Tab and a paste in one breath would paste into the field before.
            console.send("\t")
            console.wait_for("paste it here")
            console.send(f"\x1b[200~{self.credential[part]}\x1b[201~")
            console.wait_until_gone("paste it here")
            console.send("\x03\x18")  # copy and cut
            console.wait_for("cannot be copied")
        for _ in range(3):
            console.send("\t")
            _quiet(console)
        console.send(endpoint)
        console.wait_for(endpoint[-12:])

    def leaks(self) -> set[str]:
        """Everything found in output and in files, now."""
        output = b"\n".join(self.seen)
        return canaries.found_in(output, self.secrets) | canaries.found_below(
            [self.root], self.secrets
        )


@pytest.fixture
def scene(tmp_path: Path, sandbox: dict[str, Any]) -> Scene:
    """A new vault with the key `main`, which the sandbox knows."""
    sample = next(k for k in sandbox["keys"] if k["exchange"] == "okx" and "healthy" in k["tags"])
    made = Scene(tmp_path, sample["credential"])
    assert made.run("init") == 0
    endpoint = sample["endpoint"]
    add = ("keys", "add", "main", "--exchange", "okx", "--endpoint", endpoint, "--no-verify")
    assert made.run(*add, given=made.credential) == 0
    return made


def _quiet(console: Terminal) -> None:
    """Read until the screen has drawn what the last key did."""
    console.pump(5)
    before = -1
    while len(console.raw) != before:
        before = len(console.raw)
        console.pump(0.5)


def _endpoint(sandbox: dict[str, Any]) -> str:
    return next(str(k["endpoint"]) for k in sandbox["keys"] if k["exchange"] == "okx")


def _service_of(pid: int) -> int:
    (service,) = [p for p in canaries.family(pid) if "jungletui.service" in canaries.modules_of(p)]
    return service


@pytest.mark.slow
def test_commands_leave_no_secret_anywhere(scene: Scene) -> None:
    for words in (
        ("inspect",),
        ("audit", "--fail-on", "never", "--format", "sarif"),
        ("balances", "--json"),
        ("orders",),
        ("keys", "show", "main"),
        ("positions",),
        ("movements", "--json"),
        ("executions",),
        ("keys", "edit", "main", "--tag", "seen"),
        ("keys", "attest", "main", "--admin", "no", "--note", "looked it up"),
        ("doctor",),
        ("log",),
    ):
        assert scene.run(*words) == 0, (words, scene.seen[-1])
    scene.run("diagnose", "--json")  # finds the clock of the frozen sandbox wrong after a while
    assert scene.run("inspect", "--json") == 0
    assert b'"granted"' in scene.seen[-2], "the sandbox knows this key"
    assert not scene.leaks()


@pytest.mark.slow
def test_an_exchange_that_repeats_the_request_is_not_repeated(scene: Scene) -> None:
    with echoing() as exchange:
        add = ("keys", "add", "echo", "--exchange", "okx", "--endpoint", exchange.endpoint)
        assert scene.run(*add, given=scene.credential) != 0
        assert scene.run(*add, "--no-verify", given=scene.credential) == 0
        for words in (
            ("inspect", "echo"),
            ("inspect", "echo", "--json"),
            ("audit", "echo", "--json"),
            ("balances", "echo"),
        ):
            scene.run(*words)
        assert any(scene.credential["password"] in headers for headers in exchange.echoed)
    assert not scene.leaks()


@pytest.mark.slow
def test_a_hang_and_an_interrupt_leave_nothing(scene: Scene) -> None:
    with hanging() as exchange:
        add = ("keys", "add", "hang", "--exchange", "okx", "--endpoint", exchange.endpoint)

        def interrupt(process: subprocess.Popen[bytes]) -> None:
            assert exchange.asked.wait(60)
            assert not canaries.found_in_processes(canaries.family(process.pid), scene.secrets)
            os.killpg(process.pid, signal.SIGINT)

        scene.run(*add, given=scene.credential, while_running=interrupt)
    assert not scene.leaks()


@pytest.mark.slow
def test_the_console_leaves_no_secret_anywhere(scene: Scene, sandbox: dict[str, Any]) -> None:
    with scene.console() as console:
        scene.paste_key(console, "second", _endpoint(sandbox))
        console.send("\x13")
        console.wait_for("fits the policy", 60)
        assert not canaries.found_in_processes(canaries.family(console.pid), scene.secrets)
        console.send("\x13")
        console.wait_for("second")
        console.send("b")
        console.wait_for("USDT", 60)
        service = _service_of(console.pid)
        console.send("q")
        assert console.exit_code() == 0
    assert not Path(f"/proc/{service}").exists()
    assert not scene.leaks()


@pytest.mark.slow
def test_the_console_holds_no_stored_secret_and_forgets_what_was_pasted(
    scene: Scene, sandbox: dict[str, Any]
) -> None:
    """In its memory is nothing of the vault, and once the service has taken a pasted credential
    nothing of that. The public id of a key may be shown, but is not there either."""
    with scene.console() as console:
        assert not canaries.found_in(canaries.memory(console.pid), scene.secrets)
        scene.paste_key(console, "second", _endpoint(sandbox))
        console.send("\x13")
        console.wait_for("fits the policy", 60)
        held = canaries.found_in(canaries.memory(console.pid), scene.secrets)
        assert {f"{name} (plain)" for name in scene.credential} <= held, "the fields hold it still"
        console.send("\x13")
        console.wait_for("2 keys", 60)
        assert not _held_for_good(console, scene.secrets)
        console.send("q")
        assert console.exit_code() == 0


@pytest.mark.slow
def test_what_is_typed_or_given_up_leaves_nothing_in_the_console(
    scene: Scene, sandbox: dict[str, Any]
) -> None:
    """A terminal that does not bracket pastes types them; and leaving the form forgets them."""
    with scene.console() as console:
        scene.paste_key(console, "second", _endpoint(sandbox))
        console.send("\x1b")
        console.wait_for("Choose the exchange")
        assert not _held_for_good(console, scene.secrets)
        console.send("\r")
        console.wait_for("A key of OKX")
        console.send("\t\t")
        console.wait_for("paste it here")
        console.send(scene.credential["secret"])
        console.wait_for(f"{len(scene.credential['secret'])} characters")
        console.send("\x15")
        console.wait_for("paste it here")
        assert not _held_for_good(console, scene.secrets)


def _held_for_good(console: Terminal, secrets: dict[str, str]) -> set[str]:
    """What of them is in its memory still, long after the service has answered what was asked with
    them."""
    deadline = time.monotonic() + 20
    while True:
        left = canaries.memory(console.pid)
        held = canaries.found_in(left, secrets) | _parts_in(left, secrets)
        if not held or time.monotonic() >= deadline:
            return held
        console.pump(0.5)


def _parts_in(data: bytes, secrets: dict[str, str]) -> set[str]:
    """Secrets of which the first or the last two thirds are in `data`."""
    found = set()
    for name, text in secrets.items():
        part = max(canaries.SHORTEST, len(text) * 2 // 3)
        if text[:part].encode() in data or text[-part:].encode() in data:
            found.add(name)
    return found


@pytest.mark.slow
def test_a_crash_with_pasted_secrets_prints_none(scene: Scene, sandbox: dict[str, Any]) -> None:
    argv = (sys.executable, "-m", "tests.e2e.crashing_console", *scene.command()[3:], "--debug")
    with scene.console(*argv) as console:
        scene.paste_key(console, "second", _endpoint(sandbox))
        console.send("\x14")
        assert console.exit_code() != 0
        assert "JungleTUI stopped: RuntimeError" in console.text()
    assert ALT_SCREEN_OFF in console.raw
    assert not scene.leaks()


@pytest.mark.slow
def test_locking_ends_the_process_that_held_the_secrets(scene: Scene) -> None:
    with scene.console() as console:
        service = _service_of(console.pid)
        console.send("L")
        console.wait_for("ocked")
        deadline = time.monotonic() + 20
        while Path(f"/proc/{service}/cmdline").exists() and _alive(service):
            assert time.monotonic() < deadline, "the service outlives the lock"
            console.pump()
        assert "main" not in console.text()
    assert not scene.leaks()


def _alive(pid: int) -> bool:
    """Whether it is more than an entry that its parent has not read yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
