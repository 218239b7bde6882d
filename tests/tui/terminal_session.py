"""A program under a pty of a given size: what it writes, and how it ends."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

import pexpect
import pyte

UNWANTED = ("SSH_", "NO_COLOR", "COLUMNS", "LINES", "JUNGLETUI_")
ROOT = Path(__file__).parents[2]


class TerminalSession:
    """Runs `python -m tests.tui.pty_program`; a pyte screen follows what it writes."""

    def __init__(
        self, size: tuple[int, int] = (120, 40), module: str = "tests.tui.pty_program", **extra: str
    ) -> None:
        environ = {k: v for k, v in os.environ.items() if not k.startswith(UNWANTED)}
        environ |= {
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LC_ALL": "C.UTF-8",
            **extra,
        }
        width, height = size
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", module],
            env=environ,
            cwd=str(ROOT),
            dimensions=(height, width),
            timeout=30,
        )
        self.screen = pyte.Screen(width, height)
        self.stream = pyte.ByteStream(self.screen)
        self.written = b""

    def __enter__(self) -> TerminalSession:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self.child.closed:
            self.child.close(force=True)

    def hang_up(self) -> int:
        """Close the terminal under the program; its exit code, negative for a signal."""
        self.child.ptyproc.fileobj.close()
        self.child.closed = self.child.ptyproc.closed = True
        _, status = os.waitpid(self.child.pid, 0)
        return os.waitstatus_to_exitcode(status)

    @property
    def text(self) -> str:
        """What a person sees."""
        return "\n".join(self.screen.display)

    def read(self, quiet: float = 0.5, limit: float = 20.0) -> bytes:
        """Everything written until nothing came for `quiet` seconds."""
        got, end = b"", time.monotonic() + limit
        while time.monotonic() < end:
            ready, _, _ = select.select([self.child.child_fd], [], [], quiet)
            if not ready:
                break
            try:
                chunk = os.read(self.child.child_fd, 65536)
            except OSError:
                break
            if not chunk:
                break
            got += chunk
            self.stream.feed(chunk)
        self.written += got
        return got

    def until(self, words: str, limit: float = 15.0) -> None:
        """Read until these words are on the screen."""
        end = time.monotonic() + limit
        while words not in self.text:
            alive = self.child.isalive() and time.monotonic() < end
            assert alive, f"{words!r} did not come; the screen:\n{self.text}"
            self.read(quiet=0.1)
        self.read()

    def press(self, keys: str) -> bytes:
        """Send keys; what was written in answer."""
        self.child.send(keys)
        return self.read()

    def wait(self, limit: float = 10.0) -> int:
        """The exit code, negative for a signal."""
        end = time.monotonic() + limit
        while self.child.isalive():
            assert time.monotonic() < end, "it does not end"
            self.read(quiet=0.05, limit=0.2)
        self.read(quiet=0.05, limit=0.5)
        if self.child.signalstatus is not None:
            return -int(self.child.signalstatus)
        return int(self.child.exitstatus or 0)


def run_without_terminal(*arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """A Python program whose stdin and stdout are no terminal."""
    return subprocess.run(
        [sys.executable, *arguments],
        env=os.environ | extra,
        cwd=ROOT,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
