"""`python -m jungletui.service.agent`: keeps the socket and no secret; a child holds the vault.

Locking ends the child, unlocking starts another; the clients of an open vault are passed on to it
and never heard here again.
"""

from __future__ import annotations

from jungletui.service import hardening

hardening.harden()

import json  # noqa: E402  nothing of weight comes before the hardening
import os  # noqa: E402
import sys  # noqa: E402
from collections.abc import Sequence  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import NamedTuple, NoReturn  # noqa: E402

from jungletui.service import agent_socket  # noqa: E402
from jungletui.service.agent_child import NOBODY, Asker, Lent  # noqa: E402
from jungletui.service.agent_door import Door  # noqa: E402
from jungletui.service.agent_vault import AgentVault  # noqa: E402

NUMBERS = ("--passphrase-fd", "--ready-fd")
TEXTS = ("--home", "--passphrase-file", "--socket")
FLAGS = ("--debug", "--no-lock")
VARIABLE = "JUNGLETUI_PASSPHRASE"
USAGE = 2


class Given(NamedTuple):
    """The command line."""

    texts: dict[str, str]
    numbers: dict[str, int]
    debug: bool
    lockless: bool


def main(arguments: Sequence[str]) -> None:
    """Serve until `agent_stop` or SIGTERM. Ends the process; a second agent ends with 2."""
    given = _read(arguments)
    ready = given.numbers.get("--ready-fd")
    try:
        listening = _listening(given)
    except Exception as error:  # noqa: BLE001  the boundary of this process: whoever waits is told
        _fail(ready, error)
    kept = {listening.socket.fileno(), *given.numbers.values()}
    hardening.close_other_files(kept | ({listening.lock} if listening.lock else set()))
    os.chdir("/")
    vault = _vault(given, listening.path)
    door = Door(listening.socket, vault)
    # Whoever waits for the agent to be ready started it, and is still there.
    asker = Asker(os.getppid()) if ready is not None else NOBODY
    vault.unlock(Lent(passphrase=given.numbers.get("--passphrase-fd"), asker=asker))
    door.when_settled(lambda: _tell(ready, {"state": vault.state()}))
    door.serve()
    agent_socket.remove(listening)
    door.close()
    hardening.end(0)


def _listening(given: Given) -> agent_socket.Listening:
    """systemd's socket, or a new one."""
    passed = agent_socket.inherited(os.environ)
    if passed is not None:
        return agent_socket.Listening(passed, Path(os.fsdecode(passed.getsockname())), None)
    return agent_socket.listen(Path(given.texts["--socket"]).absolute(), given.lockless)


def _vault(given: Given, path: Path) -> AgentVault:
    """The vault with the sources that may be read again and again. The environment's passphrase
    goes to the first child only, and is not kept."""
    arguments: list[str] = []
    for name in ("--home", "--passphrase-file"):
        if name in given.texts:
            arguments += [name, os.path.abspath(given.texts[name])]  # noqa: PTH100
    if given.lockless:
        arguments.append("--no-lock")
    once = {VARIABLE: os.environ.pop(VARIABLE)} if VARIABLE in os.environ else {}
    return AgentVault(tuple(arguments), path, once, given.debug)


def _read(arguments: Sequence[str]) -> Given:
    words = [word for word in arguments if word not in FLAGS]
    given = dict(zip(words[::2], words[1::2], strict=False))
    known = len(words) % 2 == 0 and set(given) <= {*NUMBERS, *TEXTS} and "--socket" in given
    if not known or not all(given[name].isdecimal() for name in NUMBERS if name in given):
        sys.stderr.write(f"jungletui agent: options: {' '.join((*NUMBERS, *TEXTS, *FLAGS))}\n")
        hardening.end(USAGE)
    numbers = {name: int(given[name]) for name in NUMBERS if name in given}
    for number in numbers.values():
        os.set_inheritable(number, False)
    texts = {name: given[name] for name in TEXTS if name in given}
    return Given(texts, numbers, *(flag in arguments for flag in FLAGS))


def _fail(ready: int | None, error: Exception) -> NoReturn:
    """Say why the agent cannot run, and end. An error that is not ours is raised again."""
    from jungletui.domain.failures import JungleError  # noqa: PLC0415  costs memory

    if not isinstance(error, JungleError):
        raise error
    names = ("kind", "message", "remedy")
    _tell(ready, {"failure": {name: getattr(error, name) for name in names}})
    sys.stderr.write(f"jungletui agent: {error.message} {error.remedy}\n")
    hardening.end(USAGE)


def _tell(ready: int | None, message: dict[str, object]) -> None:
    """One line to whoever started the agent, when it is known how that went."""
    if ready is None:
        return
    try:
        os.write(ready, json.dumps(message).encode() + b"\n")
        os.close(ready)
    except OSError:  # nobody waits for it any more
        return


if __name__ == "__main__":
    main(sys.argv[1:])
