"""A locked console on a real terminal: it asks again, survives Ctrl-C, and says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import make_vault
from tests.cli.program import PASSPHRASE
from tests.e2e.conftest import JUNGLETUI
from tests.e2e.terminal import ALT_SCREEN_ON, Terminal, terminal

pytestmark = pytest.mark.slow


def until_asked(console: Terminal, times: int) -> None:
    """Wait for a prompt in what came, as the screen still has the ones before it."""
    while console.raw.count(b"Passphrase:") < times:
        assert console.pump(10), console.text()


def unlock(console: Terminal, times: int) -> None:
    until_asked(console, times)
    console.send(PASSPHRASE + "\n")
    console.wait_for("No keys yet")


def lock(console: Terminal) -> None:
    console.send("L")
    console.wait_for("Enter (or r) to unlock")


def test_ctrl_c_at_the_prompt_leads_back_to_the_locked_screen(tmp_path: Path) -> None:
    home = make_vault(tmp_path / "home")
    with terminal([*JUNGLETUI, "--home", str(home)], tmp_path) as console:
        unlock(console, 1)
        lock(console)
        drawn = console.raw.count(ALT_SCREEN_ON)
        console.send("\r")
        until_asked(console, 2)
        console.send("half a passphr\x03")
        while console.raw.count(ALT_SCREEN_ON) == drawn:
            assert console.pump(10), console.text()
        console.wait_for("Enter (or r) to unlock")
        console.send("\r")
        unlock(console, 3)
        console.send("q")
        assert console.exit_code() == 0
        assert "stopped" not in console.text()
        assert "never retrieved" not in console.text()
        assert "half" not in console.text()


def test_a_vault_damaged_meanwhile_is_named_with_the_way_out(tmp_path: Path) -> None:
    home = make_vault(tmp_path / "home")
    vault = home / "vault.cxv"
    with terminal([*JUNGLETUI, "--home", str(home)], tmp_path) as console:
        unlock(console, 1)
        lock(console)
        whole = vault.read_bytes()
        (home / "vault.cxv.bak.1").touch(mode=0o600)
        (home / "vault.cxv.bak.1").write_bytes(whole)
        damaged = bytearray(whole)
        damaged[6000] ^= 1
        vault.write_bytes(damaged)
        console.send("\r")
        until_asked(console, 2)
        console.send(PASSPHRASE + "\n")
        console.wait_for("Error: E_TAMPER")
        shown = "".join(console.wait_for("--accept-rollback").split())
        assert str(vault) in shown
        assert f"jungletui vault restore {vault}.bak.1 --accept-rollback".replace(" ", "") in shown
        vault.write_bytes(whole)
        console.send("\r")
        unlock(console, 3)
        console.send("q")
        assert console.exit_code() == 0


def test_a_console_that_nobody_touches_empties_itself(tmp_path: Path) -> None:
    home = make_vault(tmp_path / "home")
    config = home / "config.toml"
    config.touch(mode=0o600)
    config.write_text('[lock]\nidle = "3s"\n')
    with terminal([*JUNGLETUI, "--home", str(home)], tmp_path) as console:
        unlock(console, 1)
        console.send("4")  # a screen that asks the service nothing more once it is read
        console.wait_for("passphrase")
        console.wait_for("Nothing was asked of it for 3 s")
        assert "What opens the vault" not in console.text()
        console.send("q")
        assert console.exit_code() == 0
