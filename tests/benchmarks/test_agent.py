"""A command through a running agent against importing click, and what the agent keeps in memory."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.benchmarks.measure import NOISE, in_turn, median, run, table
from tests.benchmarks.program import with_passphrase
from tests.client.agents import status
from tests.e2e.conftest import JUNGLETUI

pytestmark = pytest.mark.benchmark

LONGEST_RATIO = 1.6
MOST_MIB = 45.0


@contextmanager
def agent(home: Path) -> Iterator[None]:
    """An unlocked agent for a new vault in `home`."""
    with_passphrase(["init"], home)
    with_passphrase(["agent", "start"], home)
    try:
        yield
    finally:
        run([*JUNGLETUI, "--home", str(home), "agent", "stop"])


def test_keys_list_through_the_agent(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with agent(home):
        rounds = in_turn(
            {
                "python -c 'import click'": lambda: (
                    run([sys.executable, "-c", "import click"]).seconds
                ),
                "jungletui keys list --json": lambda: (
                    run([*JUNGLETUI, "--home", str(home), "keys", "list", "--json"]).seconds
                ),
            },
            rounds=21,
        )
    click, command = (median(values) for values in rounds.values())
    table(
        "keys list through a running agent",
        [
            ("", "seconds"),
            *((name, f"{median(values):.3f}") for name, values in rounds.items()),
            (f"ratio (less than {LONGEST_RATIO})", f"{command / click:.2f}"),
        ],
    )
    assert command < LONGEST_RATIO * click * NOISE


def memory(pid: int) -> tuple[float, float]:
    """MiB that are a process's own, and MiB of files that it may share with others."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    found = {line.split(":")[0]: line.split()[1] for line in lines if line.startswith("Rss")}
    return int(found["RssAnon"]) / 1024, int(found["RssFile"]) / 1024


@pytest.mark.skipif(sys.platform != "linux", reason="procfs")
def test_what_an_idle_agent_keeps_inmemory(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with agent(home):
        run([*JUNGLETUI, "--home", str(home), "keys", "list", "--json"])
        state = status(home)
        service, socket_keeper = (memory(state[name]) for name in ("service_pid", "pid"))
    together = service[0] + socket_keeper[0] + max(service[1], socket_keeper[1])
    rows = [
        ("", "MiB"),
        ("the process with the vault", f"{sum(service):.1f}"),
        ("the process with the socket", f"{sum(socket_keeper):.1f}"),
        (f"together, shared files once (less than {MOST_MIB:.0f})", f"{together:.1f}"),
    ]
    table("agent resident memory before any exchange is loaded", rows)
    assert together < MOST_MIB
