"""Finding the agent, the service that this user keeps open on a Unix socket, and talking to it."""
# ruff: noqa: PTH100, PTH111, PTH112, PTH118, PTH120  pathlib takes longer to load than a command

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Mapping
from contextlib import suppress
from os.path import abspath, dirname, expanduser, isdir, join
from typing import Any, NamedTuple

NAME = "agent.sock"
CHUNK = 1 << 16
HELLO_SECONDS = 60.0
"""How long the agent may take to open the vault by itself, which may derive a key."""


class Found(NamedTuple):
    """What looking for the agent gave: a connection to its open vault, or why there is none. Both
    are None where no agent was ever started."""

    socket: socket.socket | None = None
    note: str | None = None


def socket_path(home: str | None, environ: Mapping[str, str]) -> str:
    """Where the agent of these files listens: in their one folder, else where the login session
    keeps its sockets, else with the state."""
    home = home or environ.get("JUNGLETUI_HOME")
    if home:
        return join(abspath(expanduser(home)), NAME)
    runtime = environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}"
    if not isdir(runtime):
        runtime = environ.get("XDG_STATE_HOME") or expanduser("~/.local/state")
    return join(runtime, "jungletui", NAME)


def find_agent(home: str | None, environ: Mapping[str, str]) -> Found:
    """The agent's open vault, if an agent of this user has one or can open it by itself."""
    path = socket_path(home, environ)
    try:
        connection = connect_to(path)
    except FileNotFoundError:
        return Found()
    except OSError as error:
        reason = error.strerror or "it does not answer"
        return Found(note=f"the agent at {path} cannot be used: {reason}")
    connection.settimeout(HELLO_SECONDS)
    try:
        state = request(connection, "agent_use")
    except (OSError, ValueError):
        connection.close()
        return Found(note=f"the agent at {path} does not answer")
    except BaseException:  # an interrupt leaves no connection behind either
        connection.close()
        raise
    if state.get("unlocked"):
        connection.settimeout(None)
        return Found(connection)
    connection.close()
    return Found(note="the agent is locked; `jungletui agent unlock` opens it")


def connect_to(path: str) -> socket.socket:
    """A connection to the socket at `path`. FileNotFoundError where there is none, PermissionError
    where somebody else could have put it there, OSError where nobody listens."""
    for place in (dirname(path), path):
        status = os.lstat(place)
        if status.st_uid not in (os.geteuid(), 0) or stat.S_IMODE(status.st_mode) & 0o022:
            raise PermissionError(0, f"{place} is not this user's alone")
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(path)
    except OSError:
        connection.close()
        raise
    return connection


def request(
    connection: socket.socket, method: str, lent: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """The agent's answer to `method`, as a dictionary; the descriptors of `lent` go along by
    name. OSError where it is gone, ValueError where the answer cannot be read."""
    import json  # noqa: PLC0415  most commands find no agent, and start their service the sooner

    lent = lent or {}
    ssh = os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_CLIENT", "")
    params = {"lent": list(lent), "ssh": ssh}  # the log says from where, see `service.origins`
    call = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    line = json.dumps(call, separators=(",", ":")).encode() + b"\n"
    if lent:
        socket.send_fds(connection, [line], list(lent.values()))
    else:
        connection.sendall(line)
    answer = json.loads(_line(connection))
    result = answer.get("result") if isinstance(answer, dict) else None
    if not isinstance(result, dict):
        raise ValueError("no answer")
    return result


def wait_for_end(connection: socket.socket) -> None:
    """Say that nothing more comes, and wait until the agent has closed its side too."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(CHUNK):
            pass


def _line(connection: socket.socket) -> bytes:
    """One line; the agent sends no more before it is asked more."""
    parts = [b""]
    while not parts[-1].endswith(b"\n"):
        received = connection.recv(CHUNK)
        if not received:
            raise ConnectionError("it has ended")
        parts.append(received)
    return b"".join(parts)
