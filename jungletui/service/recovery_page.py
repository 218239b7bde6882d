"""A new recovery code on the terminal: shown on its other page, then checked in part.

The service itself writes it: the code goes over no pipe. The page leaves nothing in the scrollback;
what records the terminal still sees it.
"""

from __future__ import annotations

import os
import termios
import tty

from jungletui.domain.failures import LockedError
from jungletui.domain.recovery_groups import TRIES, asked_groups, fits
from jungletui.service.hardening import kept_terminal

TERMINAL = "/dev/tty"
OTHER_PAGE, SAME_PAGE = b"\x1b[?1049h\x1b[2J\x1b[H", b"\x1b[2J\x1b[H\x1b[?1049l"
PAGE = """\
Your new recovery code. It opens the vault when everything else is lost:

    {code}

Write it on paper now. Two of its nine groups are asked for when this page is
gone.

Press a key when you have it. """


def show_and_check(code: str) -> bool:
    """Show the code until a key is pressed, then ask for two of its groups; again, with the code
    once more, where they are wrong. Whether they were right in the end. Raises LockedError
    without a terminal."""
    try:
        fd = os.open(TERMINAL, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        raise LockedError("there is no terminal to show the code on", "Run it on one.") from None
    try:
        with kept_terminal(parting=SAME_PAGE):
            for left in reversed(range(TRIES)):
                _show(fd, code)
                if _typed_back(fd, code):
                    return True
                if left:
                    os.write(fd, b"That does not fit; here is the code once more.\r\n")
        return False
    finally:
        os.close(fd)


def _show(fd: int, code: str) -> None:
    """Until a key is pressed; raw, so that an interrupt cannot leave the page open."""
    before = termios.tcgetattr(fd)
    try:
        tty.setraw(fd)
        text = PAGE.format(code=code).replace("\n", "\r\n")
        os.write(fd, OTHER_PAGE + text.encode())
        os.read(fd, 1)
    finally:
        os.write(fd, SAME_PAGE)
        termios.tcsetattr(fd, termios.TCSAFLUSH, before)


def _typed_back(fd: int, code: str) -> bool:
    from jungletui.vault import terminal  # noqa: PLC0415

    for number, group in asked_groups(code):
        typed = terminal.ask(f"Group {number} of the recovery code: ", fd)
        if not fits(typed.decode(errors="replace"), group):
            return False
    return True
