"""Starts the service of a soak with the sandbox's working keys; what it says is a complaint."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jungletui.sandbox.run import Sandbox
from jungletui.sandbox.samples import SampleKey

KEYS_EACH = 2
ROOT = Path(__file__).parents[2]


@dataclass
class Process:
    """As `client.launch.ServiceProcess`, as far as `client.streaming.connect` needs it."""

    socket: socket.socket
    child: subprocess.Popen[bytes]
    stderr: Path

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.child.pid

    def said(self) -> str:
        """What it wrote to its stderr: nothing, unless it made a mistake."""
        return self.stderr.read_text(encoding="utf-8", errors="replace").strip()


def working_keys(sandbox: Sandbox) -> tuple[SampleKey, ...]:
    """Two live keys of each exchange that are not about to end and may come from here."""
    chosen: dict[str, list[SampleKey]] = defaultdict(list)
    for sample in sandbox.keys:
        known = sandbox.books(sample.exchange).keys.get(sample.credential["apiKey"])
        if known is None or known.expires_at is not None or sample.environment != "live":
            continue
        if known.allowed_ips and "127.0.0.1" not in known.allowed_ips:
            continue
        if len(chosen[sample.exchange]) < KEYS_EACH:
            chosen[sample.exchange].append(sample)
    return tuple(key for keys in chosen.values() for key in keys)


@contextmanager
def started(sandbox: Sandbox, keys: tuple[SampleKey, ...]) -> Iterator[Process]:
    """The process, until the block ends."""
    ours, theirs = socket.socketpair()
    announced, written = os.pipe()
    with (
        tempfile.TemporaryDirectory(prefix="soak-") as folder,
        Path(folder, "stderr").open("wb") as stderr,
        theirs,
    ):
        child = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.soak.service", "--debug", "--home", folder),
                *("--socket-fd", str(theirs.fileno()), "--demo-fd", str(announced)),
            ],
            pass_fds=(theirs.fileno(), announced),
            stderr=stderr,
            stdin=subprocess.DEVNULL,
            cwd=ROOT,
        )
        os.close(announced)
        theirs.close()
        try:
            with os.fdopen(written, "w", encoding="utf-8") as pipe:
                pipe.write(json.dumps(_document(sandbox, keys)) + "\n")
            yield Process(ours, child, Path(folder, "stderr"))
        finally:
            ours.close()
            child.terminate()
            child.wait(30)


def _document(sandbox: Sandbox, keys: tuple[SampleKey, ...]) -> dict[str, Any]:
    """The sandbox's first line (see `jungletui.sandbox.__main__`)."""
    rows = [
        {
            "name": key.name,
            "exchange": key.exchange,
            "environment": key.environment.value,
            "endpoint": key.endpoint,
            "credential": dict(key.credential),
        }
        for key in keys
    ]
    return {"exchanges": dict(sandbox.endpoints), "keys": rows}
