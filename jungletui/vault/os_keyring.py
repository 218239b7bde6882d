"""The OS keyring as a key slot: the desktop's keyring holds the 32-byte secret of the slot.

The secret goes to and comes from a child process (`keyring_child`) that is ended after five
seconds, with an environment of its own: neither code nor a choice of code gets in from outside,
and a keyring that hangs or asks on a screen that nobody sees holds nothing up.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from jungletui.domain.failures import LockedError
from jungletui.vault.descriptors import read_all
from jungletui.vault.memory import wipe

SECONDS = 5.0
COMMAND = (sys.executable, "-I", "-m", "jungletui.vault.keyring_child")
SECRET_SIZE = 32
BUS = "DBUS_SESSION_BUS_ADDRESS"

# What a desktop's keyring needs to be found, and nothing that chooses code.
_PASSED_ON = (
    BUS,
    "DISPLAY",
    "HOME",
    "LANG",
    "PATH",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "XDG_CURRENT_DESKTOP",
    "XDG_RUNTIME_DIR",
)
_REASONS = {
    b"none": "no keyring of a desktop is running here",
    b"absent": "the keyring has no secret of this vault",
    b"KeyringLocked": "the keyring is locked",
    b"LockedException": "the keyring is locked",
    b"PromptDismissedException": "the keyring was not unlocked",
}


def store(
    vault_id: bytes, slot_id: bytes, secret: bytearray, environ: Mapping[str, str] = os.environ
) -> str:
    """Keep the secret of a slot, read it back and compare. The answer is the keyring's name.

    Raises LockedError where there is no keyring, or what came back is another secret.
    """
    name = entry_name(vault_id, slot_id)
    lines = _child("set", (name,), environ, secret)
    try:
        if _secrets(lines).get(name) != secret:
            forget(vault_id, slot_id, environ)
            raise _failed("what it gave back is not what was stored")
        return _backend(lines)
    finally:
        _wipe_all(lines)


def fetch(
    vault_id: bytes, slot_ids: Iterable[bytes], environ: Mapping[str, str] = os.environ
) -> tuple[bytearray, ...]:
    """The secrets that the keyring has of these slots, one at least; the caller wipes them.
    Raises LockedError where it has none, or there is no keyring."""
    names = tuple(entry_name(vault_id, slot_id) for slot_id in slot_ids)
    lines = _child("get", names, environ)
    try:
        return tuple(_secrets(lines).values())
    finally:
        _wipe_all(lines)


def forget(vault_id: bytes, slot_id: bytes, environ: Mapping[str, str] = os.environ) -> bool:
    """Remove the secret of a slot; whether it is known to be gone."""
    try:
        _child("delete", (entry_name(vault_id, slot_id),), environ)
    except LockedError:
        return False
    return True


def probe(environ: Mapping[str, str] = os.environ) -> str:
    """The name of the keyring that would be used. Raises LockedError where there is none."""
    return _backend(_child("probe", (), environ))


def entry_name(vault_id: bytes, slot_id: bytes) -> str:
    """Under which name the keyring keeps the secret of a slot."""
    return f"{vault_id.hex()}/{slot_id.hex()}"


def _child(
    action: str, names: tuple[str, ...], environ: Mapping[str, str], secret: bytearray | None = None
) -> list[bytearray]:
    """The lines of the child's answer; the caller wipes them. Raises LockedError."""
    env = _environment(environ)
    end = time.monotonic() + SECONDS
    process = subprocess.Popen(  # noqa: S603 - our own module, an argument list
        (*COMMAND, action, *names),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=env,
    )
    with process:
        try:
            assert process.stdin is not None  # noqa: S101 - stdin=PIPE
            assert process.stdout is not None  # noqa: S101 - stdout=PIPE
            with suppress(BrokenPipeError):
                process.stdin.write((secret or bytearray()).hex().encode())
                process.stdin.close()
            answer = read_all(process.stdout.fileno(), end)
        except TimeoutError:
            raise _failed(f"it gave no answer within {SECONDS:.0f} s") from None
        finally:
            with suppress(ProcessLookupError):
                process.kill()
    lines = answer.split(b"\n")[:-1]
    wipe(answer)
    return _without_failure(lines)


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    """What the child gets. Raises LockedError where there is no session bus, and so no keyring:
    a server need not start a process to learn that."""
    chosen = {name: environ[name] for name in _PASSED_ON if name in environ}
    bus = Path(environ.get("XDG_RUNTIME_DIR") or "/nonexistent") / "bus"
    if BUS not in chosen and bus.is_socket():
        chosen[BUS] = f"unix:path={bus}"
    if BUS not in chosen:
        raise _failed(_REASONS[b"none"])
    return chosen


def _without_failure(lines: list[bytearray]) -> list[bytearray]:
    if lines and not lines[0].startswith(b"failed "):
        return lines
    reason = bytes(lines[0].removeprefix(b"failed ")) if lines else b""
    word = reason.decode("ascii", errors="replace") or "its process ended"
    raise _failed(_REASONS.get(reason, word))


def _secrets(lines: list[bytearray]) -> dict[str, bytearray]:
    found = {}
    for line in lines:
        kind, _, rest = line.partition(b" ")
        name, _, digits = rest.partition(b" ")
        if kind == b"have":
            with suppress(ValueError):
                secret = bytearray.fromhex(digits.decode("ascii", errors="replace"))
                if len(secret) == SECRET_SIZE:
                    found[name.decode()] = secret
    return found


def _backend(lines: list[bytearray]) -> str:
    return lines[0].removeprefix(b"backend ").decode()


def _wipe_all(lines: list[bytearray]) -> None:
    for line in lines:
        wipe(line)


def _failed(what: str) -> LockedError:
    return LockedError(
        f"the OS keyring cannot be used: {what}",
        "Unlock it on the desktop; on a server use a passphrase, a key file, an ssh-agent or a "
        "systemd credential.",
    )
