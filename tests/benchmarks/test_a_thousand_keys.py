"""An agent that holds 1,000 keys of ten exchanges of real size and follows 50 of them: its memory,
its share of a core, and how long it leaves its event loop alone."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from jungletui.client.agent import find_agent
from tests.benchmarks.many_keys import Sample, agent, exchanges, vault_of
from tests.benchmarks.measure import NOISE, run, table
from tests.benchmarks.test_agent import memory
from tests.client.agents import status
from tests.e2e.conftest import JUNGLETUI

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.skipif(
        not Path("/proc/self/schedstat").exists(), reason="this kernel has no schedstat"
    ),
]

ROOT = Path(__file__).parents[2]
STREAMED = ("binance", "bybit", "okx", "kraken", "kucoin", "gate")
POLLED = ("bitget", "htx", "mexc", "bingx")
"""What the sandbox tells on websockets, and what it does not."""
TEN = (*STREAMED, *POLLED)
KEYS_EACH, FOLLOWED_EACH, READ_EACH = 100, 5, 20
CROWDED = 3
"""How far beyond the bar a single stall must be to fail: other programs on two cores make some."""
PORT_BASE, LATENCY = 18761, 0.05
IDLE, STEADY = 5.0, 45.0
MOST_MIB, MOST_OF_A_CORE, LONGEST_STALL_MS = 400.0, 0.05, 50.0
MOST_WAKEUPS = 5.0
"""A second, while nobody asks for anything."""
PATIENCE = 90.0


@contextmanager
def connected(home: Path) -> Iterator[socket.socket]:
    """A connection to the agent's service."""
    found = find_agent(str(home), {})
    assert found.socket is not None, found.note
    with found.socket as connection:
        yield connection
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)


def ask(connection: socket.socket, method: str, **params: object) -> Iterator[dict[str, Any]]:
    """What comes after a request: one line after the other."""
    request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    connection.sendall(json.dumps(request).encode() + b"\n")
    with connection.makefile("rb") as lines:
        for line in lines:
            yield json.loads(line)


class Followed:
    """The keys that a client watches: how each is followed, and how many events came."""

    def __init__(self, connection: socket.socket, names: Sequence[str]) -> None:
        self.names = names
        self.events = 0
        self.states: dict[str, str] = {}
        self._connection = connection
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        for line in ask(self._connection, "watch", names=self.names, quote="USDT"):
            item = line["params"]["item"]
            self.events += 1
            if item.get("feed"):
                self.states[item["key"]] = item["feed"]["state"]

    def count(self, state: str) -> int:
        """So many keys are followed in this way."""
        return list(self.states.values()).count(state)

    def until_all(self) -> None:
        """Wait until every key is followed as its exchange allows."""
        wanted = len(STREAMED) * FOLLOWED_EACH, len(POLLED) * FOLLOWED_EACH
        end = time.monotonic() + PATIENCE
        while (self.count("live"), self.count("polled")) != wanted:
            assert self._thread.is_alive()
            assert time.monotonic() < end, self.states
            time.sleep(0.2)


@contextmanager
def pinging(home: Path, pid: int, stalls: dict[str, list[float]], phase: str) -> Iterator[None]:
    """Ask the service all the time; afterwards `stalls` has how many milliseconds it took longer
    than the machine did, for each answer that was late in this phase, the longest last."""
    with connected(home) as connection:
        number = connection.fileno()
        command = [sys.executable, "-m", "tests.benchmarks.pinging", str(pid), str(number)]
        with subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=[number],
            cwd=ROOT,
        ) as process:
            yield
            told, _ = process.communicate(b"enough\n", timeout=PATIENCE)
    late = json.loads(told)["late"]
    stalls[phase] = sorted(max(0.0, took - waited) * 1000 for _, took, waited in late)


def cpu(pids: Sequence[int]) -> float:
    """Seconds of a core that these processes have used."""
    files = (file for pid in pids for file in Path(f"/proc/{pid}/task").glob("*/schedstat"))
    return sum(int(file.read_text().split()[0]) for file in files) / 1e9


