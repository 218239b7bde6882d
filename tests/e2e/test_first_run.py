"""The first day of a trader: make a vault, add a key, come back tomorrow; and what goes wrong."""

from __future__ import annotations

import os
import re
import signal
import stat
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import JUNGLETUI
from tests.e2e.terminal import ALT_SCREEN_OFF, ALT_SCREEN_ON, Terminal, terminal

pytestmark = pytest.mark.slow

PASSPHRASE = "canary orchid violin harbour"
CODE = re.compile(r"\b(?:[0-9A-Z]{4}-){8}[0-9A-Z]{4}\b")
GROUP = re.compile(r"Group (\d) of the recovery code:$", re.MULTILINE)
INTERRUPTED, LOCKED = 130, 3


@contextmanager
def console_of(home: Path) -> Iterator[Terminal]:
    with terminal([*JUNGLETUI, "--home", str(home)], home.parent) as console:
        yield console


def make_vault(console: Terminal) -> str:
    """Answer the first run's questions up to the empty console; returns the recovery code."""
    console.wait_for("New passphrase")
    console.send(PASSPHRASE + "\r")
    console.wait_for("gain")
    console.send(PASSPHRASE + "\r")
    code = CODE.search(console.wait_for("Press Enter when you have it"))
    assert code is not None
    console.send("\r")
    for _ in range(2):
        type_group(console, code[0])
    console.wait_for("No keys yet")
    return code[0]


def type_group(console: Terminal, code: str) -> None:
    """Type back the group of the recovery code that is asked for now."""
    number = GROUP.search(console.wait_for("of the recovery code:"))
    assert number is not None
    console.send(code.split("-")[int(number[1]) - 1] + "\r")
    console.wait_until_gone(number[0])


