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
PATIENCE, STEP = 1.0, 0.01
"""Seconds that a process has to end politely, and between two looks at it."""


class Lent(NamedTuple):
    """Descriptors that a client lends for one unlocking: its terminal, and its passphrase's."""

    terminal: int | None = None
    passphrase: int | None = None

    def close(self) -> None:
        """Close what is open here; whoever lent them has his own."""
        for descriptor in self:
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

    def take(self, connection: socket.socket, received: bytes) -> None:
        """Pass a client on, with what was read of it. OSError where the process has ended."""
        socket.send_fds(self.channel, [b"\n" + received], [connection.fileno()])

    def end(self) -> int:
        """End it, if it has not ended, and wait until it is gone; its exit code."""
        self.channel.close()
        if self.code is None:
            self.code = _ended(self.pid)
        return self.code


def _ended(pid: int) -> int:
    """Wait a moment for an end that is under way, then ask, then insist: every save is whole."""
    last = time.monotonic() + PATIENCE
    with suppress(ProcessLookupError):
        if not os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            os.kill(pid, signal.SIGTERM)
    while time.monotonic() < last:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(STEP)
    os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
