"""`keys list` without the key derivation, against importing Textual."""

from __future__ import annotations

import struct
import sys
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from jungletui.vault import store
from jungletui.vault.kdf import FLOOR
from tests.benchmarks.measure import NOISE, in_turn, median, run, table
from tests.benchmarks.program import PASSPHRASE, with_passphrase

pytestmark = pytest.mark.benchmark

FIRST_SLOT = 256


def _derivation(vault: Path) -> float:
    """Seconds of Argon2id with the parameters in the vault's first slot (docs/vault-format.md)."""
    slot = vault.read_bytes()[FIRST_SLOT : FIRST_SLOT + 16]
    lanes, memory, iterations = slot[3], *struct.unpack(">II", slot[4:12])
    began = time.perf_counter()
    Argon2id(
        salt=b"0" * 32, length=32, iterations=iterations, lanes=lanes, memory_cost=memory
    ).derive(b"x")
    return time.perf_counter() - began


def _cheap_vault(home: Path) -> Path:
    """A vault with the least derivation that is accepted: what is subtracted is small, and so is
    what two busy cores make of it."""
    home.mkdir(mode=0o700)
    paths = store.VaultPaths(home / "vault.cxv", home / "seen.toml")
    store.create_vault(paths, bytearray(PASSPHRASE), FLOOR)[0].close()
    return paths.vault


def test_keys_list_is_quicker_than_importing_textual(tmp_path: Path) -> None:
    home = tmp_path / "home"
    vault = _cheap_vault(home)
    rounds = in_turn(
        {
            "python -c 'import textual'": lambda: (
                run([sys.executable, "-c", "import textual"]).seconds
            ),
            "jungletui keys list --json": lambda: (
                with_passphrase(["keys", "list", "--json"], home).seconds
            ),
            "of which key derivation": lambda: _derivation(vault),
        },
        rounds=15,
    )
    textual, whole, derivation = (median(values) for values in rounds.values())
    table(
        "keys list, the vault unlocked by --passphrase-fd",
        [
            ("", "seconds"),
            *((name, f"{median(values):.2f}") for name, values in rounds.items()),
            ("without the derivation", f"{whole - derivation:.2f}"),
            ("ratio (less than 1)", f"{(whole - derivation) / textual:.2f}"),
        ],
    )
    assert whole - derivation < textual * NOISE
