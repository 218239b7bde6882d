"""A terminal that is gone ends everything soon, also where the parent had hang-ups ignored."""

from __future__ import annotations

import shlex
import sys
import time
from pathlib import Path

import pytest

from tests.benchmarks.measure import NOISE
from tests.cli.conftest import make_vault
from tests.cli.program import PASSPHRASE
from tests.client.agents import until_gone
from tests.e2e.canaries import family
from tests.e2e.conftest import JUNGLETUI
from tests.e2e.terminal import terminal

pytestmark = [
    pytest.mark.slow,  # whole programs
    pytest.mark.skipif(sys.platform != "linux", reason="the processes are looked at through /proc"),
]
SOON = 2.0 * NOISE
"""Seconds; more on a machine that is shared."""


@pytest.mark.parametrize("words", [(), ("watch",)], ids=["console", "command at its prompt"])
def test_nothing_outlives_its_terminal(tmp_path: Path, words: tuple[str, ...]) -> None:
    home = make_vault(tmp_path / "home")
    command = shlex.join([*JUNGLETUI, "--home", str(home), *words])
    with terminal(["/bin/sh", "-c", f"trap '' HUP; exec {command}"], tmp_path) as console:
        console.wait_for("Passphrase")
        if not words:
            console.send(PASSPHRASE + "\n")
            console.wait_for("No keys yet")
        processes = family(console.pid)
        assert len(processes) == 2
        began = time.monotonic()
        console.hang_up()
        for process in processes:
            until_gone(process)
        assert time.monotonic() - began < SOON
