"""`python -m jungletui.service --socket-fd N …`: hardens itself, then serves one connection; with
`--agent-fd N` those that the agent passes on."""

from __future__ import annotations

from jungletui.service import hardening

hardening.harden()

import gc  # noqa: E402

gc.disable()  # nothing is worth collecting before the first answers; `_serve_all` turns it on

import os  # noqa: E402  nothing of weight comes before the hardening
import socket  # noqa: E402
import sys  # noqa: E402
import threading  # noqa: E402
from collections.abc import Sequence  # noqa: E402
from pathlib import Path  # noqa: E402

from jungletui.domain.failures import JungleError  # noqa: E402
from jungletui.service.config import Config, read_config  # noqa: E402
from jungletui.service.files import find_files  # noqa: E402
from jungletui.service.idle import lock_in_time  # noqa: E402
from jungletui.service.origins import (  # noqa: E402
    ASKER_LINE,
    origin_of,
    remember,
    remember_peer,
)
from jungletui.service.parting import Parting, Why  # noqa: E402
from jungletui.service.state import State  # noqa: E402
from jungletui.service.unlocking import begin  # noqa: E402

NUMBERS = ("--socket-fd", "--passphrase-fd", "--demo-fd", "--agent-fd", "--terminal-fd", "--asker")
"""Descriptors, and the process that asked the agent to open the vault."""
TEXTS = ("--home", "--passphrase-file")
USAGE = 2
CHUNK = 1 << 16
UNLOCK = b'"method":"unlock","params":{}'


def main(arguments: Sequence[str]) -> None:
    """Serve until the client closes. Ends the process; wrong arguments end it with 2."""
    given, debug = _read(arguments)
    numbers = {name: int(given[name]) for name in NUMBERS if name in given}
    if ("--socket-fd" in numbers) == ("--agent-fd" in numbers):
        _usage("give --socket-fd or --agent-fd")
    asker = numbers.pop("--asker", None)
    hardening.close_other_files(set(numbers.values()))
    for number in numbers.values():
        os.set_inheritable(number, False)
    sys.excepthook = lambda _, error, __: _log(error)
    threading.excepthook = lambda failed: _log(failed.exc_value)
    shared = "--agent-fd" in numbers
    connection = socket.socket(fileno=numbers["--agent-fd" if shared else "--socket-fd"])
    hardening.end_with_peer(connection.fileno())
    remember_peer(connection)
    if asker is not None:
        remember(origin_of(asker, os.getuid(), os.environ.pop(ASKER_LINE, "")))
    state = _state(given, numbers, debug)
    parting = Parting(state)
    hardening.before_end(lambda: parting.write_down(Why.HANG_UP), parting.wait)
    if shared:
        from jungletui.service.shared import serve_shared  # noqa: PLC0415  for an agent only

        serve_shared(connection, state, parting)
    if not state.demo:
        lock_in_time(state.presence, parting, state.config.lock.idle)
    received = _first(connection)
    if UNLOCK in received.partition(b"\n")[0]:
        begin(state)
    from jungletui.service.quick import serve_quick, warm_up  # noqa: PLC0415  while a key is derived

    warm_up(state)

    received = serve_quick(connection, state, received)
    _serve_all(connection, state, received)
    hardening.end(0)


def _log(error: BaseException | None) -> None:
    from jungletui.service.answers import log_places  # noqa: PLC0415  in a bad moment only

    if error is not None:
        log_places(error)


def _first(connection: socket.socket) -> bytes:
    """Some bytes of the first request."""
    try:
        received = connection.recv(CHUNK)
    except OSError:
        received = b""
    return received or hardening.end(0)


def _read(arguments: Sequence[str]) -> tuple[dict[str, str], bool]:
    """Options as they are, without a parser that takes longer to load than to run."""
    words = [word for word in arguments if word != "--debug"]
    given = dict(zip(words[::2], words[1::2], strict=False))
    if len(words) % 2 or not set(given) <= {*NUMBERS, *TEXTS}:
        _usage(f"options: {' '.join((*NUMBERS, *TEXTS, '--debug'))}")
    if not all(given[name].isdecimal() for name in NUMBERS if name in given):
        _usage("a descriptor is a number")
    return given, len(words) != len(arguments)


def _state(given: dict[str, str], numbers: dict[str, int], debug: bool) -> State:
    from jungletui.vault.sources import PassphraseSources  # noqa: PLC0415

    files = find_files(Path(given["--home"]) if "--home" in given else None, os.environ)
    demo = "--demo-fd" in numbers
    fault: JungleError | None = None
    config = Config()
    if not demo:
        try:
            config = read_config(files.config)
        except JungleError as error:
            fault = error
    file = given.get("--passphrase-file")
    sources = PassphraseSources(
        fd=numbers.get("--passphrase-fd"),
        file=Path(file).absolute() if file else None,
        command=config.passphrase_command,
        key_file=config.key_file,
        environ=os.environ,
        tty=not demo and ("--terminal-fd" in numbers or _has_terminal(numbers)),
    )
    return State(
        files=files,
        sources=sources,
        config=config,
        demo_fd=numbers.get("--demo-fd"),
        terminal_fd=numbers.get("--terminal-fd"),
        debug=debug,
        fault=fault,
    )


def _has_terminal(numbers: dict[str, int]) -> bool:
    """Whether a person may be asked here. An agent's vault asks on a lent terminal only."""
    if "--agent-fd" in numbers:
        return False
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC))
    except OSError:
        return False
    return True


def _serve_all(connection: socket.socket, state: State, received: bytes) -> None:
    gc.enable()
    import asyncio  # noqa: PLC0415  only where more than the quick use cases is asked

    from jungletui.service.local import LocalService  # noqa: PLC0415
    from jungletui.service.server import serve  # noqa: PLC0415

    asyncio.run(serve(connection, LocalService(state), received, state.debug, state.presence))


def _usage(message: str) -> None:
    sys.stderr.write(f"jungletui.service: {message}\n")
    hardening.end(USAGE)


if __name__ == "__main__":
    main(sys.argv[1:])
