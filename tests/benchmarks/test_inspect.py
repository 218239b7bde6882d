"""`inspect` of 200 keys on 16 exchanges at 80 ms: against the least time that the exchanges' rate
limits leave, and against one key after another."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from jungletui.domain.keys import Key
from jungletui.exchanges.house import House
from jungletui.sandbox.registry import EXCHANGES
from jungletui.vault.kdf import FLOOR
from jungletui.vault.store import create_vault
from tests.benchmarks.many_keys import key_of
from tests.benchmarks.measure import NOISE, table
from tests.benchmarks.pacing_minimum import Asked, asked_of
from tests.cli.program import PASSPHRASE
from tests.client.agents import agent, command
from tests.vault.material import paths_in

pytestmark = pytest.mark.benchmark

ROOT = Path(__file__).parents[2]
KEYS, LATENCY = 200, 0.08
KEYS_EACH = -(-KEYS // len(EXCHANGES))
ROUNDS = 2
REST = 3.0
"""Seconds before a round in which the slowest exchanges' bursts are saved up again."""
SAMPLE = 3 * len(EXCHANGES)
MOST_TIMES_THE_MINIMUM = 1.5
PATIENCE = 60.0


@contextmanager
def _exchanges() -> Iterator[list[Key]]:
    """All exchanges of the sandbox in a process of their own; yields the 200 keys, each exchange's
    in turn."""
    options = ["--more-keys", str(KEYS_EACH), "--latency", str(LATENCY)]
    named = [word for name in EXCHANGES for word in ("--exchange", name)]
    with subprocess.Popen(
        [sys.executable, "-m", "jungletui.sandbox", *options, *named],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        guard = threading.Timer(PATIENCE, process.kill)
        guard.start()
        try:
            assert process.stdout is not None
            samples = json.loads(process.stdout.readline())["keys"]
            guard.cancel()
            yield _in_turn([key_of(one) for one in samples if one["name"][-3:].isdecimal()])
        finally:
            guard.cancel()
            process.kill()


def _in_turn(keys: Sequence[Key]) -> list[Key]:
    """The first key of every exchange, then the second of every one, until there are 200."""
    each = {name: [key for key in keys if key.profile.exchange == name] for name in EXCHANGES}
    found = list(islice((key for row in zip(*each.values(), strict=True) for key in row), KEYS))
    assert len(found) == KEYS
    return found


def _vault(home: Path, keys: Sequence[Key]) -> None:
    home.mkdir(mode=0o700)
    vault, _ = create_vault(paths_in(home), bytearray(PASSPHRASE.encode()), FLOOR)
    vault.change(lambda content: replace(content, keys=tuple(keys)))
    vault.close()


async def _asked(keys: Sequence[Key]) -> dict[str, Asked]:
    """What inspecting one of these keys sends, by exchange."""
    house = House()
    try:
        found = await asyncio.gather(*(asked_of(house, key) for key in keys))
    finally:
        await house.close()
    return {key.profile.exchange: asked for key, asked in zip(keys, found, strict=True)}


def _all_at_once(home: Path) -> float:
    """Seconds of one `inspect --json` of every key through the agent."""
    began = time.perf_counter()
    done = command(home, "inspect", "--json")
    seconds = time.perf_counter() - began
    rows = done.document["keys"]
    assert [row["error"] for row in rows] == [None] * KEYS
    assert all(row["source"] in ("reported", "probed") for row in rows)
    return seconds


def _one_by_one(home: Path, keys: Sequence[Key]) -> list[float]:
    """Seconds of each of these keys, one after another over one connection to the agent. That their
    exchanges come in turn is the best case: no two keys of one wait for its limit."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.inspect_one_by_one", str(home),
         *(key.profile.name for key in keys)],
        cwd=ROOT, stdout=subprocess.PIPE, timeout=PATIENCE, check=True,
    )  # fmt: skip
    seconds: list[float] = json.loads(done.stdout)
    return seconds


def _print_minimum(asked: Mapping[str, Asked], keys: Mapping[str, int]) -> None:
    rows = [
        (
            name,
            str(keys[name]),
            str(len(one.requests)),
            f"{sum(cost * one.spacing(section)[1] for section, cost in one.requests):.3f}",
            f"{one.plan.window or one.plan.burst:g}",
            "key" if one.plan.pace_per_key else "address",
            str(one.plan.concurrency),
            f"{one.minimum(keys[name], LATENCY):.2f}",
        )
        for name, one in asked.items()
    ]
    table(
        "The least time that the rate limits leave: the later of (the limiter's last place in the "
        "queue + 80 ms)\nand (requests / at once x 80 ms); `burst` seconds are saved up and go "
        "without waiting",
        [
            ("", "keys", "requests a key", "seconds a key", "burst", "counted per", "at once",
             "minimum"),
            *sorted(rows, key=lambda row: -float(row[-1])),
        ],
    )  # fmt: skip


def test_two_hundred_keys_on_sixteen_exchanges(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with _exchanges() as keys:
        _vault(home, keys)
        asked = asyncio.run(asyncio.wait_for(_asked(keys[: len(EXCHANGES)]), PATIENCE))
        with agent(home):
            cold = _all_at_once(home)
            warm: list[float] = []
            for _ in range(ROUNDS):
                time.sleep(REST)
                warm.append(_all_at_once(home))
            single = _one_by_one(home, keys[:SAMPLE])
    counts = {name: sum(key.profile.exchange == name for key in keys) for name in EXCHANGES}
    minimum, slowest = max(
        (one.minimum(counts[name], LATENCY), name) for name, one in asked.items()
    )
    best = min(warm)
    after_another = sum(single) / SAMPLE * KEYS
    _print_minimum(asked, counts)
    table(
        f"inspect --json of {KEYS} keys on {len(EXCHANGES)} exchanges, 80 ms latency",
        [
            ("", "seconds", "ratio"),
            (f"minimum (of {slowest})", f"{minimum:.2f}", ""),
            ("all at once, the agent's first", f"{cold:.2f}", f"{cold / minimum:.2f}"),
            *(("all at once, warm", f"{one:.2f}", f"{one / minimum:.2f}") for one in warm),
            (f"bar: at most {MOST_TIMES_THE_MINIMUM} times the minimum", f"{best:.2f}",
             f"{best / minimum:.2f}"),
            (f"one after another ({SAMPLE} keys in {sum(single):.2f} s, scaled to {KEYS})",
             f"{after_another:.2f}", ""),
            ("all at once is so many times faster", "", f"{after_another / best:.1f}"),
        ],
    )  # fmt: skip
    assert best >= minimum, "the limiter waits less than this minimum: it is computed otherwise"
    assert best < minimum * MOST_TIMES_THE_MINIMUM * NOISE
    assert best * NOISE < after_another
