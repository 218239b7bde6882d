"""The program as a script runs it: a process, its bytes, its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PASSPHRASE = "gravel tulip canoe 77 lantern"
BINANCE = {"apiKey": "CanaryId" * 8, "secret": "CanaryXy" * 8}


@dataclass(frozen=True, slots=True)
class Done:
    """A process that ended."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()

    @property
    def document(self) -> Any:
        return json.loads(self.out)


def jungletui(
    home: Path,
    *arguments: str,
    given: object = None,
    passphrase: str | None = PASSPHRASE,
    timeout: float = 60.0,
    pass_fds: tuple[int, ...] = (),
    **extra: str,
) -> Done:
    """Run `jungletui` on the vault in `home`; `given` is JSON for its stdin."""
    command = [sys.executable, "-m", "jungletui.cli", "--home", str(home), *arguments]
    fds: tuple[int, ...] = pass_fds
    if passphrase is not None:
        reader, writer = os.pipe()
        os.write(writer, passphrase.encode() + b"\n")
        os.close(writer)
        fds = (*pass_fds, reader)
        command += ["--passphrase-fd", str(reader)]
    env = {k: v for k, v in os.environ.items() if not k.startswith(("JUNGLETUI", "PYTHON"))}
    try:
        done = subprocess.run(
            command,
            input=b"" if given is None else json.dumps(given).encode(),
            capture_output=True,
            pass_fds=fds,
            env={**env, **extra},
            timeout=timeout,
            check=False,
            start_new_session=True,
        )
    finally:
        for fd in set(fds) - set(pass_fds):
            os.close(fd)
    return Done(done.returncode, done.stdout, done.stderr.decode())
