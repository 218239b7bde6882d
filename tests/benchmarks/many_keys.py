"""A hundred keys on eight exchanges that list as many markets as the real ones, and their vault."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jungletui.domain.keys import Environment, Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.vault.store import create_vault
from tests.benchmarks.program import PASSPHRASE, with_passphrase
from tests.vault.material import paths_in

EIGHT = ("binance", "bybit", "okx", "kraken", "kucoin", "bitget", "gate", "htx")
Sample = Mapping[str, Any]


@contextmanager
def exchanges(
    names: Sequence[str], keys_each: int, port_base: int, latency: float
) -> Iterator[list[Sample]]:
    """These exchanges in a process of their own; yields `keys_each` keys of each."""
    options = [
        "--more-keys", str(keys_each), "--latency", str(latency), "--port-base", str(port_base),
        "--real-markets", *(word for name in names for word in ("--exchange", name)),
    ]  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-m", "jungletui.sandbox", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        samples = json.loads(process.stdout.readline())["keys"]
        yield [key for key in samples if key["name"].rpartition("-")[2].isdecimal()]
        process.terminate()


def key_of(sample: Sample) -> Key:
    """A sample key as a vault holds it."""
    credential = {name: Secret(text) for name, text in sample["credential"].items()}
    profile = KeyProfile(sample["name"], sample["exchange"], Environment.LIVE, sample["endpoint"])
    return Key(profile, credential, datetime.now(UTC))


def vault_of(home: Path, samples: Sequence[Sample]) -> str:
    """A vault in `home` with these keys; its recovery code, which needs no derivation."""
    home.mkdir(mode=0o700)
    vault, code = create_vault(paths_in(home), bytearray(PASSPHRASE))
    keys = tuple(key_of(sample) for sample in samples)
    vault.change(lambda content: replace(content, keys=keys))
    vault.close()
    return code


@contextmanager
def agent(home: Path) -> Iterator[None]:
    """An unlocked agent for the vault in `home`."""
    with_passphrase(["agent", "start"], home)
    try:
        yield
    finally:
        with_passphrase(["agent", "stop"], home)


def peak_mib(pid: int) -> float:
    """The most memory that a process ever had."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
