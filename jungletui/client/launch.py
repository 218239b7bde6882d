"""Starting the service process (and, for the demo, the sandbox): both die with their client."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import suppress
from typing import NamedTuple


class ServiceOptions(NamedTuple):
    """What the service is started with. `quiet` keeps its stderr off the screen of the console."""

    home: str | None = None
    passphrase_fd: int | None = None
    passphrase_file: str | None = None
    demo: bool = False
    debug: bool = False
    quiet: bool = False

    def again(self) -> ServiceOptions:
        """The options of a later start: a descriptor was read to its end by the first."""
        return self._replace(passphrase_fd=None)


class ServiceProcess:
    """A running service: the socket to it, and its process id."""

    __slots__ = ("_sandbox", "_sandbox_input", "options", "pid", "socket")

    def __init__(self, options: ServiceOptions) -> None:
        self.options = options
        self._sandbox: int | None = None
        self._sandbox_input: int | None = None
        announced = self._start_sandbox() if options.demo else None
        ours, theirs = socket.socketpair()
        self.socket = ours
        try:
            self.pid = _spawn(
                "jungletui.service", _arguments(options, theirs.fileno(), announced), options.quiet
            )
        finally:
            theirs.close()
            if announced is not None:
                os.close(announced)

    def stop(self) -> None:
        """Close the socket, which ends the service, and wait for it. May be called again."""
        self.socket.close()
        if self._sandbox_input is not None:
            os.close(self._sandbox_input)
            self._sandbox_input = None
        pids = [pid for pid in (self.pid, self._sandbox) if pid]
        self.pid, self._sandbox = 0, None
        from signal import SIGTERM  # noqa: PLC0415  the service starts the sooner

        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, SIGTERM)
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)

    def _start_sandbox(self) -> int:
        """Start the loopback exchanges; returns the descriptor that tells their addresses. They
        end when their standard input closes, which it does with this process."""
        held, self._sandbox_input = os.pipe()
        announced, written = os.pipe()
        try:
            self._sandbox = _spawn("jungletui.sandbox", [], True, stdin=held, stdout=written)
        finally:
            os.close(held)
            os.close(written)
        return announced


def start_service(options: ServiceOptions) -> ServiceProcess:
    """A private service of this process. It opens nothing before it is asked to."""
    return ServiceProcess(options)


def _arguments(options: ServiceOptions, socket_fd: int, demo_fd: int | None) -> list[str]:
    """The command line; its descriptors are made inheritable."""
    arguments: list[str] = []
    for name, descriptor in (
        ("--socket-fd", socket_fd),
        ("--passphrase-fd", options.passphrase_fd),
        ("--demo-fd", demo_fd),
    ):
        if descriptor is not None:
            arguments += [name, str(descriptor)]
            with suppress(OSError):  # a number that is no open descriptor: the service says so
                os.set_inheritable(descriptor, True)
    if options.home is not None:
        arguments += ["--home", options.home]
    if options.passphrase_file is not None:
        arguments += ["--passphrase-file", options.passphrase_file]
    return [*arguments, "--debug"] if options.debug else arguments


def _spawn(
    module: str,
    arguments: list[str],
    quiet: bool,
    stdin: int | None = None,
    stdout: int | None = None,
) -> int:
    """Start `module` of this installation, isolated from the folder and the variables of the
    moment; its output goes nowhere, so that no stray word gets between a document's lines."""
    actions: list[tuple[int, int, int] | tuple[int, int, str, int, int]] = []
    for target, descriptor, mode in ((0, stdin, os.O_RDONLY), (1, stdout, os.O_WRONLY)):
        if descriptor is None:
            actions.append((os.POSIX_SPAWN_OPEN, target, os.devnull, mode, 0))
        else:
            actions.append((os.POSIX_SPAWN_DUP2, descriptor, target))
    if quiet:
        actions.append((os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0))
    command = [sys.executable, "-I", "-m", module, *arguments]
    return os.posix_spawn(sys.executable, command, os.environ, file_actions=actions)
