"""What the running processes really are: what each has loaded, and that they end together."""

from __future__ import annotations

import os
import signal
import sys
import termios
import time
from pathlib import Path

import pytest

from tests.e2e.conftest import JUNGLETUI
from tests.e2e.terminal import ALT_SCREEN_OFF, ALT_SCREEN_ON, Terminal, terminal

pytestmark = [
    pytest.mark.slow,  # whole programs
    pytest.mark.skipif(sys.platform != "linux", reason="the processes are looked at through /proc"),
]
HEAVY = ("aiohttp", "cryptography", "ccxt", "orjson", "coincurve", "multidict", "yarl")


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in listed]


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def _loaded(pid: int) -> set[str]:
    """The packages whose compiled parts are mapped into a process."""
    maps = Path(f"/proc/{pid}/maps").read_text().split()
    paths = [Path(word) for word in maps if "/site-packages/" in word]
    return {path.parts[path.parts.index("site-packages") + 1] for path in paths}


def _gone(pids: list[int], seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not any(Path(f"/proc/{pid}").exists() and _state(pid) != "Z" for pid in pids):
            return True
        time.sleep(0.05)
    return False


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "Z"


def _ready(console: Terminal) -> list[int]:
    """Wait for inspected keys; the processes of the demo, the console's first."""
    console.wait_for("withdraw")
    children = _children(console.pid)
    assert len(children) == 2, [_command(child) for child in children]
    return [console.pid, *children]


def test_only_the_service_loads_what_talks_to_exchanges(tmp_path: Path) -> None:
    with terminal([*JUNGLETUI, "demo"], tmp_path) as console:
        _, *children = _ready(console)
        console.send("2")
        console.wait_for("USDT")
        assert not _loaded(console.pid) & set(HEAVY)
        (service,) = [child for child in children if "jungletui.service" in _command(child)]
        assert "aiohttp" in _loaded(service), "the look through /proc sees nothing"


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_ends_everything(tmp_path: Path, number: signal.Signals) -> None:
    with terminal([*JUNGLETUI, "demo"], tmp_path) as console:
        processes = _ready(console)
        os.kill(console.pid, number)
        assert console.exit_code(seconds=3) == 128 + number
        assert _gone(processes[1:])


def test_ctrl_c_leaves_and_says_so(tmp_path: Path) -> None:
    with terminal([*JUNGLETUI, "demo"], tmp_path) as console:
        processes = _ready(console)
        console.send("\x03")
        assert console.exit_code() == 130
        assert _gone(processes[1:])
        assert console.raw.count(ALT_SCREEN_ON) == console.raw.count(ALT_SCREEN_OFF) == 1


def test_sigterm_gives_the_terminal_back_at_any_moment(tmp_path: Path) -> None:
    for shown in ("JungleTUI", "Keys", "withdraw"):
        with terminal([*JUNGLETUI, "demo"], tmp_path) as console:
            console.wait_for(shown)
            os.kill(console.pid, signal.SIGTERM)
            assert console.exit_code() == 128 + signal.SIGTERM, console.text()
            assert console.raw.count(ALT_SCREEN_ON) == console.raw.count(ALT_SCREEN_OFF) == 1
            flags = termios.tcgetattr(console.fd)[3]
            assert flags & termios.ECHO
            assert flags & termios.ICANON
            assert "stopped" not in console.text()


def test_a_dropped_line_ends_everything(tmp_path: Path) -> None:
    with terminal([*JUNGLETUI, "demo"], tmp_path) as console:
        processes = _ready(console)
        console.hang_up()
        assert _gone(processes)


def test_a_killed_console_takes_its_service_along(tmp_path: Path) -> None:
    with terminal([*JUNGLETUI, "demo"], tmp_path) as console:
        processes = _ready(console)
        os.kill(console.pid, signal.SIGKILL)
        assert _gone(processes)


def test_a_killed_service_is_said_and_can_be_started_again(tmp_path: Path) -> None:
    with terminal([*JUNGLETUI, "demo"], tmp_path) as console:
        _, *children = _ready(console)
        (service,) = [child for child in children if "jungletui.service" in _command(child)]
        os.kill(service, signal.SIGKILL)
        console.send("r")
        console.wait_for("service has ended")
        console.send("r")
        console.wait_for("withdraw")
        console.send("q")
        assert console.exit_code() == 0


def test_no_process_leaves_a_core_file(tmp_path: Path) -> None:
    with terminal([*JUNGLETUI, "demo"], tmp_path) as console:
        _, *children = _ready(console)
        (service,) = [child for child in children if "jungletui.service" in _command(child)]
        for pid in (console.pid, service):
            limits = Path(f"/proc/{pid}/limits").read_text()
            (core,) = [line for line in limits.splitlines() if "core file" in line]
            assert core.split()[4:6] == ["0", "0"]
