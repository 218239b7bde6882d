"""The process that talks to the desktop's keyring, so that nothing of it runs in the service.

Started by `os_keyring` as `python -I -m jungletui.vault.keyring_child ACTION NAME…`. It ends
after one action; the parent ends it where a keyring hangs. Three backend classes are known here
and made directly: nothing is discovered, so that no plaintext backend, no entry point, no
`keyringrc.cfg` and no variable of the environment chooses the code that gets the secret.

Answers are lines: `backend NAME`, `have NAME HEX`, `failed WORD`.
"""

from __future__ import annotations

import ctypes
import importlib
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

SERVICE = "jungletui"
BACKENDS = (
    ("keyring.backends.SecretService", "Keyring"),
    ("keyring.backends.libsecret", "Keyring"),
    ("keyring.backends.kwallet", "DBusKeyring"),
)
SECRET_DIGITS = 64
_NOT_DUMPABLE = 4  # prctl(2): PR_SET_DUMPABLE


class Backend(Protocol):
    """What the keyring package's backends have."""

    def get_password(self, service: str, username: str) -> str | None:
        """The text kept under a name."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a text under a name."""

    def delete_password(self, service: str, username: str) -> None:
        """Forget the text of a name."""


def main(arguments: Sequence[str]) -> int:
    """Run one action; the exit status is 0 where every line of the answer was written."""
    _harden()
    action, *names = arguments
    secret = sys.stdin.read(SECRET_DIGITS) if action == "set" else ""
    backend_seen = False
    failure = "none"
    for name, backend in viable_backends():
        backend_seen = True
        try:
            lines = _ACTIONS[action](backend, names, secret)
        except Exception as error:  # noqa: BLE001 - the boundary to other people's backends
            failure = type(error).__name__
            continue
        if lines or action != "get":
            _say(f"backend {name}", *lines)
            return 0
    _say("failed absent" if backend_seen and failure == "none" else f"failed {failure}")
    return 0


def viable_backends() -> Iterator[tuple[str, Backend]]:
    """The known backends that say that they can work here, best first."""
    for module_name, class_name in BACKENDS:
        try:
            kind = getattr(importlib.import_module(module_name), class_name)
            # A backend says why it cannot work by raising from this property.
            _ = kind.priority
            yield module_name.rpartition(".")[2], kind()
        except Exception:  # noqa: BLE001, S112 - the boundary to other people's backends
            continue


def _get(backend: Backend, names: Sequence[str], _: str) -> list[str]:
    found = ((name, backend.get_password(SERVICE, name)) for name in names)
    return [f"have {name} {text}" for name, text in found if text]


def _set(backend: Backend, names: Sequence[str], secret: str) -> list[str]:
    """Keep the secret and read it back: a backend that keeps nothing says nothing of it."""
    backend.set_password(SERVICE, names[0], secret)
    return _get(backend, names, "")


def _delete(backend: Backend, names: Sequence[str], _: str) -> list[str]:
    backend.delete_password(SERVICE, names[0])
    return []


def _probe(*_: object) -> list[str]:
    return []


_ACTIONS: dict[str, Callable[[Backend, Sequence[str], str], list[str]]] = {
    "get": _get,
    "set": _set,
    "delete": _delete,
    "probe": _probe,
}


def _harden() -> None:
    """No core dump, and no look into this process by others of the same user."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_NOT_DUMPABLE, 0, 0, 0, 0)


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
