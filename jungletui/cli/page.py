"""A page of the terminal's own that leaves no trace: shown until a key, then wiped.

It is written to /dev/tty, so that nothing of it is in a redirected stdout, and on the terminal's
other screen, so that nothing of it stays in the scrollback. What records the terminal itself (tmux
logging, `script`, an SSH session recorder) still sees it.
"""

from __future__ import annotations

import os
import shutil
import termios
import tty
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import click

from jungletui.cli.ending import ended_as_by_ctrl_c

TERMINAL = "/dev/tty"
OPENED, WIPED, CLOSED = "\x1b[?1049h\x1b[H\x1b[2J", "\x1b[H\x1b[2J", "\x1b[?1049l"
GO_ON, DONE = "Any key: the next page. ", "Any key: wipe this page. "


def show_page(lines: Sequence[str]) -> None:
    """Show these lines, as many at a time as fit. click.UsageError without a terminal."""
    try:
        terminal = os.open(TERMINAL, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        raise click.UsageError("there is no terminal to show it on") from None
    try:
        size = os.get_terminal_size(terminal)
        rows = _folded(lines, max(10, size.columns))
        with _own_page(terminal):
            _show(terminal, rows, max(1, (size.lines or shutil.get_terminal_size().lines) - 2))
    finally:
        os.close(terminal)


def _show(terminal: int, rows: Sequence[str], height: int) -> None:
    for start in range(0, len(rows), height):
        part = rows[start : start + height]
        last = start + height >= len(rows)
        _write(terminal, WIPED + "\r\n".join((*part, "", DONE if last else GO_ON)))
        if not os.read(terminal, 1):  # the terminal is gone
            return
        termios.tcflush(terminal, termios.TCIFLUSH)


def _folded(lines: Sequence[str], columns: int) -> list[str]:
    """Lines no wider than the terminal: what it would wrap by itself could not be counted."""
    return [
        line[start : start + columns]
        for line in lines
        for start in range(0, max(1, len(line)), columns)
    ]


@contextmanager
def _own_page(terminal: int) -> Iterator[None]:
    """The other screen without echo; wiped and closed by whatever way it is left."""
    before = termios.tcgetattr(terminal)
    with ended_as_by_ctrl_c():
        try:
            tty.setraw(terminal)
            _write(terminal, OPENED)
            yield
        finally:
            with suppress(OSError, termios.error):  # the terminal is gone, and the page with it
                _write(terminal, WIPED + CLOSED)
                termios.tcsetattr(terminal, termios.TCSAFLUSH, before)


def _write(terminal: int, text: str) -> None:
    rest = text.encode()
    while rest:
        rest = rest[os.write(terminal, rest) :]
