"""What the vault takes: opening and saving without the key derivation, the derivation, and a screen
that goes on meanwhile."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest

from jungletui.client.launch import ServiceOptions, start_service
from jungletui.client.streaming import connect
from jungletui.domain.keys import Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.vault import kdf, store
from jungletui.vault.content import Content
from jungletui.vault.opened import OpenVault
from tests.benchmarks.measure import NOISE, median, run, table
from tests.benchmarks.test_agent import agent
from tests.client.agents import status
from tests.e2e.conftest import JUNGLETUI

pytestmark = pytest.mark.benchmark

PASSPHRASE = b"gravel tulip canoe 77 lantern"
T = TypeVar("T")
OPEN_MS = {100: 2.0, 10_000: 40.0}
SAVE_MS = 20.0
UNLOCK_SECONDS = (0.5, 1.5)
LONGEST_PAUSE_MS = 100.0
IDLE_SECONDS = 10.0
TICK = 0.005
ROUNDS = 21


def realistic(number: int) -> Key:
    """A key with two texts of 64 characters, a holder and a tag."""
    return Key(
        KeyProfile(f"key-{number:05}", "binance", holders=("self",), tags=("tax",)),
        {"apiKey": Secret(f"{number:064x}"), "secret": Secret(f"{number * 7919:064x}")},
        datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    )


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds on the clock and of the processor: others on the machine disturb the former."""

    wall: float
    processor: float


def taken(work: Callable[[], T], tidy: Callable[[T], object] = id, rounds: int = ROUNDS) -> Taken:
    """The medians of `rounds` after a warm-up; `tidy` is not measured."""
    tidy(work())
    found = []
    for _ in range(rounds):
        began, began_cpu = time.perf_counter(), time.process_time()
        made = work()
        ended, ended_cpu = time.perf_counter(), time.process_time()
        found.append((ended - began, ended_cpu - began_cpu))
        tidy(made)
    wall, processor = (median(values) * 1000 for values in zip(*found, strict=True))
    return Taken(wall, processor)


def filled(folder: Path, count: int) -> tuple[OpenVault, store.VaultPaths, bytes]:
    """A vault of `count` keys, and the recovery code, which opens it without a derivation."""
    folder.mkdir(mode=0o700)
    paths = store.VaultPaths(folder / "vault.cxv", folder / "seen.toml")
    vault, code = store.create_vault(paths, bytearray(PASSPHRASE), kdf.FLOOR)
    keys = tuple(realistic(number) for number in range(count))
    vault.change(lambda content: Content(content.fingerprint_key, keys))
    return vault, paths, code.encode()


def test_opening_and_saving_without_the_derivation(tmp_path: Path) -> None:
    figures: dict[str, tuple[Taken, float]] = {}
    for count, bar in OPEN_MS.items():
        vault, paths, code = filled(tmp_path / str(count), count)
        reopened = taken(
            lambda: store.open_with_recovery_code(paths, bytearray(code)),  # noqa: B023
            lambda opened: opened.close(),
        )
        figures[f"open and verify, {count:,} keys"] = reopened, bar
        if count == min(OPEN_MS):
            saved = taken(lambda: vault.change(lambda c: replace(c, keys=c.keys[::-1])))  # noqa: B023
            figures[f"save, {count:,} keys"] = saved, SAVE_MS
        vault.close()
    rows = [
        (name, f"{figure.wall:.2f}", f"{figure.processor:.2f}", f"{bar:.0f}")
        for name, (figure, bar) in figures.items()
    ]
    table(
        "the vault without the key derivation",
        [("", "ms", "of the processor", "less than"), *rows],
    )
    for name, (figure, bar) in figures.items():
        assert figure.processor < bar * NOISE, name


def test_unlocking_with_the_costs_of_a_new_vault() -> None:
    costs = kdf.creation_parameters()
    figure = taken(lambda: kdf.derive(bytes(64), bytes(32), costs), rounds=3)
    on_two_cores = figure.processor / 2000
    least, most = UNLOCK_SECONDS
    words = f"{costs.memory_kib // 1024} MiB, {costs.iterations} passes, {costs.lanes} lanes"
    rows = [
        (f"Argon2id, {words}", "seconds"),
        ("on the clock, with whatever else runs here", f"{figure.wall / 1000:.2f}"),
        (f"of two cores alone ({least} to {most})", f"{on_two_cores:.2f}"),
    ]
    table("unlocking with the costs that a new vault gets here", rows)
    assert least / NOISE < on_two_cores < most * NOISE


async def test_the_longest_pause_of_the_screen_while_the_vault_is_unlocked(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    paths = store.VaultPaths(home / "vault.cxv", home / "seen.toml")
    store.create_vault(paths, bytearray(PASSPHRASE))[0].close()
    file = home / "passphrase"
    file.touch(0o600)
    file.write_bytes(PASSPHRASE)
    process = start_service(ServiceOptions(home=str(home), passphrase_file=str(file), agent=False))
    service = await connect(process)
    gaps: list[float] = []
    unlocking = asyncio.ensure_future(service.unlock())
    began = last = time.perf_counter()
    while not unlocking.done():
        await asyncio.sleep(TICK)
        now = time.perf_counter()
        gaps.append((now - last - TICK) * 1000)
        last = now
    assert unlocking.result().unlocked
    cast("Any", service).close()
    process.stop()
    rows = [
        ("", "ms"),
        (f"longest of {len(gaps)} gaps in {last - began:.2f} s", f"{max(gaps):.1f}"),
        ("less than", f"{LONGEST_PAUSE_MS:.0f}"),
    ]
    table("the screen's event loop while the vault is unlocked", rows)
    assert len(gaps) > 1, "it went on meanwhile"
    assert max(gaps) < LONGEST_PAUSE_MS * NOISE


@pytest.mark.skipif(sys.platform != "linux", reason="procfs")
def test_how_often_an_idle_agent_wakes(tmp_path: Path) -> None:
    with agent(tmp_path / "home"):
        home = tmp_path / "home"
        run([*JUNGLETUI, "--home", str(home), "keys", "list", "--json"])
        pids = [status(home)[name] for name in ("pid", "service_pid")]
        time.sleep(1.0)
        before = [wakes(pid) for pid in pids]
        time.sleep(IDLE_SECONDS)
        woken = sum(after - then for after, then in zip(map(wakes, pids), before, strict=True))
    rows = [("", "wake-ups"), (f"both processes in {IDLE_SECONDS:.0f} s (none)", f"{woken}")]
    table("an idle agent", rows)
    assert woken == 0


def wakes(pid: int) -> int:
    """How often the threads of a process have gone to sleep, which is how often they woke."""
    return sum(
        int(line.split()[1])
        for task in Path(f"/proc/{pid}/task").iterdir()
        for line in (task / "status").read_text().splitlines()
        if line.startswith("voluntary_ctxt_switches")
    )
