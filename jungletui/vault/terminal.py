"""Asking for a passphrase on the terminal: echo off, bytes only, the terminal always restored."""

from __future__ import annotations

import os
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from jungletui.domain.failures import LockedError
from jungletui.vault.descriptors import read_line
from jungletui.vault.passphrases import without_newline

TERMINAL = "/dev/tty"
_LOCAL_FLAGS = 3
_TYPED = termios.ICANON | termios.ISIG
_SHOWN = termios.ECHO | termios.ECHOE | termios.ECHOK | termios.ECHONL
_prompting: dict[int, list[Any]] = {}


def ask(prompt: str, device: str | int = TERMINAL) -> bytearray:
    """What the person types on one line, without its line end; the caller wipes it. `device` is a
    path, or the descriptor of an open terminal, which stays open.

    Raises LockedError where there is no terminal or it hung up. Ctrl-C raises KeyboardInterrupt
    as ever, in the main thread; the terminal's settings are put back first (see `restore`).
    """
    try:
        fd = _opened(device)
    except OSError:
        raise _no_terminal() from None
    try:
        with _echo_off(fd):
            os.write(fd, prompt.encode())
            typed = read_line(fd)
            os.write(fd, b"\n")
    except (termios.error, OSError):
        raise _no_terminal() from None
    finally:
        os.close(fd)
    if not typed:
        raise LockedError("no passphrase was typed", "Type it and press Enter.")
    without_newline(typed)
    return typed


def _opened(device: str | int) -> int:
    if isinstance(device, int):
        return os.dup(device)
    return os.open(device, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)


def restore() -> None:
    """Show what is typed again, if a prompt is open. For a signal handler or an exit that cannot
    wait for the thread that asks: Ctrl-C reaches the main thread only."""
    for fd, before in list(_prompting.items()):
        with suppress(termios.error):
            termios.tcsetattr(fd, termios.TCSANOW, before)


@contextmanager
def _echo_off(fd: int) -> Iterator[None]:
    before = termios.tcgetattr(fd)
    hidden = termios.tcgetattr(fd)
    hidden[_LOCAL_FLAGS] = (hidden[_LOCAL_FLAGS] & ~_SHOWN) | _TYPED
    _prompting[fd] = before
    try:
        termios.tcsetattr(fd, termios.TCSAFLUSH, hidden)
        yield
    finally:
        termios.tcsetattr(fd, termios.TCSADRAIN, before)
        del _prompting[fd]


def _no_terminal() -> LockedError:
    return LockedError(
        "there is no terminal to ask for the passphrase on",
        "Give it with --passphrase-fd or --passphrase-file.",
    )
