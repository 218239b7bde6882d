"""Running the program under measurement, with its passphrase on a file descriptor."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.measure import Run, run
from tests.e2e.conftest import JUNGLETUI

PASSPHRASE = b"canary benchmark passphrase"


def with_passphrase(
    argv: Sequence[str], home: Path, given: bytes = b"", passphrase: bytes = PASSPHRASE
) -> Run:
    """Run `jungletui argv` on the vault in `home`, with `given` on its standard input."""
    reader, writer = os.pipe()
    os.write(writer, passphrase + b"\n")
    os.close(writer)
    command = [*JUNGLETUI, "--home", str(home), "--passphrase-fd", str(reader), *argv]
    try:
        return run(command, pass_fds=[reader], given=given)
    finally:
        os.close(reader)
