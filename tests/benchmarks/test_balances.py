"""Balances of 20 keys on four exchanges at 50 ms, against a plain ccxt script."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.measure import NOISE, Run, in_turn, median, run, table
from tests.benchmarks.program import with_passphrase

pytestmark = pytest.mark.benchmark

KEYS_EACH = 5
PORT_BASE = 18611
PLAIN = Path(__file__).with_name("plain_ccxt.py")


@contextmanager
def _exchanges() -> Iterator[list[dict[str, Any]]]:
    """Four exchanges that answer after 50 ms, with fresh rate limits; yields their twenty keys."""
    options = ["--more-keys", str(KEYS_EACH), "--latency", "0.05", "--port-base", str(PORT_BASE)]
    with subprocess.Popen(
        [sys.executable, "-m", "jungletui.sandbox", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        samples = json.loads(process.stdout.readline())["keys"]
        keys = [sample for sample in samples if sample["name"].rpartition("-")[2].isdecimal()]
        assert len(keys) == 4 * KEYS_EACH
        yield keys
        process.terminate()


def _measured(read: Callable[[], Run]) -> Callable[[], Run]:
    """`read`, each time against exchanges of its own."""

    def measured() -> Run:
        with _exchanges():
            return read()

    return measured


def test_balances_of_twenty_keys(tmp_path: Path) -> None:
    home = tmp_path / "home"
    code = json.loads(with_passphrase(["init", "--json"], home).printed)["recovery_code"].encode()
    with _exchanges() as keys:
        pass
    for key in keys:
        chosen = ["--exchange", key["exchange"], "--endpoint", key["endpoint"]]
        with_passphrase(
            ["keys", "add", key["name"], *chosen, "--no-verify"],
            home,
            given=json.dumps(key["credential"]).encode(),
        )
    script_input = json.dumps(keys).encode()
    balances = ["balances", "--json"]
    runs = in_turn(
        {
            "plain ccxt script": _measured(
                lambda: run([sys.executable, str(PLAIN)], given=script_input)
            ),
            "jungletui balances": _measured(
                lambda: with_passphrase(balances, home, passphrase=code)
            ),
            "the same, passphrase": _measured(lambda: with_passphrase(balances, home)),
        },
        rounds=5,
    )
    seconds = {name: median([r.seconds for r in results]) for name, results in runs.items()}
    peak = {name: median([r.peak_mib for r in results]) for name, results in runs.items()}
    plain, ours, derived = seconds.values()
    table(
        "Balances of 20 keys on four exchanges, 50 ms latency; Argon2id only in the last row",
        [
            ("", "seconds", "peak MiB", "times faster"),
            ("plain ccxt script", f"{plain:.2f}", f"{peak['plain ccxt script']:.0f}", ""),
            ("jungletui balances (at least 3)", f"{ours:.2f}", f"{peak['jungletui balances']:.0f}",
             f"{plain / ours:.1f}"),
            ("… unlocked by a passphrase", f"{derived:.2f}", f"{peak['the same, passphrase']:.0f}",
             f"{plain / derived:.1f}"),
        ],
    )  # fmt: skip
    assert plain / ours >= 3 / NOISE
