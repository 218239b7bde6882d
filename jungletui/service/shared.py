"""The service behind the agent: one open vault, many connections that the agent passes on.

The agent's channel carries one packet a connection: its descriptor, its SSH line as it names it
itself, and what was read of it before. A packet without a descriptor is the order to lock: why, and
who asked. This process opens the vault first and tells how that went; it ends with the channel,
with `lock`, and by itself in time.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import socket
import threading
from contextlib import suppress
from typing import NoReturn

import msgspec

from jungletui.domain.activity import Origin
from jungletui.domain.failures import ErrorInfo, JungleError
from jungletui.service.hardening import end
from jungletui.service.idle import LOCKED_ITSELF, farewell, lock_in_time, lock_now
from jungletui.service.local import LocalService
from jungletui.service.origins import origin_of, remember_peer
from jungletui.service.parting import Parting, Why
from jungletui.service.server import serve
from jungletui.service.state import State
from jungletui.service.unlocking import open_vault
from jungletui.service.wire import INTERNAL

PACKET = 1 << 17
NOT_OPENED = 1
BY_ANOTHER = "Another client locked it."
OPENED = b'{"opened":true}'

Signature = tuple[int, int, int] | None


def serve_shared(channel: socket.socket, state: State, parting: Parting) -> NoReturn:
    """Open the vault, tell the agent, and serve what it passes on, until one of the ends above."""
    failure = _opening(state)
    if failure is not None:
        channel.send(msgspec.json.encode({"opened": False, "failure": failure}))
        end(NOT_OPENED)
    lent, state.terminal_fd = state.terminal_fd, None
    if lent is not None:
        os.close(lent)
    times = state.config.lock
    lock_in_time(state.presence, parting, times.agent_idle, times.agent_max)
    gc.enable()
    channel.send(OPENED)
    asyncio.run(_serve_all(channel, state, parting))
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


async def _serve_all(channel: socket.socket, state: State, parting: Parting) -> None:
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
            loop.remove_reader(channel)
            if packet:
                _heed(packet, state, parting)
            else:
                gone.set()
            return
        connection = socket.socket(fileno=descriptors[0])
        if not _keeps_up(state, seen):
            with connection, suppress(OSError):
                connection.send(farewell(Why.CHANGED), socket.MSG_DONTWAIT)
            _lock(state, parting, Why.CHANGED)
            return
        line, _, received = packet.partition(b"\n")
        said = line.decode("ascii", "replace")
        task = loop.create_task(_serve(connection, state, parting, said, received))
        served.add(task)
        task.add_done_callback(served.discard)

    loop.add_reader(channel, passed_on)
    await gone.wait()


async def _serve(
    connection: socket.socket, state: State, parting: Parting, line: str, received: bytes
) -> None:
    remember_peer(connection, line)
    service = LocalService(state)
    if await serve(connection, service, received, state.debug, state.presence):
        _lock(state, parting, BY_ANOTHER, code=0)


def _heed(order: bytes, state: State, parting: Parting) -> None:
    """The agent's last word: why to lock, and who asked for it."""
    asked = json.loads(order)
    who = origin_of(asked["pid"], os.getuid(), asked["ssh"])
    _lock(state, parting, asked["why"], who)


def _lock(
    state: State, parting: Parting, why: str, who: Origin | None = None, code: int = LOCKED_ITSELF
) -> None:
    """Write it down, forget the vault, and end once every client was told: from a thread, as the
    event loop is what tells them."""
    parting.write_down(why, who)
    state.vault = None
    ending = (state.presence, parting, why, who, code)
    threading.Thread(target=lock_now, args=ending, daemon=True).start()


def _keeps_up(state: State, seen: list[Signature]) -> bool:
    """Read the vault again where another program has saved it. False where it can no longer be
    read with what this process holds: the vault must be unlocked anew."""
    found = signature(state)
    if state.vault is None or found == seen[0]:
        return True
    try:
        state.vault.change(lambda content: content)
    except JungleError:
        return False
    seen[0] = found
    return True


def signature(state: State) -> Signature:
    """What changes when the vault file is replaced; None where it cannot be looked at."""
    try:
        status = os.stat(state.files.vault, follow_symlinks=False)  # noqa: PTH116  sync and short
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size
