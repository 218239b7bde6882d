"""The service behind the agent: one open vault, many connections that the agent passes on.

The agent's channel carries one packet a connection: its descriptor, and what was read of it
before. This process opens the vault first and tells how that went; it ends with the channel, with
`lock`, and by itself in time.
"""

from __future__ import annotations

import asyncio
import gc
import os
import socket
from typing import NoReturn

import msgspec

from jungletui.domain.failures import ErrorInfo, JungleError
from jungletui.service.hardening import end
from jungletui.service.idle import LOCKED_ITSELF, lock_in_time
from jungletui.service.local import LocalService
from jungletui.service.server import serve
from jungletui.service.state import State
from jungletui.service.unlocking import open_vault
from jungletui.service.wire import INTERNAL

PACKET = 1 << 17
NOT_OPENED = 1
OPENED = b'{"opened":true}'

Signature = tuple[int, int, int] | None


def serve_shared(channel: socket.socket, state: State) -> NoReturn:
    """Open the vault, tell the agent, and serve what it passes on, until one of the ends above."""
    failure = _opening(state)
    if failure is not None:
        channel.send(msgspec.json.encode({"opened": False, "failure": failure}))
        end(NOT_OPENED)
    lent, state.terminal_fd = state.terminal_fd, None
    if lent is not None:
        os.close(lent)
    times = state.config.lock
    lock_in_time(state.presence, times.agent_idle, times.agent_max)
    gc.enable()
    channel.send(OPENED)
    asyncio.run(_serve_all(channel, state))
    end(0)


def _opening(state: State) -> ErrorInfo | None:
    """Why the vault could not be opened, None where it is open."""
    try:
        open_vault(state)
    except JungleError as error:
        return error.info
    except Exception as error:  # noqa: BLE001  the boundary of this process: the agent is told
        if state.debug:
            from jungletui.service.answers import log_places  # noqa: PLC0415

            log_places(error)
        return INTERNAL
    return None


async def _serve_all(channel: socket.socket, state: State) -> None:
    """Serve every connection that comes; returns when the agent is gone."""
    loop = asyncio.get_running_loop()
    gone = asyncio.Event()
    served: set[asyncio.Task[None]] = set()
    seen = [signature(state)]
    channel.setblocking(False)

    def passed_on() -> None:
        try:
            packet, descriptors, _, _ = socket.recv_fds(channel, PACKET, 1)
        except BlockingIOError:
            return
        except OSError:
            gone.set()
            return
        if not descriptors:
            gone.set()
            return
        _keep_up(state, seen)
        connection = socket.socket(fileno=descriptors[0])
        task = loop.create_task(_serve(connection, state, packet[1:]))
        served.add(task)
        task.add_done_callback(served.discard)

    loop.add_reader(channel, passed_on)
    await gone.wait()


async def _serve(connection: socket.socket, state: State, received: bytes) -> None:
    service = LocalService(state)
    if await serve(connection, service, received, state.debug, state.presence):
        end(0)


def _keep_up(state: State, seen: list[Signature]) -> None:
    """Read the vault again where another program has saved it. Where it can no longer be read
    with what this process holds, the process ends: the vault must be unlocked anew."""
    found = signature(state)
    if state.vault is None or found == seen[0]:
        return
    try:
        state.vault.change(lambda content: content)
    except JungleError:
        end(LOCKED_ITSELF)
    seen[0] = found


def signature(state: State) -> Signature:
    """What changes when the vault file is replaced; None where it cannot be looked at."""
    try:
        status = os.stat(state.files.vault, follow_symlinks=False)  # noqa: PTH116  sync and short
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size
