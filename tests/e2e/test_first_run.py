"""The first day of a trader: make a vault, add a key, come back tomorrow."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path
from typing import Any

from tests.e2e.conftest import JUNGLETUI
from tests.e2e.terminal import Terminal, terminal

PASSPHRASE = "canary orchid violin harbour"


def _make_vault(console: Terminal) -> str:
    """Answer the first run's questions; returns the recovery code that was shown."""
    console.wait_for("assphrase")
    console.send(PASSPHRASE + "\r")
    console.wait_for("gain")
    console.send(PASSPHRASE + "\r")
    shown = console.wait_for("ecovery code")
    return shown


def _sample(sandbox: dict[str, Any], exchange: str) -> dict[str, Any]:
    return next(
        key for key in sandbox["keys"] if key["exchange"] == exchange and "healthy" in key["tags"]
    )


def test_a_vault_a_key_and_the_next_day(tmp_path: Path, sandbox: dict[str, Any]) -> None:
    home = tmp_path / "home"
    key = _sample(sandbox, "okx")
    with terminal([*JUNGLETUI, "--home", str(home)], tmp_path) as console:
        _make_vault(console)
        console.send("\r")
        console.wait_for("No keys yet")
        console.send("a")
        console.wait_for("OKX")
        console.send("q")
    (vault,) = home.rglob("vault.cxv")
    assert stat.S_IMODE(vault.stat().st_mode) == 0o600
    assert PASSPHRASE.encode() not in vault.read_bytes()
    assert PASSPHRASE not in console.text()
    _ = key, json, re
