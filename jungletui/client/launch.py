"""The service to talk to: the agent where one is open, else a process that dies with its client
(and, for the demo, the sandbox)."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import suppress
from typing import NamedTuple

from jungletui.client.agent import Found, find_agent

NO_AGENT = Found()
FIRST_OF_OTHERS = 3
"""Descriptors below are the standard streams."""
PATIENCE = 1.0
"""Seconds that a service has to end after it was asked to."""


class ServiceOptions(NamedTuple):
    """What the service is started with. `quiet` keeps its stderr off the screen of the console;
    `agent` says whether a running agent may be used instead."""

    home: str | None = None
    passphrase_fd: int | None = None
    passphrase_file: str | None = None
    demo: bool = False
    debug: bool = False
    quiet: bool = False
    agent: bool = True

    def again(self) -> ServiceOptions:
        """The options of a later start: a descriptor was read to its end by the first."""
        return self._replace(passphrase_fd=None)


class ServiceProcess:
    """A running service: the socket to it, and its process id, 0 for the agent's, which goes on
    when this is stopped. `note` says why an agent that is there is not used."""

    __slots__ = ("_sandbox", "_sandbox_input", "note", "options", "pid", "socket")

    def __init__(self, options: ServiceOptions, found: Found = NO_AGENT) -> None:
        self.options = options
        self.note = found.note
        self._sandbox: int | None = None
        self._sandbox_input: int | None = None
        if found.socket is not None:
            self.socket, self.pid = found.socket, 0
            return
        given = options.passphrase_fd  # looked at before another descriptor can have its number
        given = handed_on(given) if given is not None else None
        announced = self._start_sandbox() if options.demo else None
        ours, theirs = socket.socketpair()
        self.socket = ours
        try:
            self.pid = _spawn(
                "jungletui.service",
                _arguments(options, given, theirs.fileno(), announced),
                options.quiet,
            )
        except BaseException:  # an interrupt leaves no line behind either
            ours.close()
            raise
        finally:
            theirs.close()
            for other in (announced, given if given != options.passphrase_fd else None):
                if other is not None:
                    os.close(other)

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
                _wait_for(pid)

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
    """The agent's service, unless these options bring a passphrase of their own; without an agent
    a private service of this process. That one opens nothing before it is asked to."""
    own = options.demo or options.passphrase_fd is not None or options.passphrase_file is not None
    if own or not options.agent:
        return ServiceProcess(options)
    return ServiceProcess(options, find_agent(options.home, os.environ))


def check_open(descriptor: int) -> None:
    """Raise LockedError where the descriptor of --passphrase-fd is none that is open."""
    try:
        os.fstat(descriptor)
    except (OSError, OverflowError):
        from jungletui.domain.failures import LockedError  # noqa: PLC0415  in a bad moment only

        raise LockedError(
            f"descriptor {descriptor} of --passphrase-fd is not open",
            f"Open it for the program: jungletui … --passphrase-fd {descriptor} {descriptor}<FILE",
        ) from None


def handed_on(descriptor: int) -> int:
    """The number under which a child that is started next has `descriptor`: another one for a
    standard stream, which is replaced there. LockedError where nothing is open."""
    check_open(descriptor)
    passed = os.dup(descriptor) if descriptor < FIRST_OF_OTHERS else descriptor
    os.set_inheritable(passed, True)
    return passed


def _arguments(
    options: ServiceOptions, passphrase_fd: int | None, socket_fd: int, demo_fd: int | None
) -> list[str]:
    """The command line; its descriptors are made inheritable."""
    arguments: list[str] = []
    for name, descriptor in (
        ("--socket-fd", socket_fd),
        ("--passphrase-fd", passphrase_fd),
        ("--demo-fd", demo_fd),
    ):
        if descriptor is not None:
            arguments += [name, str(descriptor)]
            os.set_inheritable(descriptor, True)
    if options.home is not None:
        arguments += ["--home", options.home]
    if options.passphrase_file is not None:
        arguments += ["--passphrase-file", options.passphrase_file]
    return [*arguments, "--debug"] if options.debug else arguments


def _wait_for(pid: int) -> None:
    """Wait for the end of a child that was asked to end, and end it where it does not: one that
    reads from the terminal may sleep through a signal. Every save is atomic."""
    import time  # noqa: PLC0415  the service starts the sooner
    from signal import SIGKILL  # noqa: PLC0415

    latest = time.monotonic() + PATIENCE
    while time.monotonic() < latest:
        if os.waitpid(pid, os.WNOHANG)[0]:
            return
        time.sleep(0.005)
    os.kill(pid, SIGKILL)
    os.waitpid(pid, 0)


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
