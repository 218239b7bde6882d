"""The process that holds the secrets, seen from the agent: started to unlock, ended to lock."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

PACKET = 1 << 16
ASKER_LINE = "JUNGLETUI_ASKER_LINE"  # as in `origins`, which costs memory
PATIENCE, STEP = 1.0, 0.01
"""Seconds that a process has to end politely, and between two looks at it."""


class Asker(NamedTuple):
    """The process that asks the agent for something, 0 for the agent itself, and its SSH line as
    it names it itself."""

    pid: int = 0
    ssh: str = ""


NOBODY = Asker()


class Lent(NamedTuple):
    """Descriptors that a client lends for one unlocking: its terminal, and its passphrase's."""

    terminal: int | None = None
    passphrase: int | None = None

    asker: Asker = NOBODY
    """Who lends them."""

    def close(self) -> None:
        """Close what is open here; whoever lent them has his own."""
        for descriptor in (self.terminal, self.passphrase):
            if descriptor is not None:
                os.close(descriptor)


class Child:
    """One service process and the channel to it."""

    def __init__(
        self, arguments: Sequence[str], environ: Mapping[str, str], lent: Lent, debug: bool
    ) -> None:
        self.channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.code: int | None = None
        command = [sys.executable, "-I", "-m", "jungletui.service", *arguments]
        if lent.asker.pid:
            command += ["--asker", str(lent.asker.pid)]
            environ = {**environ, ASKER_LINE: lent.asker.ssh}
        for name, descriptor in (
            ("--agent-fd", theirs.fileno()),
            ("--terminal-fd", lent.terminal),
            ("--passphrase-fd", lent.passphrase),
        ):
            if descriptor is not None:
                command += [name, str(descriptor)]
                os.set_inheritable(descriptor, True)
        try:
            self.pid = os.posix_spawn(
                sys.executable, [*command, *(["--debug"] if debug else [])], environ
            )
        finally:
            theirs.close()

    def told(self) -> dict[str, Any] | None:
        """What it says of its opening; None when it has ended."""
        try:
            packet = self.channel.recv(PACKET)
        except OSError:
            packet = b""
        return json.loads(packet) if packet else None

    def take(self, connection: socket.socket, asker: Asker, received: bytes) -> None:
        """Pass a client on, with what was read of it. OSError where the process has ended."""
        line = asker.ssh.encode("ascii", "replace").replace(b"\n", b"") + b"\n"
        socket.send_fds(self.channel, [line + received], [connection.fileno()])

    def lock(self, why: str, asker: Asker) -> None:
        """Let it write down why and for whom it locks; then end it."""
        order = {"why": why, "pid": asker.pid or os.getpid(), "ssh": asker.ssh}
        with suppress(OSError):
            self.channel.send(json.dumps(order).encode(), socket.MSG_DONTWAIT)
            self.code = _waited_for(self.pid)
        self.end()

    def end(self) -> int:
        """End it, if it has not ended, and wait until it is gone; its exit code."""
        self.channel.close()
        if self.code is None:
            self.code = _ended(self.pid)
        return self.code


def _waited_for(pid: int) -> int | None:
    """Its exit code, None where it does not end in time."""
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(STEP)
    return None


def _ended(pid: int) -> int:
    """Wait a moment for an end that is under way, then ask, then insist: every save is whole."""
    with suppress(ProcessLookupError):
        if not os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            os.kill(pid, signal.SIGTERM)
    code = _waited_for(pid)
    if code is not None:
        return code
    os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