def wakeups(pids: Sequence[int]) -> int:
    """How often their threads have begun to run."""
    files = (file for pid in pids for file in Path(f"/proc/{pid}/task").glob("*/schedstat"))
    return sum(int(file.read_text().split()[2]) for file in files)


def longest(late: Sequence[float]) -> float:
    """Milliseconds; 0 where nothing was late."""
    return max(late, default=0.0)


def first(samples: Sequence[Sample], each: int) -> list[str]:
    """The first keys of each exchange."""
    return [key["name"] for key in samples if int(key["name"][-3:]) <= each]


@dataclass(frozen=True, slots=True)
class Use:
    """What some processes used of a core, and how often a second their threads woke up."""

    core: float
    wakeups: float


def used(pids: Sequence[int], seconds: float) -> Use:
    """The same, over so many seconds from now on."""
    began, woken = cpu(pids), wakeups(pids)
    time.sleep(seconds)
    return Use((cpu(pids) - began) / seconds, (wakeups(pids) - woken) / seconds)


def read_beside(home: Path, names: Sequence[str]) -> None:
    """Read the balances of these keys once, all of them."""
    with connected(home) as asking:
        answers = ask(asking, "balances", names=names, quote="USDT")
        answer = next(line for line in answers if "id" in line)["result"]
    assert {row["key"] for row in answer["rows"]} == set(names)
    assert answer["errors"] == []


def stall_rows(stalls: Mapping[str, Sequence[float]]) -> Iterator[tuple[str, str, str]]:
    """Two rows of the table for each phase."""
    for phase, late in stalls.items():
        many = sum(one > LONGEST_STALL_MS for one in late)
        yield f"stalls over {LONGEST_STALL_MS:.0f} ms, {phase}", str(many), "0"
        yield "… and the longest", f"{longest(late):.0f} ms", ""


def test_a_thousand_keys_of_which_fifty_are_followed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    stalls: dict[str, list[float]] = {}
    with exchanges(TEN, KEYS_EACH, PORT_BASE, LATENCY) as samples:
        assert len(samples) == len(TEN) * KEYS_EACH
        vault_of(home, samples)
        with agent(home), connected(home) as watching:
            found = status(home)
            service, pids = found["service_pid"], (found["service_pid"], found["pid"])
            listing = run([*JUNGLETUI, "--home", str(home), "keys", "list", "--json"]).seconds
            time.sleep(1)
            idle = used(pids, IDLE)
            with pinging(home, service, stalls, "beginning to follow 50 keys"):
                followed = Followed(watching, first(samples, FOLLOWED_EACH))
                followed.until_all()
            time.sleep(5)
            events = followed.events
            busy = used(pids, STEADY)
            events = followed.events - events
            followed.until_all()
            with pinging(home, service, stalls, "following them"):
                time.sleep(10)
            names = first(samples, READ_EACH)
            with pinging(home, service, stalls, f"balances of {len(names)} keys beside"):
                read_beside(home, names)
            own, shared = zip(*(memory(pid) for pid in pids), strict=True)
    mib, rate = sum(own) + max(shared), f"{events / STEADY:.1f} events a second"
    rows = [
        ("", "measured", "bar"),
        ("memory, both processes", f"{mib:.0f} MiB", f"{MOST_MIB:.0f}"),
        ("`keys list --json`", f"{listing:.2f} s", ""),
        ("of a core, nobody asking", f"{idle.core:.2%}", "0"),
        ("wake-ups a second, nobody asking", f"{idle.wakeups:.1f}", "0"),
        (f"of a core, following ({rate})", f"{busy.core:.1%}", f"{MOST_OF_A_CORE:.0%}"),
        *stall_rows(stalls),
    ]
    table(f"an agent with {len(samples)} keys, {len(followed.names)} of them followed", rows)
    assert mib < MOST_MIB
    assert idle.wakeups < MOST_WAKEUPS
    assert busy.core < MOST_OF_A_CORE * NOISE
    for phase, late in stalls.items():
        assert longest(late) < LONGEST_STALL_MS * CROWDED, phase
