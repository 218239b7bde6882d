"""The recovery code of a new vault on the terminal's other page, then checked in part.

Nothing of it is in the scrollback afterwards; what records the terminal still sees it.
"""

from __future__ import annotations

import signal
import sys

from jungletui.domain.recovery_groups import TRIES, asked_groups, fits

OTHER_PAGE, SAME_PAGE = "\x1b[?1049h\x1b[2J\x1b[H", "\x1b[2J\x1b[H\x1b[?1049l"
EMPTY_PAGE = "\x1b[2J\x1b[H"
CODE_PAGE = """\
Your recovery code. It opens the vault if the passphrase is lost:

    {code}

Write it on paper now; it is shown once, and this page disappears without a
trace. Two of its nine groups are asked for afterwards.

Press Enter when you have it. """
UNCHECKED = """\
The recovery code was not typed back: compare the paper, or make another one
with `jungletui vault add-slot recovery-code`.
"""


def show_and_check(code: str) -> bool:
    """Show the code until Enter is pressed, then ask for two of its groups, up to three times;
    nothing typed leaves it unchecked. Whether they were right, which is also said where they were
    not. Needs a terminal on stdin and stdout."""
    # asyncio's own handler would only note the Ctrl-C, and the line be waited for. Ctrl-Z ends it,
    # too: nothing sleeps with the code on the screen.
    ending = (signal.SIGINT, signal.SIGTSTP)
    before = {number: signal.signal(number, signal.default_int_handler) for number in ending}
    try:
        checked = _checked(code)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        _write(SAME_PAGE)
    if not checked:
        _write(UNCHECKED)
    return checked


def _checked(code: str) -> bool:
    for _ in range(TRIES):
        _write(OTHER_PAGE + CODE_PAGE.format(code=code))
        sys.stdin.readline()
        answers = [(group, _asked(number)) for number, group in asked_groups(code)]
        if all(fits(typed, group) for group, typed in answers):
            return True
        if not any(typed.strip() for _, typed in answers):
            return False
    return False


def _asked(number: int) -> str:
    _write(f"{EMPTY_PAGE}Group {number} of the recovery code: ")
    return sys.stdin.readline()


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
