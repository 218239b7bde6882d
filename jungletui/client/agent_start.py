"""Starting the agent: in this process for a supervisor, or in a session of its own."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, NoReturn

from jungletui.client.agent import socket_path
from jungletui.client.launch import ServiceOptions, flags_of, handed_on

MODULE = "jungletui.service.agent"


def become_agent(options: ServiceOptions) -> NoReturn:
    """Go on as the agent: the same process, as systemd wants it for the socket it passed."""
    arguments = _arguments(options)
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606  this installation's own


def start_agent(options: ServiceOptions) -> dict[str, Any]:
    """Start the agent and wait until it listens and has tried to open the vault by itself: its
    message, which has its `state` or why it is of no use (`failure`). OSError, ValueError where it
    dies without a word."""
    arguments = _arguments(options)
    ready, told = os.pipe()
    os.set_inheritable(told, True)
    nowhere = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in (0, 1)]
    if not options.debug:
        nowhere.append((os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_RDWR, 0))
    command = [sys.executable, *arguments, "--ready-fd", str(told)]
    os.posix_spawn(sys.executable, command, os.environ, file_actions=nowhere, setsid=True)
    os.close(told)
    with os.fdopen(ready, "rb") as pipe:
        message: dict[str, Any] = json.loads(pipe.readline())
    return message


def _arguments(options: ServiceOptions) -> list[str]:
    """The command line, its descriptor made inheritable and its paths whole: the agent works in
    another folder. LockedError where the descriptor is not open."""
    given, file = options.passphrase_fd, options.passphrase_file
    arguments = ["-I", "-m", MODULE, "--socket", socket_path(options.home, os.environ)]
    home = options.home or os.environ.get("JUNGLETUI_HOME")
    for name, value in (
        ("--home", Path(home).expanduser().absolute() if home else None),
        ("--passphrase-fd", handed_on(given) if given is not None else None),
        ("--passphrase-file", Path(file).absolute() if file else None),
    ):
        if value is not None:
            arguments += [name, str(value)]
    return [*arguments, *flags_of(options)]
