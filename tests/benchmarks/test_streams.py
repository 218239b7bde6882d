"""How long a balance or an order takes from the exchange's websocket to the line on the pipe."""

from __future__ import annotations

import json
import re
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.benchmarks.measure import NOISE, table

pytestmark = pytest.mark.benchmark

ROOT = Path(__file__).parents[2]
KEYS, RATE, SECONDS = 100, 500, 12
MEDIAN_MS, WORST_MS = 5.0, 25.0
TAIL = 4
TOLD = re.compile(
    rb'"asset":"USDT"[^}]*?"total":"(\d+)\.(\d{9})"'
    rb'|"id":"1900000000000000001"[^}]*?"price":"(\d+)\.(\d{9})"'
)


@dataclass
class Reader:
    """Reads the pipe, and notes when each line came."""

    pipe: socket.socket
    came: list[tuple[int, bytes]] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)

    def run(self) -> None:
        """Until the pipe ends."""
        rest = b""
        while chunk := self.pipe.recv(1 << 18):
            now = time.monotonic_ns()
            *lines, rest = (rest + chunk).split(b"\n")
            self.came += [(now, line) for line in lines]
            for line in lines:
                if b'"feed":{"state":' in line:
                    event = json.loads(line)["params"]["item"]
                    self.keys[event["key"]] = event["feed"]["state"]

    def delays(self, since: int) -> list[float]:
        """Milliseconds of every balance that was told after that moment."""
        found, seen = [], set()
        for now, line in self.came:
            match = TOLD.search(line)
            if match is None or match.group() in seen:
                continue
            seen.add(match.group())
            seconds, fraction = match[1] or match[3], match[2] or match[4]
            told = int(seconds) * 10**9 + int(fraction)
            if told > since:
                found.append((now - told) / 1e6)
        return sorted(found)


@contextmanager
def _scene() -> Iterator[tuple[subprocess.Popen[str], subprocess.Popen[str], Reader]]:
    """Exchange and service, each in a process of its own, all keys live."""
    ours, theirs = socket.socketpair()
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.stream_exchange", str(KEYS)],
        **pipes,  # type: ignore[call-overload]
    ) as exchange:
        keys = json.loads(exchange.stdout.readline())["keys"]
        with subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.stream_service", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            **pipes,  # type: ignore[call-overload]
        ) as service:
            theirs.close()
            service.stdin.write(json.dumps(keys) + "\n")
            service.stdin.flush()
            reader = Reader(ours)
            thread = threading.Thread(target=reader.run, daemon=True)
            thread.start()
            ours.sendall(
                b'{"jsonrpc":"2.0","id":1,"method":"watch","params":{"names":[],"quote":"USDT"}}\n'
            )
            try:
                end = time.monotonic() + 120
                while list(reader.keys.values()).count("live") < len(keys):
                    assert time.monotonic() < end, reader.keys
                    time.sleep(0.2)
                yield exchange, service, reader
                ours.shutdown(socket.SHUT_RDWR)
                thread.join(10)
            finally:
                ours.close()
                service.kill()
                exchange.kill()


def _cpu(pid: int) -> float:
    """Seconds of a core that a process has used."""
    words = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / 100


def _told(exchange: subprocess.Popen[str], keys: int) -> tuple[int, int]:
    """Tell; how many messages, and since when."""
    since = time.monotonic_ns()
    exchange.stdin.write(f"{RATE} {SECONDS} {keys}\n")
    exchange.stdin.flush()
    count = int(exchange.stdout.readline())
    time.sleep(1.0)
    return count, since


def test_from_a_websocket_message_to_the_line_on_the_pipe() -> None:
    with _scene() as (exchange, service, reader):
        resident = int(Path(f"/proc/{service.pid}/statm").read_text().split()[1])
        mib = resident * resource.getpagesize() / 2**20
        before = _cpu(service.pid)
        many, since = _told(exchange, KEYS)
        busy = (_cpu(service.pid) - before) / (SECONDS + 1)
        spread = reader.delays(since)
        one, since = _told(exchange, 1)
        single = reader.delays(since)
        before = _cpu(service.pid)
        time.sleep(10)
        idle = (_cpu(service.pid) - before) / 10
    rows = [
        (
            "",
            "messages",
            "lines",
            f"median ms (< {MEDIAN_MS})",
            f"99 % ms (< {WORST_MS})",
            "worst ms",
        )
    ]
    for name, count, found in (
        (f"{RATE}/s over {KEYS} keys", many, spread),
        (f"{RATE}/s of one key (ten lines a second at most)", one, single),
    ):
        middle, high = found[len(found) // 2], found[int(len(found) * 0.99)]
        figures = (f"{middle:.2f}", f"{high:.2f}", f"{found[-1]:.2f}")
        rows.append((name, str(count), str(len(found)), *figures))
    table("from an exchange's websocket message to the line on the pipe", rows)
    table(
        f"a service with {KEYS} live keys",
        [
            ("", "measured"),
            ("memory", f"{mib:.0f} MiB"),
            ("of a core, nothing told", f"{idle:.1%}"),
            (f"of a core, {RATE} messages a second", f"{busy:.1%}"),
        ],
    )
    median, worst = spread[len(spread) // 2], spread[int(len(spread) * 0.99)]
    assert len(spread) > 0.5 * many
    assert median < MEDIAN_MS * NOISE
    assert worst < WORST_MS * TAIL, "the tail is the machine's as much as ours: its bar is printed"
