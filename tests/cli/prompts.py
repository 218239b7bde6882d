"""The program on a terminal: what it asks, and what a person types."""

from __future__ import annotations

import re
import sys
import termios

from tests.cli.program import PASSPHRASE
from tests.e2e.terminal import Terminal

PROGRAM = [sys.executable, "-m", "jungletui.cli"]


def echoes(console: Terminal) -> bool:
    """Whether what is typed is shown."""
    return bool(termios.tcgetattr(console.fd)[3] & termios.ECHO)


def until(console: Terminal, text: str, times: int = 1) -> None:
    """Wait until `text` was written so often."""
    while len(re.findall(text.encode(), bytes(console.raw))) < times:
        assert console.pump(10.0), console.text()


def until_hidden(console: Terminal) -> None:
    """Wait until what is typed is not shown."""
    while echoes(console):
        assert console.pump(0.01)


def until_asked(console: Terminal, prompt: str) -> None:
    """Wait for a prompt at which what is typed is not shown."""
    until(console, prompt)
    until_hidden(console)


def unlock(console: Terminal) -> None:
    """Type the passphrase where it is asked for."""
    until_asked(console, "Passphrase")
    console.send(PASSPHRASE + "\r")
