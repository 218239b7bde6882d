"""The program on a terminal: prompts that do not echo, three tries, Ctrl-C, typing a name."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from tests.cli.program import BINANCE, PASSPHRASE, jungletui
from tests.cli.prompts import PROGRAM, echoes, unlock, until, until_asked, until_hidden
from tests.e2e.terminal import terminal

pytestmark = pytest.mark.slow


def test_the_passphrase_is_asked_for_and_not_shown(home: Path, tmp_path: Path) -> None:
    with terminal([*PROGRAM, "--home", str(home), "keys", "list"], tmp_path) as console:
        unlock(console)
        until(console, "No keys yet")
        assert console.exit_code() == 0
        assert PASSPHRASE not in console.text()


def test_three_wrong_passphrases_and_it_is_locked(home: Path, tmp_path: Path) -> None:
    with terminal([*PROGRAM, "--home", str(home), "keys", "list"], tmp_path) as console:
        until(console, "Passphrase: ")
        for times in (1, 2, 3):
            until_hidden(console)
            console.send("wrong wrong wrong\r")
            if times < 3:
                until(console, "Once more: ", times)
        until(console, "E_AUTH")
        assert console.exit_code() == 3
        assert "wrong wrong" not in console.text()


def test_an_interrupted_prompt_gives_the_terminal_back(home: Path, tmp_path: Path) -> None:
    with terminal([*PROGRAM, "--home", str(home), "keys", "list"], tmp_path) as console:
        until_asked(console, "Passphrase")
        console.send("half\x03")
        assert console.exit_code() == 130
        assert echoes(console)
        assert "Traceback" not in console.text()


def test_a_key_is_typed_in_field_by_field(home: Path, tmp_path: Path) -> None:
    arguments = ["--home", str(home), "keys", "add", "main", "--exchange", "binance", "--no-verify"]
    with terminal([*PROGRAM, *arguments], tmp_path, columns=200) as console:
        unlock(console)
        until(console, "API [Kk]ey")
        console.send(BINANCE["apiKey"] + "\r")
        until_asked(console, "[Ss]ecret")
        console.send(BINANCE["secret"] + "\r")
        until(console, "64 characters", 2)
        until(console, "Saved: main")
        assert console.exit_code() == 0
        assert BINANCE["secret"] not in console.text()
    assert [k["name"] for k in jungletui(home, "keys", "list", "--json").document["keys"]] == [
        "main"
    ]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_while_a_secret_is_typed_gives_the_terminal_back(
    home: Path, tmp_path: Path, number: signal.Signals
) -> None:
    arguments = ["--home", str(home), "keys", "add", "main", "--exchange", "binance"]
    with terminal([*PROGRAM, *arguments], tmp_path, columns=200) as console:
        unlock(console)
        until(console, "API Key")
        console.send(BINANCE["apiKey"] + "\r")
        until_asked(console, "Secret Key")
        os.kill(console.pid, number)
        assert console.exit_code() == 130
        assert echoes(console)
    assert jungletui(home, "keys", "list", "--json").document["keys"] == []


@pytest.mark.parametrize("command", [(), ("keys", "list")], ids=["console", "command"])
def test_a_signal_at_the_passphrase_gives_the_terminal_back(
    home: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    with terminal([*PROGRAM, "--home", str(home), *command], tmp_path) as console:
        until_asked(console, "Passphrase")
        os.kill(console.pid, signal.SIGTERM)
        assert console.exit_code() in (-signal.SIGTERM, 128 + signal.SIGTERM)
        deadline = time.monotonic() + 20
        while not echoes(console):  # the service gives it back a moment after its client's end
            assert time.monotonic() < deadline
            console.pump(0.01)


def test_removing_asks_for_the_name(home: Path, tmp_path: Path) -> None:
    add = ("keys", "add", "main", "--exchange", "binance", "--no-verify")
    assert jungletui(home, *add, given=BINANCE).code == 0
    for typed, code, left in (("other", 2, 1), ("main", 0, 0)):
        command = [*PROGRAM, "--home", str(home), "keys", "remove", "main"]
        with terminal(command, tmp_path) as console:
            unlock(console)
            until(console, "Type the name")
            console.send(typed + "\r")
            assert console.exit_code() == code
        assert len(jungletui(home, "keys", "list", "--json").document["keys"]) == left


def test_a_dropped_line_ends_everything(home: Path, tmp_path: Path) -> None:
    with terminal([*PROGRAM, "--home", str(home), "keys", "list"], tmp_path) as console:
        until(console, "Passphrase")
        console.hang_up()
        deadline = time.monotonic() + 20
        pid = 0
        while not pid and time.monotonic() < deadline:
            pid, _ = os.waitpid(console.pid, os.WNOHANG)
        assert pid == console.pid
        console._status = 0
