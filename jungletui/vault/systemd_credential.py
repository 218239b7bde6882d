"""What systemd hands to a service: a passphrase, or the 32-byte secret of a slot of its own.

`LoadCredentialEncrypted=` puts them into a directory that only this service can read, in memory
that is not swapped: https://systemd.io/CREDENTIALS/
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from jungletui.domain.failures import LockedError, UsageError
from jungletui.vault.descriptors import read_all
from jungletui.vault.filesystem import READ
from jungletui.vault.memory import wipe

DIRECTORY = "CREDENTIALS_DIRECTORY"
PASSPHRASE_NAME = "jungletui.passphrase"
SECRET_NAME = "jungletui.key"
SECRET_SIZE = 32
TOOL = "systemd-creds"
TOOL_SECONDS = 30.0


def read_passphrase_credential(environ: Mapping[str, str]) -> bytearray | None:
    """The text of `jungletui.passphrase` as it is; the caller wipes it. None where the service
    was given none. Raises LockedError for a file that is not as systemd makes them."""
    return _read(environ, PASSPHRASE_NAME)


def read_secret_credential(environ: Mapping[str, str]) -> bytearray | None:
    """The 32 bytes of `jungletui.key`; as `read_passphrase_credential` otherwise."""
    secret = _read(environ, SECRET_NAME)
    if secret is not None and len(secret) != SECRET_SIZE:
        wipe(secret)
        raise LockedError(
            f"the credential {SECRET_NAME} is not {SECRET_SIZE} bytes long",
            "Use the one that JungleTUI made when the slot was added.",
        )
    return secret


def encrypt_credential(secret: bytearray, target: Path) -> None:
    """Have `systemd-creds` encrypt `secret` for this machine into the new file `target`, and
    decrypt it again to see that it can.

    Raises UsageError where there is a file already, LockedError where systemd cannot do it.
    """
    if os.path.lexists(target):
        raise UsageError(f"{target}: there is a file already", "Name a new file.")
    name = f"--name={SECRET_NAME}"
    try:
        _run((TOOL, "encrypt", name, "-", str(target)), secret)
        target.chmod(0o600)
        back = _run((TOOL, "decrypt", name, str(target), "-"), bytearray())
        same = back == secret
        wipe(back)
        if not same:
            raise _tool_failed("gave back another secret")
    except BaseException:  # an interrupt leaves no half file behind either
        with suppress(OSError):
            target.unlink()
        raise


def _read(environ: Mapping[str, str], name: str) -> bytearray | None:
    place = environ.get(DIRECTORY)
    if not place:
        return None
    path = Path(place) / name
    if not path.is_absolute():
        raise LockedError(f"{DIRECTORY} is no absolute path", "Let systemd set it.")
    fd = _open(place, name)
    if fd is None:
        return None
    try:
        found = os.fstat(fd)
        if not stat.S_ISREG(found.st_mode) or stat.S_IMODE(found.st_mode) != 0o400:
            raise LockedError(
                f"{path}: the credential is not a file of mode 0400, as systemd makes them",
                "Let systemd provide it with LoadCredentialEncrypted=.",
            )
        return read_all(fd)
    except OSError as error:
        raise _unreadable(path, error) from None
    finally:
        os.close(fd)


def _open(place: str, name: str) -> int | None:
    """The credential, looked up in the open directory; None where there is none."""
    path = Path(place) / name
    try:
        directory = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(path, error) from None
    try:
        return os.open(name, READ, dir_fd=directory)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(path, error) from None
    finally:
        os.close(directory)


def _run(command: tuple[str, ...], given: bytearray) -> bytearray:
    """What the tool prints; its own messages are not shown."""
    import subprocess  # noqa: PLC0415  only to make a credential

    try:
        done = subprocess.run(  # noqa: S603 - an argument list, no shell
            command,
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=TOOL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _tool_failed(f"gave no answer within {TOOL_SECONDS:.0f} s") from None
    except OSError:
        raise _tool_failed("cannot be started") from None
    if done.returncode != 0:
        raise _tool_failed(f"ended with status {done.returncode}")
    return bytearray(done.stdout)


def _unreadable(path: Path, error: OSError) -> LockedError:
    return LockedError(
        f"{path}: the credential cannot be read ({os.strerror(error.errno or 0)})",
        "Look at LoadCredentialEncrypted= in the unit.",
    )


def _tool_failed(what: str) -> LockedError:
    return LockedError(
        f"{TOOL} {what}",
        "It needs systemd 250 or later, and root for a service of the whole machine.",
    )
