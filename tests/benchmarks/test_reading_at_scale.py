"""A hundred keys on eight exchanges of real size at 50 ms, against a plain ccxt script."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.many_keys import EIGHT, agent, exchanges, key_of, peak_mib, vault_of
from tests.benchmarks.measure import Run, median, run, table
from tests.benchmarks.program import with_passphrase
from tests.benchmarks.reading_minimum import minimum_of_reading
from tests.client.agents import status
from tests.e2e.conftest import JUNGLETUI

pytestmark = pytest.mark.benchmark

LATENCY = 0.05
KEYS = 100
PORT_BASE = 18711
PLAIN = Path(__file__).with_name("plain_ccxt.py")
READS = (["balances", "--json"], ["orders", "--open", "--json"])
COLD, WARM, MEMORY = 3.0, 12.0, 0.25
"""What fails. The bars are 5, 20 and 0.2; what was measured is printed beside them, since the
exchanges share the processors with what is measured."""
RESTS = (31.0, 61.0)
"""Seconds before each reading through the agent: the prices of the one before are too old to be
used again, and what it used of the rate limits has come back."""
Ask = Callable[[list[str], Path], Run]


def by_agent(words: list[str], home: Path) -> Run:
    """One command without a passphrase: an agent answers."""
    return run([*JUNGLETUI, "--home", str(home), *words])


def at_leisure(words: list[str], home: Path) -> float:
    """Seconds that a command takes once the limits for one account's calls have come back."""
    time.sleep(2)
    return by_agent(words, home).seconds


def read(home: Path, ask: Ask) -> tuple[float, float]:
    """Balances and open orders of all keys: seconds, and the peak memory of a process."""
    runs = [ask(words, home) for words in READS]
    documents: list[dict[str, Any]] = [json.loads(done.printed) for done in runs]
    assert all(document["errors"] == [] for document in documents), documents
    assert all(len({row["key"] for row in d["rows"]}) == KEYS for d in documents)
    return sum(done.seconds for done in runs), max(done.peak_mib for done in runs)


def test_a_hundred_keys_on_eight_exchanges(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with exchanges(EIGHT, 13, PORT_BASE, LATENCY) as samples:
        keys = samples[:KEYS]
        assert len(keys) == KEYS
        given = json.dumps(keys, default=str).encode()
        plain = run([sys.executable, str(PLAIN), "--orders"], given=given)
        alike = run([sys.executable, str(PLAIN), "--orders", "--wallets"], given=given)
        assert all(len(json.loads(done.printed)) == KEYS for done in (plain, alike))
    code = vault_of(home, keys).encode()

    def by_code(words: list[str], home: Path) -> Run:
        return with_passphrase(words, home, passphrase=code)

    with exchanges(EIGHT, 13, PORT_BASE, LATENCY):
        cold, cold_peak = read(home, by_code)
    derived = with_passphrase(["keys", "list"], home)
    derivation = derived.seconds - by_code(["keys", "list"], home).seconds
    with exchanges(EIGHT, 13, PORT_BASE, LATENCY), agent(home):
        by_agent(READS[0], home)
        warm = []
        for seconds in RESTS:
            time.sleep(seconds)
            warm.append(read(home, by_agent)[0])
        one = [at_leisure(["balances", "okx-001", "--json"], home) for _ in range(7)]
        agents = max(peak_mib(status(home)[name]) for name in ("service_pid", "pid"))
        minimum, requests = minimum_of_reading([key_of(key) for key in keys], LATENCY)
    unlocked = cold + 2 * derivation
    faster = {
        spent: (f"{plain.seconds / spent:.1f}", f"{alike.seconds / spent:.1f}")
        for spent in (cold, unlocked, median(warm))
    }
    peak = max(agents, cold_peak, derived.peak_mib)
    table(
        "Balances and open orders of 100 keys on eight exchanges of real size, 50 ms latency",
        [
            ("", "seconds", "peak MiB", "times faster", "than the same wallets"),
            ("plain ccxt, the wallets it reads unasked", f"{plain.seconds:.2f}",
             f"{plain.peak_mib:.0f}", "", ""),
            ("plain ccxt, the same wallets as ours", f"{alike.seconds:.2f}",
             f"{alike.peak_mib:.0f}", "", ""),
            ("two cold commands (at least 5)", f"{cold:.2f}", f"{cold_peak:.0f}", *faster[cold]),
            ("… unlocked by a passphrase each", f"{unlocked:.2f}",
             f"{derived.peak_mib:.0f}", *faster[unlocked]),
            ("through a warm agent (at least 20)", f"{median(warm):.2f}", f"{agents:.0f}",
             *faster[median(warm)]),
            (f"rate limits and latency leave, for {requests} requests", f"{minimum:.2f}", "",
             f"{plain.seconds / minimum:.0f}", f"{alike.seconds / minimum:.0f}"),
            ("… of which a warm agent takes so many times", "", "",
             f"{median(warm) / minimum:.1f}", ""),
            ("balances of one key (0.15 and latency)", f"{median(one[1:]):.3f}", "", "", ""),
            ("memory (at most 0.2)", "", f"{peak / plain.peak_mib:.2f}", "", ""),
        ],
    )  # fmt: skip
    assert plain.seconds / cold >= COLD
    assert plain.seconds / median(warm) >= WARM
    assert peak / plain.peak_mib <= MEMORY
