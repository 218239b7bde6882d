"""Running agents for tests: started, asked and stopped as a person does it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.cli.program import PASSPHRASE, Done, jungletui

SECONDS = 30.0


def command(home: Path, *arguments: str, **extra: str) -> Done:
    """A command without a passphrase of its own and without a terminal."""
    return jungletui(home, *arguments, passphrase=None, **extra)


def status(home: Path) -> Any:
    """What `agent status` says."""
    return command(home, "agent", "status", "--json").document


def passphrase_file(folder: Path) -> Path:
    """The vaults' passphrase in a private file."""
    file = folder / "passphrase"
    file.touch(0o600)
    file.write_text(PASSPHRASE)
    return file


@contextmanager
def agent(home: Path, *arguments: str) -> Iterator[Any]:
    """An agent for the vault in `home`, unlocked unless `arguments` say otherwise; its state."""
    given = arguments or ("--passphrase-file", str(passphrase_file(home)))
    done = command(home, "agent", "start", "--json", *given)
    assert done.code == 0, done.err or done.text
    try:
        yield done.document
    finally:
        assert command(home, "agent", "stop").code == 0


def alive(pid: int) -> bool:
    """Whether there is such a process, zombies not counted."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def until_gone(pid: int) -> float:
    """Wait until the process is gone; the seconds that took. AssertionError when it stays."""
    began = time.monotonic()
    while alive(pid):
        assert time.monotonic() - began < SECONDS, f"process {pid} stayed"
        time.sleep(0.005)
    return time.monotonic() - began


def memory(pid: int) -> bytes:
    """What a process could write and has in its memory; takes root."""
    parts = []
    with Path(f"/proc/{pid}/mem").open("rb", 0) as file:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, modes = line.split()[:2]
            if "[v" in line or not modes.startswith("rw"):
                continue
            start, end = (int(part, 16) for part in span.split("-"))
            file.seek(start)
            parts.append(file.read(end - start))
    return b"".join(parts)
