"""Ctrl-Z and SIGTSTP under a shell: locked first, really stopped, drawn again by `fg`."""

from __future__ import annotations

import os
import shlex
import signal
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from jungletui.service.parting import Why
from tests.cli.conftest import make_vault
from tests.cli.program import BINANCE, PASSPHRASE, jungletui
from tests.client.agents import agent, command, passphrase_file, status
from tests.e2e.canaries import family, modules_of
from tests.e2e.conftest import JUNGLETUI
from tests.e2e.hostile_exchange import hanging
from tests.e2e.terminal import ALT_SCREEN_OFF, ALT_SCREEN_ON, Terminal, terminal

pytestmark = [
    pytest.mark.slow,  # whole programs
    pytest.mark.skipif(sys.platform != "linux", reason="the processes are looked at through /proc"),
]
SECONDS = 30.0
LOCKED = "Enter (or r) to unlock"


class Job:
    """The program as the one job of a shell, by the number of its process."""

    def __init__(self, shell: Terminal, home: Path, *words: str) -> None:
        self.shell = shell
        self.command = shlex.join([*JUNGLETUI, "--home", str(home), *words])
        shell.wait_for("$")
        shell.send(f"{self.command}\n")

    @property
    def pid(self) -> int:
        """The console's or the command's own process."""
        (pid,) = [pid for pid in family(self.shell.pid) if "jungletui.cli" in words_of(pid)]
        return pid

    def services(self) -> list[int]:
        """The private services below the shell that have not ended."""
        return [
            pid
            for pid in family(self.shell.pid)
            if "jungletui.service" in words_of(pid) and state_of(pid) != "Z"
        ]

    def until(self, holds: Callable[[], object]) -> None:
        deadline = time.monotonic() + SECONDS
        while not holds():
            assert time.monotonic() < deadline, self.shell.text()
            self.shell.pump(0.05)

    def until_said(self, text: bytes, since: int = 0) -> None:
        self.until(lambda: text in self.shell.raw[since:])

    def until_stopped(self) -> None:
        """The program sleeps, all of its threads, and the shell has the terminal."""
        self.until(lambda: state_of(self.pid) == "T")
        self.until(lambda: os.tcgetpgrp(self.shell.fd) == self.shell.pid)
        tasks = Path(f"/proc/{self.pid}/task")
        assert {state_of(int(task.name), tasks) for task in tasks.iterdir()} == {"T"}

    def go_on(self, word: str = "fg") -> int:
        """Let the shell do this; how much was written before."""
        before = len(self.shell.raw)
        self.shell.send(f"{word}\n")
        return before

    def stop(self, how: str) -> None:
        """As a person, a program that knows its process, or one that knows its group does it."""
        if how == "typed":
            self.shell.send("\x1a")
        elif how == "to its process":
            os.kill(self.pid, signal.SIGTSTP)
        else:
            os.killpg(os.getpgid(self.pid), signal.SIGTSTP)

    def unlock(self, times: int = 1) -> None:
        """Type the passphrase at the prompt that comes as the `times`th."""
        self.until(lambda: self.shell.raw.count(b"Passphrase:") >= times)
        self.shell.send(PASSPHRASE + "\n")


def words_of(pid: int) -> list[str]:
    """Its command line; none where it has just ended."""
    try:
        return modules_of(pid)
    except OSError:
        return []


