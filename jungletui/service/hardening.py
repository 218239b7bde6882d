"""What the process does before anything of weight is loaded: no dumps, no hooks, a quick end."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import select
import signal
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any, NoReturn

PR_SET_DUMPABLE = 4  # prctl(2)
HOOKS = ("TEXTUAL", "PYTHON")
INTERRUPTED = 130
GRACE = 0.05
"""Seconds in which a SIGHUP is heard that ended the client, too."""

_terminal: tuple[int, list[Any], bytes] | None = None
"""The terminal that a prompt has changed, its attributes from before, and what to write at last."""
_hung_up: Callable[[signal.Signals], object] | None = None
_last_moment: Callable[[], object] | None = None


def harden() -> None:
    """No core dump, no look from a peer of the same user, no hooks of the developer's tools, and
    an end at once when the line to the terminal drops. RuntimeError where Linux refuses."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
            raise RuntimeError("the kernel does not let this process refuse core dumps")
    os.umask(0o077)
    for name in [name for name in os.environ if name.startswith(HOOKS)]:
        del os.environ[name]
    sys.breakpointhook = _no_breakpoint
    signal.signal(signal.SIGTERM, _ended_by)
    signal.signal(signal.SIGHUP, _ended_by)
    signal.signal(signal.SIGINT, _interrupted)


def before_end(
    hung_up: Callable[[signal.Signals], object], last_moment: Callable[[], object]
) -> None:
    """Do `hung_up` when SIGHUP or SIGTSTP comes, before the process ends; `last_moment` before it
    ends because its client is gone, which may be for the same reason."""
    global _hung_up, _last_moment
    _hung_up, _last_moment = hung_up, last_moment


def end_when_stopped() -> None:
    """End at SIGTSTP instead of sleeping with an open vault: nobody knows for how long."""
    signal.signal(signal.SIGTSTP, _ended_by)


def close_other_files(kept: set[int]) -> None:
    """Close what the client had open beside the standard streams and `kept`."""
    low = 3
    for descriptor in sorted(fd for fd in kept if fd >= low):
        os.closerange(low, descriptor)
        low = descriptor + 1
    os.closerange(low, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def end_with_peer(descriptor: int) -> None:
    """End this process as soon as the other side of the socket `descriptor` is closed, whatever
    it is doing: a prompt must not outlive the one who asked."""
    threading.Thread(target=_wait_for_hangup, args=(descriptor,), daemon=True).start()


def end(code: int) -> NoReturn:
    """Give the terminal back and end, without the interpreter's own tidying up: every save is
    atomic, and the operating system takes the memory."""
    restore_terminal()
    os._exit(code)


@contextlib.contextmanager
def kept_terminal(lent: int | None = None, parting: bytes = b"\n") -> Iterator[None]:
    """Around a prompt: whichever way the process ends, its terminal, or the open one that it was
    lent, echoes again. `parting` is written then: what closes a page that is open."""
    global _terminal  # noqa: PLW0603  one terminal, and signal handlers have no other way to it
    try:
        if lent is None:
            descriptor = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
        else:
            descriptor = os.dup(lent)
    except OSError:
        yield
        return
    try:
        with contextlib.suppress(termios.error):
            _terminal = (descriptor, termios.tcgetattr(descriptor), parting)
        yield
    finally:
        _terminal = None
        os.close(descriptor)


def restore_terminal() -> None:
    """Undo what a prompt did to the terminal, if one is under way."""
    if _terminal is not None:
        descriptor, attributes, parting = _terminal
        with contextlib.suppress(termios.error, OSError):
            termios.tcsetattr(descriptor, termios.TCSANOW, attributes)
            os.write(descriptor, parting)


def _wait_for_hangup(descriptor: int) -> None:
    hangup = select.poll()
    hangup.register(descriptor, 0)  # hang-ups are reported without being asked for
    hangup.poll()
    if _last_moment is not None:
        time.sleep(GRACE)
        _last_moment()
    end(0)


def _ended_by(number: int, frame: FrameType | None) -> None:
    del frame
    if number in (signal.SIGHUP, signal.SIGTSTP) and _hung_up is not None:
        _hung_up(signal.Signals(number))
    end(128 + number)


def _interrupted(number: int, frame: FrameType | None) -> None:
    """Ctrl-C reaches the whole foreground group: only a prompt of this process heeds it."""
    del number, frame
    if _terminal is not None:
        end(INTERRUPTED)


def _no_breakpoint(*args: object, **named: object) -> None:
    del args, named
