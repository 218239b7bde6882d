"""A hundred keys on eight exchanges of real size at 50 ms, against a plain ccxt script.

`python -m tests.benchmarks.reading_at_scale` takes some minutes and prints its table; it is no part
of the test runs, for its bars of speed are not reached yet.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benchmarks.many_keys import EIGHT, agent, exchanges, peak_mib, vault_of
from tests.benchmarks.measure import Run, median, run, table
from tests.benchmarks.program import with_passphrase
from tests.client.agents import status
from tests.e2e.conftest import JUNGLETUI

LATENCY = 0.05
KEYS = 100
PORT_BASE = 18711
PLAIN = Path(__file__).with_name("plain_ccxt.py")
READS = (["balances", "--json"], ["orders", "--open", "--json"])
REST = 30.0
"""Seconds between two readings through the agent: what they used of the rate limits comes back."""


def by_agent(words: list[str], home: Path) -> Run:
    """One command without a passphrase: an agent answers."""
    return run([*JUNGLETUI, "--home", str(home), *words])


def read(
    home: Path, ask: Callable[[list[str], Path], Run] = with_passphrase
) -> tuple[float, float, list[dict[str, Any]]]:
    """Balances and open orders of all keys: seconds, peak memory of a process, documents."""
    runs: list[Run] = [ask(words, home) for words in READS]
    documents = [json.loads(done.printed) for done in runs]
    assert all(document["errors"] == [] for document in documents), documents
    return sum(done.seconds for done in runs), max(done.peak_mib for done in runs), documents


def a_hundred_keys_on_eight_exchanges(folder: Path) -> None:
    """Measure and print, with a vault in `folder`."""
    home = folder / "home"
    with exchanges(EIGHT, 13, PORT_BASE, LATENCY) as samples:
        keys = samples[:KEYS]
        assert len(keys) == KEYS
        plain = run(
            [sys.executable, str(PLAIN), "--orders"], given=json.dumps(keys, default=str).encode()
        )
        assert len(json.loads(plain.printed)) == KEYS
    with exchanges(EIGHT, 13, PORT_BASE, LATENCY):
        vault_of(home, keys)
        cold, cold_peak, _ = read(home)
    with exchanges(EIGHT, 13, PORT_BASE, LATENCY), agent(home):
        read(home)
        warm = []
        for _ in range(3):
            time.sleep(REST)
            warm.append(read(home)[0])
        one = [with_passphrase(["balances", "okx-001", "--json"], home).seconds for _ in range(7)]
        agents = max(peak_mib(status(home)[name]) for name in ("service_pid", "pid"))
    table(
        "Balances and open orders of 100 keys on eight exchanges of real size, 50 ms latency",
        [
            ("", "seconds", "peak MiB", "times faster"),
            ("plain ccxt script", f"{plain.seconds:.2f}", f"{plain.peak_mib:.0f}", ""),
            ("two cold commands (at least 5)", f"{cold:.2f}", f"{cold_peak:.0f}",
             f"{plain.seconds / cold:.1f}"),
            ("through a warm agent (at least 20)", f"{warm:.2f}", f"{agents:.0f}",
             f"{plain.seconds / warm:.1f}"),
            ("balances of one key (0.15 and latency)", f"{median(one[1:]):.3f}", "", ""),
            ("memory (at most 0.2)", "", f"{max(agents, cold_peak) / plain.peak_mib:.2f}", ""),
        ],
    )  # fmt: skip


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        a_hundred_keys_on_eight_exchanges(Path(place))