def state_of(pid: int, folder: Path = Path("/proc")) -> str:
    try:
        return (folder / str(pid) / "stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "Z"


@contextmanager
def shell(tmp_path: Path) -> Iterator[Terminal]:
    """A shell with job control, at 80x24."""
    bash = ["bash", "--norc", "--noprofile", "--noediting", "-i"]
    root = str(Path(__file__).parents[2])
    with terminal(bash, tmp_path, 80, 24, PS1="$ ", PYTHONPATH=root) as opened:
        yield opened


@contextmanager
def console(home: Path, tmp_path: Path) -> Iterator[tuple[Terminal, Job]]:
    """The console in a shell, unlocked, its key read."""
    with shell(tmp_path) as opened:
        job = Job(opened, home)
        job.unlock()
        opened.wait_for("unreachable")
        yield opened, job


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make_vault(tmp_path_factory.mktemp("stopped") / "home")
    add = ("keys", "add", "main", "--exchange", "binance", "--endpoint", "http://127.0.0.1:9")
    assert jungletui(made, *add, "--no-verify", given=BINANCE).code == 0
    passphrase_file(made)
    return made


def reasons(home: Path) -> list[str]:
    records = jungletui(home, "log", "--json").document["records"]
    return [record["detail"] for record in records if record["what"] == "locked"]


def settings(shell: Terminal) -> tuple[int, bool]:
    """How often the screens were not left, and whether a line is typed as ever."""
    flags = termios.tcgetattr(shell.fd)[3]
    left = shell.raw.count(ALT_SCREEN_ON) - shell.raw.count(ALT_SCREEN_OFF)
    return left, bool(flags & termios.ICANON and flags & termios.ECHO)


@pytest.mark.parametrize("how", ["typed", "to its process", "to its group"])
def test_a_console_is_locked_before_it_stops_and_asks_anew(
    home: Path, tmp_path: Path, how: str
) -> None:
    locks = reasons(home).count(Why.STOPPED)
    with console(home, tmp_path) as (terminal, job):
        assert len(job.services()) == 1
        job.stop(how)
        job.until_stopped()
        assert job.services() == []
        job.until(lambda: settings(terminal) == (0, True))
        began = job.go_on()
        job.until_said(LOCKED.encode(), began)
        assert b"binance" not in terminal.raw[began:]
        terminal.send("\r")
        job.unlock(2)
        job.until_said(b"binance", began)
        assert state_of(job.pid) != "T"
        terminal.send("q")
        job.until(lambda: settings(terminal) == (0, True))
    assert reasons(home).count(Why.STOPPED) == locks + 1


def test_a_question_or_a_form_that_is_open_is_gone_too(home: Path, tmp_path: Path) -> None:
    with console(home, tmp_path) as (terminal, job):
        terminal.send("a")
        terminal.wait_for("Choose the exchange")
        terminal.send("?\x1a")
        job.until_stopped()
        began = job.go_on()
        job.until_said(LOCKED.encode(), began)
        assert b"Choose the exchange" not in terminal.raw[began:]


def test_a_passphrase_half_typed_goes_nowhere(home: Path, tmp_path: Path) -> None:
    """The prompt of a console that is locked; then the one before the screens."""
    with console(home, tmp_path) as (terminal, job):
        terminal.send("L")
        terminal.wait_for(LOCKED)
        terminal.send("\r")
        job.until(lambda: terminal.raw.count(b"Passphrase:") == 2)
        terminal.send("half a passphr")
        job.stop("to its process")
        job.until_stopped()
        assert job.services() == []
        job.until(lambda: settings(terminal) == (0, True))
        began = job.go_on()
        job.until_said(LOCKED.encode(), began)
        terminal.send("q")
        job.until(lambda: settings(terminal) == (0, True))
        assert b"half" not in terminal.raw

        terminal.send(f"clear; {job.command}; echo code=$?\n")
        job.until(lambda: terminal.raw.count(b"Passphrase:") == 3)
        terminal.send("half a passphr\x1a")
        job.until_said(b"Stopped")
        job.until_stopped()
        assert job.services() == []
        job.go_on("fg; echo then=$?")
        job.until_said(b"then=3")
        assert b"half" not in terminal.raw


def test_a_prompt_of_a_screen_goes_with_its_screen(home: Path, tmp_path: Path) -> None:
    with console(home, tmp_path) as (terminal, job):
        terminal.send("4")
        terminal.wait_for("What opens the vault")
        terminal.send("p")
        job.until(lambda: job_asks(terminal))
        terminal.send("half a passphr\x1a")
        job.until_stopped()
        assert job.services() == []
        job.until(lambda: settings(terminal) == (0, True))
        began = job.go_on()
        job.until_said(LOCKED.encode(), began)
        assert b"half" not in terminal.raw
        terminal.send("\r")
        job.unlock(2)
        job.until_said(b"binance", began)


def job_asks(terminal: Terminal) -> bool:
    """Whether a prompt is open below the screens: a line is typed, and not shown."""
    flags = termios.tcgetattr(terminal.fd)[3]
    return bool(flags & termios.ICANON and not flags & termios.ECHO) and (
        b"until now" in terminal.raw
    )


def test_the_demo_stops_and_goes_on(home: Path, tmp_path: Path) -> None:
    with shell(tmp_path) as terminal:
        job = Job(terminal, home, "demo")
        terminal.wait_for("withdraw")
        terminal.send("\x1a")
        job.until_stopped()
        assert job.services() == []
        began = job.go_on()
        job.until_said(LOCKED.encode(), began)
        terminal.send("\r")
        job.until_said(b"withdraw", began)
        terminal.send("q")
        job.until(lambda: settings(terminal) == (0, True))


def test_a_whole_program_that_slept_past_its_idle_time_is_locked(
    home: Path, tmp_path: Path
) -> None:
    own = make_vault(tmp_path / "own")
    (own / "config.toml").write_text('[lock]\nidle = "3s"\n')
    with shell(tmp_path) as terminal:
        job = Job(terminal, own)
        job.unlock()
        terminal.wait_for("No keys yet")
        os.killpg(os.getpgid(job.pid), signal.SIGSTOP)
        job.until_stopped()
        time.sleep(4)
        job.until_said(b"Nothing was asked of it for 3 s", job.go_on())
        assert job.services() == []


def test_a_secret_on_the_screen_is_wiped_and_the_command_ends(home: Path, tmp_path: Path) -> None:
    """It does not sleep with it: neither the page nor the credential behind it."""
    reveal = [*JUNGLETUI, "--home", str(home), "keys", "reveal", "main"]
    with terminal(reveal, tmp_path, 80, 24) as console:
        console.wait_for("Passphrase")
        console.send(PASSPHRASE + "\n")
        console.wait_for("wipe this page")
        os.kill(console.pid, signal.SIGTSTP)
        assert console.exit_code() == 130
    after = bytes(console.raw).rpartition(ALT_SCREEN_OFF)[2]
    assert BINANCE["secret"].encode() in console.raw
    assert BINANCE["secret"].encode() not in after


def test_an_agent_goes_on_for_others_while_the_console_shows_nothing(
    home: Path, tmp_path: Path
) -> None:
    with agent(home) as opened, shell(tmp_path) as terminal:
        job = Job(terminal, home)
        terminal.wait_for("unreachable")
        terminal.send("\x1a")
        job.until_stopped()
        assert status(home)["service_pid"] == opened["service_pid"]
        assert command(home, "keys", "list").code == 0
        began = job.go_on()
        job.until_said(LOCKED.encode(), began)
        job.until_said(b"stays open", began)
        assert b"binance" not in terminal.raw[began:]
        terminal.send("\r")
        job.until_said(b"binance", began)
        terminal.send("q")
        job.until(lambda: settings(terminal) == (0, True))
    assert b"Passphrase" not in terminal.raw


def test_in_the_background_it_stops_again_and_leaves_the_terminal_alone(
    home: Path, tmp_path: Path
) -> None:
    with console(home, tmp_path) as (terminal, job):
        terminal.send("\x1a")
        job.until_stopped()
        began = job.go_on("bg; wait; echo waited")
        job.until_said(b"waited\r\n", began)
        job.until_stopped()
        assert ALT_SCREEN_ON not in terminal.raw[began:]
        job.until_said(LOCKED.encode(), job.go_on())


def test_after_a_stop_that_nobody_can_handle_it_is_drawn_once(home: Path, tmp_path: Path) -> None:
    """SIGSTOP does not lock, as nothing is told of it; the idle time runs on."""
    with console(home, tmp_path) as (terminal, job):
        threads = Path(f"/proc/{job.pid}/task")
        before = len([*threads.iterdir()])
        os.kill(job.pid, signal.SIGSTOP)
        job.until_stopped()
        began = job.go_on()
        job.until_said(b"binance", began)
        job.until(lambda: len([*threads.iterdir()]) == before)
        assert terminal.raw.count(ALT_SCREEN_ON, began) == 1
        terminal.send("q")
        job.until(lambda: settings(terminal) == (0, True))


def test_where_no_shell_waits_it_locks_and_stays(home: Path, tmp_path: Path) -> None:
    """The program of a tmux window or of `ssh -t host jungletui`: nobody could say `fg`."""
    with terminal([*JUNGLETUI, "--home", str(home)], tmp_path, 80, 24) as console:
        console.wait_for("Passphrase")
        console.send(PASSPHRASE + "\n")
        console.wait_for("unreachable")
        console.send("\x1a")
        console.wait_for(LOCKED)
        assert state_of(console.pid) != "T"
        console.send("q")
        assert console.exit_code() == 0


@pytest.mark.parametrize("how", ["typed", "to its process"])
@pytest.mark.parametrize("words", [("watch",), ("balances", "main")], ids=lambda words: words[0])
def test_a_command_is_locked_before_it_stops_and_says_so(
    tmp_path: Path, words: tuple[str, ...], how: str
) -> None:
    with hanging() as exchange, shell(tmp_path) as terminal:
        own = make_vault(tmp_path / "own")
        add = ("keys", "add", "main", "--exchange", "binance", "--endpoint", exchange.endpoint)
        added = jungletui(own, *add, "--no-verify", given=BINANCE)
        assert added.code == 0, added.err
        given = ("--no-agent", "--passphrase-file", str(passphrase_file(own)))
        job = Job(terminal, own, *given, *words)
        assert exchange.asked.wait(SECONDS)
        assert len(job.services()) == 1
        job.stop(how)
        job.until_stopped()
        assert job.services() == []
        began = job.go_on("fg; echo code=$?")
        job.until_said(b"code=3", began)
        assert b"The vault was locked" in terminal.raw[began:]
