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
STEP = 0.005
_private: list[ServiceProcess] = []
"""The private services of this process that were not ended: a signal handler has no other way to
them."""


class ServiceOptions(NamedTuple):
    """What the service is started with. `quiet` keeps its stderr off the screen of the console;
    `agent` says whether a running agent may be used instead; `no_lock` lets it write where the
    file system has no locks."""

    home: str | None = None
    passphrase_fd: int | None = None
    passphrase_file: str | None = None
    demo: bool = False
    debug: bool = False
    quiet: bool = False
    agent: bool = True
    no_lock: bool = False

    def again(self) -> ServiceOptions:
        """The options of a later start: a descriptor was read to its end by the first."""
        return self._replace(passphrase_fd=None)


class ServiceProcess:
    """A running service: the socket to it, and its process id, 0 for the agent's, which goes on
    when this is stopped. `note` says why an agent that is there is not used."""

    __slots__ = ("_code", "_sandbox", "_sandbox_input", "note", "options", "pid", "socket")

    def __init__(self, options: ServiceOptions, found: Found = NO_AGENT) -> None:
        self.options = options
        self.note = found.note
        self._sandbox: int | None = None
        self._sandbox_input: int | None = None
        self._code: int | None = None
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
        _private.append(self)

    def exit_code(self, number: int = 0, seconds: float = PATIENCE) -> int | None:
        """How the service ended, after it was sent the signal `number` (none where that is 0);
        None where it has not ended within so many seconds, and for the agent's."""
        if self._code is None and self.pid:
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(self.pid, number)
                self._code = _ended_in(self.pid, seconds)
        return self._code

    def lock(self) -> None:
        """End the service as Ctrl-Z does, whatever it takes, and wait until it is gone."""
        from signal import SIGKILL, SIGTSTP  # noqa: PLC0415  the service starts the sooner

        if self.exit_code(SIGTSTP) is None:
            self.exit_code(SIGKILL)
            self._code = 128 + SIGTSTP  # that it heard nothing is no other reason

    def stop(self) -> None:
        """Close the socket, which ends the service, and wait for it. May be called again."""
        self.socket.close()
        if self._sandbox_input is not None:
            os.close(self._sandbox_input)
            self._sandbox_input = None
        if self in _private:
            _private.remove(self)
        pids = [pid for pid in (0 if self._code is not None else self.pid, self._sandbox) if pid]
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
    """The agent's service, unless these options bring a passphrase of their own, or a leave that
    an agent has from its start or not at all (`no_lock`); without an agent a private service of
    this process. That one opens nothing before it is asked to."""
    given = options.passphrase_fd is not None or options.passphrase_file is not None
    own = options.demo or given or options.no_lock
    if own or not options.agent:
        return ServiceProcess(options)
    return ServiceProcess(options, find_agent(options.home, os.environ))


def lock_private() -> bool:
    """End the private services of this process, which locks their vaults, and wait until they are
    gone; whether there were any."""
    for process in (found := tuple(_private)):
        process.lock()
    return bool(found)


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
    return [*arguments, *flags_of(options)]


def flags_of(options: ServiceOptions) -> list[str]:
    """The options that have no value, as the service and the agent take them."""
    flags = {"--debug": options.debug, "--no-lock": options.no_lock}
    return [name for name, given in flags.items() if given]


def _wait_for(pid: int) -> None:
    """Wait for the end of a child that was asked to end, and end it where it does not: one that
    reads from the terminal may sleep through a signal. Every save is atomic."""
    from signal import SIGKILL  # noqa: PLC0415  the service starts the sooner

    if _ended_in(pid, PATIENCE) is None:
        os.kill(pid, SIGKILL)
        os.waitpid(pid, 0)


def _ended_in(pid: int, seconds: float) -> int | None:
    """The exit code of a child, None where it does not end within so many seconds."""
    import time  # noqa: PLC0415  the service starts the sooner

    latest = time.monotonic() + seconds
    while True:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() >= latest:
            return None
        time.sleep(STEP)


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
