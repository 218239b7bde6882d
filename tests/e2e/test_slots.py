"""The slots screen on a real terminal: the service asks on it, and the console comes back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import make_vault
from tests.cli.program import PASSPHRASE
from tests.e2e.conftest import JUNGLETUI
from tests.e2e.terminal import Terminal, terminal
from tests.vault.agents import needs_ssh, ssh_agent

pytestmark = pytest.mark.slow

ASKS = "Passphrase (or recovery code) of the vault:"
CODE = re.compile(r"(?:[0-9A-Z]{4}-){8}[0-9A-Z]{4}")


def unlock(console: Terminal) -> None:
    console.wait_for("Passphrase:")
    console.send(PASSPHRASE + "\n")
    console.wait_for("No keys yet")


def to_slots(console: Terminal) -> None:
    console.send("4")
    console.wait_for("Opened this time with")


def choose(console: Terminal, row: int) -> None:
    console.send("a")
    console.wait_for("systemd-credential")
    console.send("j" * row)
    console.send("\r")


def prove(console: Terminal) -> None:
    console.wait_for(ASKS)
    console.send(PASSPHRASE + "\n")


@needs_ssh
def test_a_slot_is_added_and_opens_the_next_console_without_a_person(tmp_path: Path) -> None:
    home = make_vault(tmp_path / "home")
    argv = [*JUNGLETUI, "--home", str(home)]
    with ssh_agent(tmp_path, "ed25519") as environ:
        with terminal(argv, tmp_path, **environ) as console:
            unlock(console)
            to_slots(console)
            choose(console, 4)
            console.wait_for("Comment or fingerprint")
            console.send("\r")
            prove(console)
            console.wait_for("Added: ssh-agent")
            console.send("q")
            assert console.exit_code() == 0
        with terminal(argv, tmp_path, **environ) as console:
            console.wait_for("No keys yet")
            to_slots(console)
            console.wait_for("Opened this time with the ssh-agent")
            console.send("q")
            assert console.exit_code() == 0


def test_a_recovery_code_is_on_the_terminal_only_and_gone_afterwards(tmp_path: Path) -> None:
    home = make_vault(tmp_path / "home")
    with terminal([*JUNGLETUI, "--home", str(home)], tmp_path) as console:
        unlock(console)
        to_slots(console)
        choose(console, 1)
        prove(console)
        found = CODE.search(console.wait_for("Press a key when you have it."))
        assert found is not None
        console.send("x")
        for _ in range(2):
            shown = console.wait_for("of the recovery code:")
            asked = re.findall(r"Group (\d) of", shown)[-1]
            console.send(found[0].split("-")[int(asked) - 1] + "\n")
            while re.findall(r"Group (\d) of", console.text())[-1:] == [asked]:
                console.pump()
        console.wait_for("Added: recovery-code")
        assert found[0] not in console.text()
        console.send("q")
        assert console.exit_code() == 0
        assert found[0] not in console.text()


def test_a_wrong_passphrase_changes_nothing_and_the_console_stays(tmp_path: Path) -> None:
    home = make_vault(tmp_path / "home")
    with terminal([*JUNGLETUI, "--home", str(home)], tmp_path) as console:
        unlock(console)
        to_slots(console)
        before = (home / "vault.cxv").read_bytes()
        console.send("d")
        console.wait_for("Remove the slot")
        console.send("y")
        console.wait_for(ASKS)
        console.send("another passphrase\n")
        console.wait_for("Error: E_AUTH")
        console.wait_for("recovery-code")
        assert (home / "vault.cxv").read_bytes() == before
        console.send("q")
        assert console.exit_code() == 0
