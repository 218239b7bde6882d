"""The console's first frame against the smallest possible Textual app."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from tests.benchmarks.measure import NOISE, in_turn, median, table
from tests.e2e.conftest import JUNGLETUI
from tests.e2e.terminal import terminal

pytestmark = pytest.mark.benchmark

SMALLEST = """
from textual.app import App
from textual.widgets import Label
class Smallest(App):
    def compose(self):
        yield Label("JungleTUI")
Smallest().run()
"""


def _until_first_frame(argv: list[str], home: Path) -> float:
    began = time.perf_counter()
    with terminal(argv, home) as console:
        while b"JungleTUI" not in console.raw:
            assert console.pump(0.005), console.text()
        return time.perf_counter() - began


def test_first_frame_is_close_to_the_smallest_app(tmp_path: Path) -> None:
    rounds = in_turn(
        {
            "smallest Textual app": lambda: _until_first_frame(
                [sys.executable, "-c", SMALLEST], tmp_path
            ),
            "jungletui demo": lambda: _until_first_frame([*JUNGLETUI, "demo"], tmp_path),
        },
        rounds=9,
    )
    smallest, ours = (median(values) for values in rounds.values())
    table(
        "First frame, from the command to the first words on the terminal",
        [
            ("", "seconds"),
            *((name, f"{median(values):.2f}") for name, values in rounds.items()),
            ("ratio (at most 1.3)", f"{ours / smallest:.2f}"),
        ],
    )
    assert ours / smallest <= 1.3 * NOISE
