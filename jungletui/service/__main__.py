"""`python -m jungletui.service --socket-fd N …`: hardens itself, then serves one connection."""

from __future__ import annotations

from jungletui.service import hardening

hardening.harden()

import os  # noqa: E402  nothing of weight comes before the hardening
import socket  # noqa: E402
import sys  # noqa: E402
import threading  # noqa: E402
from collections.abc import Sequence  # noqa: E402
from pathlib import Path  # noqa: E402

from jungletui.domain.failures import JungleError  # noqa: E402
from jungletui.service.config import Config, read_config  # noqa: E402
from jungletui.service.files import find_files  # noqa: E402
from jungletui.service.state import State  # noqa: E402
from jungletui.service.unlocking import begin  # noqa: E402

NUMBERS = ("--socket-fd", "--passphrase-fd", "--demo-fd")
TEXTS = ("--home", "--passphrase-file")
USAGE = 2
CHUNK = 1 << 16
UNLOCK = b'"method":"unlock","params":{}'


def main(arguments: Sequence[str]) -> None:
    """Serve until the client closes. Ends the process; wrong arguments end it with 2."""
    given, debug = _read(arguments)
    numbers = {name: int(given[name]) for name in NUMBERS if name in given}
    if "--socket-fd" not in numbers:
        _usage("--socket-fd is missing")
    hardening.close_other_files(set(numbers.values()))
    for number in numbers.values():
        os.set_inheritable(number, False)
    sys.excepthook = lambda _, error, __: _log(error)
    threading.excepthook = lambda failed: _log(failed.exc_value)
    connection = socket.socket(fileno=numbers["--socket-fd"])
    hardening.end_with_peer(connection.fileno())
    state = _state(given, numbers, debug)
    received = _first(connection)
    if UNLOCK in received.partition(b"\n")[0]:
        begin(state)
    from jungletui.service.quick import serve_quick  # noqa: PLC0415  while a key is derived

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
        environ=os.environ,
        tty=not demo,
    )
    return State(
        files=files,
        sources=sources,
        config=config,
        demo_fd=numbers.get("--demo-fd"),
        debug=debug,
        fault=fault,
    )


def _serve_all(connection: socket.socket, state: State, received: bytes) -> None:
    import asyncio  # noqa: PLC0415  only where more than the quick use cases is asked

    from jungletui.service.local import LocalService  # noqa: PLC0415
    from jungletui.service.server import serve  # noqa: PLC0415

    asyncio.run(serve(connection, LocalService(state), received, state.debug))


def _usage(message: str) -> None:
    sys.stderr.write(f"jungletui.service: {message}\n")
    hardening.end(USAGE)


if __name__ == "__main__":
    main(sys.argv[1:])
