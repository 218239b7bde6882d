"""Balances of 20 keys on four exchanges at 50 ms, against a plain ccxt script."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.measure import in_turn, median, run, table
from tests.benchmarks.program import with_passphrase

pytestmark = pytest.mark.benchmark

KEYS_EACH = 5
PLAIN = Path(__file__).with_name("plain_ccxt.py")


@pytest.fixture
def keys() -> Iterator[list[dict[str, Any]]]:
    """Twenty keys of a sandbox that answers after 50 ms."""
    more = ["--more-keys", str(KEYS_EACH), "--latency", "0.05"]
    with subprocess.Popen(
        [sys.executable, "-m", "jungletui.sandbox", *more],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        samples = json.loads(process.stdout.readline())["keys"]
        keys = [sample for sample in samples if sample["name"].rpartition("-")[2].isdecimal()]
        assert len(keys) == 4 * KEYS_EACH
        yield keys
        process.terminate()


def test_balances_of_twenty_keys(tmp_path: Path, keys: list[dict[str, Any]]) -> None:
    home = tmp_path / "home"
    with_passphrase(["init"], home)
    for key in keys:
        chosen = ["--exchange", key["exchange"], "--endpoint", key["endpoint"]]
        with_passphrase(
            ["keys", "add", key["name"], *chosen, "--no-verify"],
            home,
            given=json.dumps(key["credential"]).encode(),
        )
    script_input = json.dumps(keys).encode()
    runs = in_turn(
        {
            "plain ccxt script": lambda: run([sys.executable, str(PLAIN)], given=script_input),
            "jungletui balances": lambda: with_passphrase(["balances", "--json"], home),
        },
        rounds=5,
    )
    seconds = {name: median([r.seconds for r in results]) for name, results in runs.items()}
    peak = {name: median([r.peak_mib for r in results]) for name, results in runs.items()}
    plain, ours = seconds.values()
    table(
        "Balances of 20 keys on four exchanges, 50 ms latency, markets not cached by the script",
        [
            ("", "seconds", "peak MiB"),
            *((name, f"{seconds[name]:.2f}", f"{peak[name]:.0f}") for name in seconds),
            ("times faster (at least 3)", f"{plain / ours:.1f}", ""),
        ],
    )
    assert plain / ours >= 3
