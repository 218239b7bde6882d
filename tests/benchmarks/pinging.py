"""How long a service is held up, seen from outside: `python -m tests.benchmarks.pinging PID SOCKET`
asks on a socket for something that needs no work, a hundred times a second, answered or not, until
a line comes on its stdin; then prints which answers were late.

An answer waits for the event loop, and on a busy machine for a processor; the kernel tells how long
each thread waited for one, so that the two are told apart.
"""

from __future__ import annotations

import json
import select
import socket
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

EVERY = 0.01
LATE = 0.02
"""Seconds after which an answer is written down."""
ORDERS = 0
CHUNK = 1 << 16


def waited(pid: str) -> dict[str, float]:
    """Seconds that each thread of a process has stood in line for a processor."""
    found = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            found[task.name] = int((task / "schedstat").read_text().split()[1]) / 1e9
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


@dataclass
class Pinger:
    """One connection, and what is under way on it: when it was asked, and what the service and
    this process had waited for a processor until then."""

    connection: socket.socket
    pid: str
    asked: dict[int, tuple[float, list[dict[str, float]]]] = field(default_factory=dict)
    late: list[tuple[float, float, float]] = field(default_factory=list)
    """When it was asked, how long the answer took, and how long of that was the machine's."""
    count: int = 0
    rest: bytes = b""

    def ask(self) -> None:
        """One more."""
        self.count += 1
        self.asked[self.count] = (time.monotonic(), self._waited())
        line = {"jsonrpc": "2.0", "id": self.count, "method": "vault_state", "params": {}}
        self.connection.sendall(json.dumps(line).encode() + b"\n")

    def hear(self) -> None:
        """Whatever was answered."""
        received = self.connection.recv(CHUNK)
        now = time.monotonic()
        *lines, self.rest = (self.rest + received).split(b"\n")
        for line in lines:
            then, before = self.asked.pop(json.loads(line)["id"])
            if now - then > LATE:
                self.late.append((then, now - then, self._waited_since(before)))

    def run(self) -> None:
        """Until a line comes on stdin."""
        due, number = time.monotonic(), self.connection.fileno()
        while True:
            pause = max(0.0, due - time.monotonic())
            ready, _, _ = select.select([number, ORDERS], [], [], pause)
            if ORDERS in ready:
                break
            if number in ready:
                self.hear()
            if time.monotonic() >= due:
                due = time.monotonic() + EVERY
                self.ask()
        while self.asked:
            self.hear()

    def _waited(self) -> list[dict[str, float]]:
        return [waited(self.pid), waited("self")]

    def _waited_since(self, before: list[dict[str, float]]) -> float:
        """Seconds that an answer lost in line for a processor: here, in the thread of the event
        loop, and in another one at most, which may have held the interpreter then."""
        ours, theirs = (
            {name: now - then.get(name, 0.0) for name, now in found.items()}
            for found, then in zip(reversed(self._waited()), reversed(before), strict=True)
        )
        loop = theirs.pop(self.pid, 0.0)
        return sum(ours.values()) + loop + max(theirs.values(), default=0.0)


if __name__ == "__main__":
    pinger = Pinger(socket.socket(fileno=int(sys.argv[2])), sys.argv[1])
    pinger.run()
    print(json.dumps({"count": pinger.count, "late": pinger.late}))
