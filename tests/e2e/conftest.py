"""What every whole-program test needs: the command, and a sandbox in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

JUNGLETUI = (sys.executable, "-m", "jungletui.cli")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[dict[str, Any]]:
    """The first line of `python -m jungletui.sandbox`: addresses and sample keys."""
    with subprocess.Popen(
        [sys.executable, "-m", "jungletui.sandbox", "--frozen"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
        process.terminate()
