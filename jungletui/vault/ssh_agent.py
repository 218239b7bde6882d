"""The ssh-agent protocol, as far as a vault needs it: which keys there are, and one signature.

Draft of the IETF: https://datatracker.ietf.org/doc/html/draft-ietf-sshm-ssh-agent
"""

from __future__ import annotations

import os
import socket
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jungletui.domain.failures import LockedError

VARIABLE = "SSH_AUTH_SOCK"
LIST_SECONDS = 5.0
SIGN_SECONDS = 30.0
"""A key that was added with `ssh-add -c` waits for a person to confirm."""

_LARGEST = 256 * 1024  # OpenSSH's own limit for a message
_FAILURE = 5
_REQUEST_IDENTITIES, _IDENTITIES = 11, 12
_SIGN_REQUEST, _SIGNATURE = 13, 14
_U32 = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class AgentKey:
    """A public key that the agent can sign with, and the comment it was added with."""

    blob: bytes
    comment: str


def agent_socket(environ: Mapping[str, str]) -> Path:
    """The agent's socket. Raises LockedError where there is none or its path is not absolute."""
    value = environ.get(VARIABLE, "")
    if not value.startswith("/"):
        raise LockedError("there is no ssh-agent ($SSH_AUTH_SOCK)", "Start one and add the key.")
    return Path(value)


def list_keys(agent: Path) -> tuple[AgentKey, ...]:
    """The keys of the agent. Raises LockedError for one that is away, hangs or talks nonsense."""
    body = _ask(agent, bytes([_REQUEST_IDENTITIES]), _IDENTITIES, LIST_SECONDS)
    count, rest = _number(body)
    keys = []
    # A count that is too large runs out of bytes: nothing is taken on trust.
    for _ in range(count):
        blob, rest = take_string(rest)
        comment, rest = take_string(rest)
        keys.append(AgentKey(blob, comment.decode("utf-8", errors="replace")))
    return tuple(keys)


def sign(agent: Path, blob: bytes, data: bytes) -> bytes:
    """The agent's signature over `data` with the key `blob`, in SSH's encoding.

    Raises LockedError where it refuses (not confirmed, restricted to other hosts) or is away.
    """
    request = bytes([_SIGN_REQUEST]) + string(blob) + string(data) + _U32.pack(0)
    signature, rest = take_string(_ask(agent, request, _SIGNATURE, SIGN_SECONDS))
    if rest:
        raise _nonsense()
    return signature


def peer_name(agent: Path) -> str | None:
    """The name of the program behind the socket, None where the system does not tell it."""
    if not hasattr(socket, "SO_PEERCRED"):
        return None
    try:
        with _connected(agent, time.monotonic() + LIST_SECONDS) as line:
            peer = line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        pid = struct.unpack("=iII", peer)[0]
        return Path(f"/proc/{pid}/comm").read_text("utf-8").strip()
    except (OSError, LockedError, ValueError):
        return None


def string(data: bytes) -> bytes:
    """`data` as SSH writes a string: its length in front."""
    return _U32.pack(len(data)) + data


def take_string(data: bytes) -> tuple[bytes, bytes]:
    """The first string of `data`, and what is behind it. Raises LockedError where it is none."""
    length, rest = _number(data)
    if length > len(rest):
        raise _nonsense()
    return rest[:length], rest[length:]


def _number(data: bytes) -> tuple[int, bytes]:
    if len(data) < _U32.size:
        raise _nonsense()
    return _U32.unpack_from(data)[0], data[_U32.size :]


def _ask(agent: Path, request: bytes, wanted: int, seconds: float) -> bytes:
    """The body of the agent's answer of type `wanted`."""
    deadline = time.monotonic() + seconds
    try:
        with _connected(agent, deadline) as line:
            line.sendall(string(request))
            length = _U32.unpack(_received(line, _U32.size, deadline))[0]
            if not 1 <= length <= _LARGEST:
                raise _nonsense()
            answer = _received(line, length, deadline)
    except TimeoutError:
        raise LockedError(
            f"the ssh-agent gave no answer within {seconds:.0f} s",
            "Look whether it waits for a confirmation, or start it again.",
        ) from None
    except OSError as error:
        raise LockedError(
            f"the ssh-agent cannot be reached ({os.strerror(error.errno or 0)})",
            "Start an agent, or set SSH_AUTH_SOCK to the socket of the one that runs.",
        ) from None
    if answer[0] == _FAILURE:
        raise LockedError(
            "the ssh-agent refused",
            "Confirm the use of the key, and look whether it is restricted (ssh-add -h).",
        )
    if answer[0] != wanted:
        raise _nonsense()
    return answer[1:]


def _connected(agent: Path, deadline: float) -> socket.socket:
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        line.settimeout(_left(deadline))
        line.connect(str(agent))
    except BaseException:  # an interrupt leaves no connection behind either
        line.close()
        raise
    return line


def _received(line: socket.socket, length: int, deadline: float) -> bytes:
    data = b""
    while len(data) < length:
        line.settimeout(_left(deadline))
        piece = line.recv(length - len(data))
        if not piece:
            raise _nonsense()
        data += piece
    return data


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _nonsense() -> LockedError:
    return LockedError("the ssh-agent's answer cannot be read", "Look what listens on its socket.")
