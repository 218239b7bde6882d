"""`python -m jungletui.service --socket-fd N …`: hardens itself, then serves one connection; with
`--agent-fd N` those that the agent passes on."""

from __future__ import annotations

from jungletui.service import hardening

hardening.harden()

import gc  # noqa: E402

gc.disable()  # nothing is worth collecting before the first answers; `serving` turns it on

import os  # noqa: E402  nothing of weight comes before the hardening
import socket  # noqa: E402
import sys  # noqa: E402
import threading  # noqa: E402
from collections.abc import Sequence  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import TYPE_CHECKING  # noqa: E402

from jungletui.service.files import find_files  # noqa: E402

if TYPE_CHECKING:
    from jungletui.vault.ahead import Ahead

NUMBERS = ("--socket-fd", "--passphrase-fd", "--demo-fd", "--agent-fd", "--terminal-fd", "--asker")
"""Descriptors, and the process that asked the agent to open the vault."""
TEXTS = ("--home", "--passphrase-file")
FLAGS = ("--debug", "--no-lock")
USAGE = 2
CHUNK = 1 << 16
UNLOCK = b'"method":"unlock","params":{}'
CREDENTIALS = "CREDENTIALS_DIRECTORY"


def main(arguments: Sequence[str]) -> None:
    """Serve until the client closes. Ends the process; wrong arguments end it with 2."""
    given, flags = _read(arguments)
    numbers = {name: int(given[name]) for name in NUMBERS if name in given}
    if ("--socket-fd" in numbers) == ("--agent-fd" in numbers):
        _usage("give --socket-fd or --agent-fd")
    asker = numbers.pop("--asker", None)
    hardening.close_other_files(set(numbers.values()))
    for number in numbers.values():
        os.set_inheritable(number, False)
    sys.excepthook = lambda _, error, __: _log(error)
    threading.excepthook = lambda failed: _log(failed.exc_value)
    is_shared = "--agent-fd" in numbers
    connection = socket.socket(fileno=numbers["--agent-fd" if is_shared else "--socket-fd"])
    hardening.end_when_stopped()
    hardening.end_with_peer(connection.fileno())
    received = b"" if is_shared else _first(connection)
    opens = UNLOCK in received.partition(b"\n")[0]
    ahead = _derive_ahead(given, numbers) if opens else None

    from jungletui.service import serving  # noqa: PLC0415  while a key is derived

    texts = {name: given[name] for name in TEXTS if name in given}
    debug, lockless = (flag in flags for flag in FLAGS)
    told = serving.Told(texts, numbers, asker, debug, lockless, ahead)
    if is_shared:
        serving.serve_agent(connection, told)
    serving.serve_one(connection, told, received, opens=opens)
    hardening.end(0)


def _derive_ahead(given: dict[str, str], numbers: dict[str, int]) -> Ahead | None:
    """Begin to derive the vault's key, where this run was handed the passphrase."""
    handed = {"--passphrase-fd", "--passphrase-file"} & given.keys() or CREDENTIALS in os.environ
    if not handed or "--demo-fd" in numbers:
        return None
    from jungletui.vault.ahead import Ahead  # noqa: PLC0415  where it is of use
    from jungletui.vault.sources import PassphraseSources  # noqa: PLC0415

    files = find_files(Path(given["--home"]) if "--home" in given else None, os.environ)
    file = given.get("--passphrase-file")
    return Ahead(
        files.vault,
        PassphraseSources(
            fd=numbers.get("--passphrase-fd"),
            file=Path(file).absolute() if file else None,
            command=None,
            environ=os.environ,
            tty=False,
        ),
    )


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


def _read(arguments: Sequence[str]) -> tuple[dict[str, str], set[str]]:
    """Options as they are, without a parser that takes longer to load than to run."""
    words = [word for word in arguments if word not in FLAGS]
    given = dict(zip(words[::2], words[1::2], strict=False))
    if len(words) % 2 or not set(given) <= {*NUMBERS, *TEXTS}:
        _usage(f"options: {' '.join((*NUMBERS, *TEXTS, *FLAGS))}")
    if not all(given[name].isdecimal() for name in NUMBERS if name in given):
        _usage("a descriptor is a number")
    return given, set(FLAGS) & set(arguments)


def _usage(message: str) -> None:
    sys.stderr.write(f"jungletui.service: {message}\n")
    hardening.end(USAGE)


if __name__ == "__main__":
    main(sys.argv[1:])