def test_init_leaves_no_recovery_code_in_the_scrollback(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with terminal([*JUNGLETUI, "init", "--home", str(home)], tmp_path) as console:
        for prompt in ("New passphrase", "gain"):
            console.wait_for(prompt)
            console.send(PASSPHRASE + "\r")
        code = CODE.search(console.wait_for("Press Enter when you have it"))
        assert code is not None
        console.send("\r")
        for _ in range(2):
            type_group(console, code[0])
        console.wait_for("The vault is")
        assert console.exit_code() == 0
        assert code[0] not in console.text()
        assert "was not typed back" not in console.text()
    after = bytes(console.raw).rpartition(ALT_SCREEN_OFF)[2]
    assert code[0].encode() not in after


def sample(sandbox: dict[str, Any], wanted: str) -> dict[str, Any]:
    """The healthy key of an exchange, or the key of this name."""
    return next(
        key
        for key in sandbox["keys"]
        if key["name"] == wanted or (key["exchange"] == wanted and "healthy" in key["tags"])
    )


def paste(console: Terminal, text: str) -> None:
    """What a terminal sends for a paste."""
    console.send(f"\x1b[200~{text}\x1b[201~")


def fill_form(console: Terminal, name: str, key: dict[str, Any]) -> None:
    """From the keys to the verdict of `key`, added as `name` with its endpoint."""
    console.send("a")
    console.wait_for("Choose the exchange")
    console.wait_for("Kraken")
    console.send(f"/id:{key['exchange']}\r")
    console.wait_for("Esc clears")
    console.send("\r")
    console.wait_for("Environment")
    for _ in range(20):  # the cursor comes to the first field a moment after the form is drawn
        console.pump(0.05)
    console.send(name)
    console.wait_for(name)
    console.send("\t")
    for text in key["credential"].values():
        console.wait_for("paste it here")
        paste(console, text)
        console.wait_until_gone("paste it here")
        console.send("\t")
    console.send("\t\t")
    console.pump(0.5)
    console.send(key["endpoint"])
    console.wait_for(key["endpoint"])
    console.send("\x13")


def lines_of(console: Terminal) -> int:
    """The terminal's local flags."""
    return termios.tcgetattr(console.fd)[3]


def is_sane(console: Terminal) -> bool:
    """Whether what is typed is echoed and lines are lines again."""
    wanted = termios.ECHO | termios.ICANON
    return lines_of(console) & wanted == wanted


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_vault_a_key_and_the_next_day(tmp_path: Path, sandbox: dict[str, Any]) -> None:
    home = tmp_path / "home"
    key = sample(sandbox, "okx")
    with console_of(home) as console:
        code = make_vault(console)
        fill_form(console, "mine", key)
        shown = console.wait_for("This key works and fits the policy")
        assert "● trade" in shown
        console.send("\x13")
        console.wait_for("1 key")
        console.wait_for("mine")
        console.send("q")
        assert console.exit_code() == 0
        history = console.text()
    (vault,) = home.rglob("vault.cxv")
    assert stat.S_IMODE(vault.stat().st_mode) == 0o600
    held = vault.read_bytes()
    for secret in (PASSPHRASE, code, *key["credential"].values()):
        assert secret.encode() not in held
        assert secret not in history
    assert PASSPHRASE.encode() not in console.raw
    assert key["credential"]["secret"].encode() not in console.raw

    with console_of(home) as console:
        console.wait_for("Passphrase")
        console.send(PASSPHRASE + "\r")
        console.wait_for("mine")
        console.wait_for("● trade")
        console.send("q")
        assert console.exit_code() == 0
        assert is_sane(console)
    assert console.raw.count(ALT_SCREEN_ON) == console.raw.count(ALT_SCREEN_OFF)


@pytest.mark.slow
def test_three_wrong_passphrases_are_enough(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with console_of(home) as console:
        make_vault(console)
        console.send("q")
        assert console.exit_code() == 0
    (vault,) = home.rglob("vault.cxv")
    before = vault.read_bytes()
    with console_of(home) as console:
        console.wait_for("Passphrase")
        for number in range(3):
            console.send(f"wrong number {number}\r")
            for _ in range(100 * (number < 2)):
                console.pump(0.1)
                if console.text().count("Once more") > number:
                    break
        assert console.exit_code() == LOCKED
        assert is_sane(console)
        shown = console.text()
        assert shown.count("Once more") == 2
        assert "wrong number" not in shown
    assert ALT_SCREEN_ON not in console.raw
    assert vault.read_bytes() == before


@pytest.mark.slow
def test_a_key_that_can_withdraw_needs_its_name_typed(
    tmp_path: Path, sandbox: dict[str, Any]
) -> None:
    with console_of(tmp_path / "home") as console:
        make_vault(console)
        fill_form(console, "danger", sample(sandbox, "bybit-desk"))
        console.wait_for("breaks the policy")
        console.send("\x13")
        console.wait_for("Not saved: type danger to confirm")
        console.send("danger\r")
        console.wait_for("✗ withdraw")
        console.wait_for("1 key")
        console.send("q")
        assert console.exit_code() == 0


@pytest.mark.parametrize("answers", [(), (PASSPHRASE + "\r",)], ids=["new", "again"])
def test_control_c_while_making_the_vault_leaves_nothing(
    tmp_path: Path, answers: tuple[str, ...]
) -> None:
    home = tmp_path / "home"
    with console_of(home) as console:
        console.wait_for("New passphrase")
        for answer in answers:
            console.send(answer)
            console.wait_for("gain")
        console.send("\x03")
        assert console.exit_code() == INTERRUPTED
        assert is_sane(console)
    assert files_in(home) == []


@pytest.mark.slow
def test_control_c_at_the_recovery_code_and_at_the_passphrase(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with console_of(home) as console:
        console.wait_for("New passphrase")
        console.send(PASSPHRASE + "\r")
        console.wait_for("gain")
        console.send(PASSPHRASE + "\r")
        console.wait_for("Press Enter when you have it")
        console.send("\x03")
        assert console.exit_code() == INTERRUPTED
        assert is_sane(console)
        assert not CODE.search(console.text()), "the code stayed on the screen"
    (vault,) = home.rglob("vault.cxv")
    before = vault.read_bytes()
    with console_of(home) as console:
        console.wait_for("Passphrase")
        console.send("\x03")
        assert console.exit_code() == INTERRUPTED
        assert is_sane(console)
    assert vault.read_bytes() == before


@pytest.mark.slow
def test_a_hang_up_ends_it_and_keeps_the_vault(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with console_of(home) as console:
        make_vault(console)
        (vault,) = home.rglob("vault.cxv")
        before = vault.read_bytes()
        os.kill(console.pid, signal.SIGHUP)
        assert console.exit_code() in (-signal.SIGHUP, 128 + signal.SIGHUP)
    assert vault.read_bytes() == before
