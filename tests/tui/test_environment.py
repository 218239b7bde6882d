"""What is settled before textual is imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

from jungletui.tui.environment import clear_environment, refusal

DUMPABLE = """
import ctypes
from jungletui.tui.environment import refuse_dumps
asked = lambda: ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)  # PR_GET_DUMPABLE
before = asked()
refuse_dumps()
print(before, asked())
"""


def test_textual_s_variables_go_and_others_stay() -> None:
    environ = {"TEXTUAL_LOG": "x", "TEXTUAL": "devtools", "TERM": "xterm"}
    clear_environment(environ)
    assert environ == {"TERM": "xterm"}


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_others_of_the_same_user_cannot_look_in() -> None:
    done = subprocess.run(
        [sys.executable, "-c", DUMPABLE], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["1", "0"]


@pytest.mark.parametrize(
    ("environ", "is_terminal", "refused"),
    [
        ({"TERM": "xterm"}, True, False),
        ({"TERM": "xterm"}, False, True),
        ({"TERM": "dumb"}, True, True),
        ({}, True, False),
    ],
)
def test_a_terminal_that_cannot_draw_is_refused(environ, is_terminal, refused) -> None:
    error = refusal(environ, is_terminal=is_terminal)
    assert (error is not None) is refused
