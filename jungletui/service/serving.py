"""What a service process does once it is hardened and has heard its first words."""

from __future__ import annotations

import gc
import os
import signal
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jungletui.domain.failures import JungleError
from jungletui.service import hardening
from jungletui.service.config import Config, read_config
from jungletui.service.files import find_files
from jungletui.service.idle import lock_in_time
from jungletui.service.origins import ASKER_LINE, origin_of, remember, remember_peer
from jungletui.service.parting import Parting, Why
from jungletui.service.state import State
from jungletui.service.unlocking import begin
from jungletui.vault.ahead import Ahead
from jungletui.vault.sources import PassphraseSources

UNCOLLECTED = 20.0
"""Seconds in which a process looks for no garbage: most commands are over by then, and a tenth of
their work would be to find that nearly nothing is."""
WHY = {signal.SIGHUP: Why.HANG_UP, signal.SIGTSTP: Why.STOPPED}


@dataclass(frozen=True, slots=True)
class Told:
    """What the process was started with: `texts` and `numbers` (descriptors) by option, who asked
    the agent for it, and the derivation that was begun at once."""

    texts: Mapping[str, str]
    numbers: Mapping[str, int]
    asker: int | None = None
    debug: bool = False
    lockless: bool = False
    ahead: Ahead | None = None


def serve_agent(connection: socket.socket, told: Told) -> None:
    """Serve the connections that an agent passes on, until it closes. Ends the process."""
    from jungletui.service.shared import serve_shared  # noqa: PLC0415  for an agent only

    state, parting = _begun(connection, told)
    serve_shared(connection, state, parting)


def serve_one(connection: socket.socket, told: Told, received: bytes, *, opens: bool) -> None:
    """Serve one connection until its client closes it. `received` is the beginning of what it
    asks; `opens` says that this needs the vault."""
    state, parting = _begun(connection, told)
    if not state.demo:
        lock_in_time(state.presence, parting, state.config.lock.idle)
    if opens:
        begin(state)
    from jungletui.service.quick import serve_quick, warm_up  # noqa: PLC0415  while a key is derived

    warm_up(state)
    _serve_all(connection, state, serve_quick(connection, state, received))


def _begun(connection: socket.socket, told: Told) -> tuple[State, Parting]:
    remember_peer(connection)
    if told.asker is not None:
        remember(origin_of(told.asker, os.getuid(), os.environ.pop(ASKER_LINE, "")))
    state = _state(told)
    parting = Parting(state)
    hardening.before_end(lambda number: parting.write_down(WHY[number]), parting.wait)
    return state, parting


def _state(told: Told) -> State:
    home = told.texts.get("--home")
    files = find_files(Path(home) if home is not None else None, os.environ)
    numbers = told.numbers
    demo = "--demo-fd" in numbers
    fault: JungleError | None = None
    config = Config()
    if not demo:
        try:
            config = read_config(files.config)
        except JungleError as error:
            fault = error
    file = told.texts.get("--passphrase-file")
    sources = PassphraseSources(
        fd=numbers.get("--passphrase-fd"),
        file=Path(file).absolute() if file else None,
        command=config.passphrase_command,
        key_file=config.key_file,
        environ=os.environ,
        tty=not demo and ("--terminal-fd" in numbers or _has_terminal(numbers)),
        ahead=told.ahead,
    )
    return State(
        files=files,
        sources=sources,
        config=config,
        demo_fd=numbers.get("--demo-fd"),
        terminal_fd=numbers.get("--terminal-fd"),
        debug=told.debug,
        lockless=told.lockless,
        fault=fault,
    )


def _has_terminal(numbers: Mapping[str, int]) -> bool:
    """Whether a person may be asked here. An agent's vault asks on a lent terminal only."""
    if "--agent-fd" in numbers:
        return False
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC))
    except OSError:
        return False
    return True


def _serve_all(connection: socket.socket, state: State, received: bytes) -> None:
    import asyncio  # noqa: PLC0415  only where more than the quick use cases is asked

    from jungletui.service.local import LocalService  # noqa: PLC0415
    from jungletui.service.server import serve  # noqa: PLC0415

    async def serve_all() -> None:
        asyncio.get_running_loop().call_later(UNCOLLECTED, gc.enable)
        await serve(connection, LocalService(state), received, state.debug, state.presence)

    asyncio.run(serve_all())
