"""Vaults that open quickly, and a sandbox in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jungletui.vault import store
from jungletui.vault.kdf import FLOOR
from tests.cli.program import PASSPHRASE


def make_vault(home: Path) -> Path:
    """A vault in `home` with the cheapest key derivation that is accepted."""
    home.mkdir(mode=0o700, parents=True)
    paths = store.VaultPaths(home / "vault.cxv", home / "seen.toml")
    vault, _ = store.create_vault(paths, bytearray(PASSPHRASE.encode()), FLOOR)
    vault.close()
    return home


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "home")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[dict[str, Any]]:
    """The announcement of a running sandbox."""
    with subprocess.Popen(
        [sys.executable, "-m", "jungletui.sandbox"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
        process.terminate()


@pytest.fixture(scope="module")
def samples(sandbox: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The sandbox's keys by name."""
    return {key["name"]: key for key in sandbox["keys"]}
