"""A terminal for whole programs: a pty, its bytes as they came, and the screen they draw."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyte

# What pyte does not know and would print: private modes of the kitty protocol, and queries.
_UNKNOWN = re.compile(rb"\x1b\[[<>=?][0-9;]*[uqcmt]|\x1b\[\?[0-9;]*\$p|\x1bP[^\x1b]*\x1b\\")
ALT_SCREEN_ON, ALT_SCREEN_OFF = b"\x1b[?1049h", b"\x1b[?1049l"


class Terminal:
    """One program under a pty of its own session, with a screen that can be read as text."""

    def __init__(
        self, argv: Sequence[str], env: Mapping[str, str], columns: int, rows: int
    ) -> None:
        self.raw = bytearray()
        self._fed = 0
        self._screen = pyte.HistoryScreen(columns, rows, history=5000)
        self._stream = pyte.ByteStream(self._screen)
        self._status: int | None = None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvpe(argv[0], list(argv), dict(env))
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def pump(self, seconds: float = 0.05) -> bool:
        """Read what there is within `seconds`; False once the program has closed the terminal."""
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self.fd, 65536)
        except OSError as error:
            if error.errno == errno.EIO:
                return False
            raise
        self.raw += data
        return bool(data)

    def text(self) -> str:
        """What is on the screen now, a line each, trailing blanks removed."""
        fresh = bytes(self.raw[self._fed :])
        self._fed = len(self.raw)
        self._stream.feed(_UNKNOWN.sub(b"", fresh))
        return "\n".join(line.rstrip() for line in self._screen.display)

    def wait_for(self, text: str, seconds: float = 30.0) -> str:
        """The screen once `text` is on it; AssertionError with the screen when it never is."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            alive = self.pump()
            shown = self.text()
            if text in shown:
                return shown
            if not alive:
                break
        raise AssertionError(f"{text!r} did not appear; the screen:\n{self.text()}")

    def wait_until_gone(self, text: str, seconds: float = 30.0) -> str:
        """The screen once `text` is no longer on it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.pump()
            shown = self.text()
            if text not in shown:
                return shown
        raise AssertionError(f"{text!r} stayed; the screen:\n{self.text()}")

    def send(self, keys: str) -> None:
        """Type these characters."""
        os.write(self.fd, keys.encode())

    def exit_code(self, seconds: float = 15.0) -> int:
        """The program's exit code, negative for a signal; AssertionError when it does not end."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.pump(0.02)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                while self.pump(0.0) and select.select([self.fd], [], [], 0.05)[0]:
                    pass
                self._status = os.waitstatus_to_exitcode(status)
                return self._status
        raise AssertionError(f"the program did not end; the screen:\n{self.text()}")

    def hang_up(self) -> None:
        """Close our side, as a dropped SSH line does."""
        os.close(self.fd)
        self.fd = -1

    def close(self) -> None:
        """End the program whatever it is doing."""
        if self._status is None:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
        if self.fd >= 0:
            os.close(self.fd)


@contextlib.contextmanager
def terminal(
    argv: Sequence[str], home: Path, columns: int = 120, rows: int = 40, **extra: str
) -> Iterator[Terminal]:
    """A terminal running `argv` with a clean environment whose home is `home`."""
    kept = {name: os.environ[name] for name in ("PATH", "VIRTUAL_ENV") if name in os.environ}
    env = {
        **kept,
        "HOME": str(home),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        **extra,
    }
    session = Terminal(argv, env, columns, rows)
    try:
        yield session
    finally:
        session.close()
