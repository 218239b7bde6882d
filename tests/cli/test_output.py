"""Plain text on a terminal that cannot show everything, and colour only where it is wanted."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import BINANCE, jungletui
from tests.e2e.terminal import terminal

pytestmark = pytest.mark.slow

PROGRAM = [sys.executable, "-m", "jungletui.cli"]


def test_a_terminal_without_unicode_gets_question_marks_and_no_traceback(home: Path) -> None:
    add = ("keys", "add", "main", "--exchange", "binance", "--no-verify", "--holder", "東京")
    assert jungletui(home, *add, given=BINANCE).code == 0
    shown = jungletui(home, "keys", "list", LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert shown.code == 0
    assert "??" in shown.text
    assert shown.err == ""


def test_colour_only_on_a_terminal_that_wants_it(home: Path, tmp_path: Path) -> None:
    doctor = [*PROGRAM, "--home", str(home), "doctor"]
    assert "\x1b" not in jungletui(home, "doctor").text
    for extra, coloured in (({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)):
        with terminal(doctor, tmp_path, **extra) as console:
            assert console.exit_code() == 0
            assert (b"\x1b[32m" in console.raw) is coloured
            assert b"unknown" in console.raw


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full")
def test_a_full_disk_is_said_and_a_reader_that_had_enough_is_not(home: Path) -> None:
    command = shlex.join([*PROGRAM, "--home", str(home), "exchanges", "--json"])
    for where, code, said in (("> /dev/full", 1, "No space left"), ("| true; exit 0", 0, "")):
        shell = ["/bin/sh", "-c", f"{command} {where}"]
        done = subprocess.run(shell, stderr=subprocess.PIPE, text=True, check=False)
        assert done.returncode == code
        assert said in done.stderr
        assert "Traceback" not in done.stderr
        assert len(done.stderr.splitlines()) == code, "one line, or none"
