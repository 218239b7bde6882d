"""A key file: 32 random bytes that open a slot, or that a passphrase slot wants as well."""

from __future__ import annotations

import os
from pathlib import Path

from jungletui.domain.failures import LockedError, UsageError, VaultError
from jungletui.vault.backups import write_durably
from jungletui.vault.filesystem import (
    NO_DIRECTORY,
    READ,
    check_private,
    opened_directory,
    os_refusal,
)
from jungletui.vault.memory import wipe

SIZE = 32


def read_key_file(path: Path) -> bytearray:
    """The 32 bytes; the caller wipes them. Raises LockedError for a file that is missing, no key
    file, a link, or open to other users."""
    try:
        fd = os.open(path, READ)
    except OSError as error:
        raise LockedError(
            f"key file {path}: cannot be opened ({os.strerror(error.errno or 0)})",
            "Name a key file of your own, no link.",
        ) from None
    try:
        check_private(os.fstat(fd), path)
        secret = _read(fd)
    except VaultError as error:
        reason = error.message.removeprefix(f"{error.fault.value}: ")
        raise LockedError(f"key file {reason}", error.remedy) from None
    except OSError as error:
        raise LockedError(
            f"key file {path}: cannot be read ({os.strerror(error.errno or 0)})",
            "Look at the file and its disk.",
        ) from None
    finally:
        os.close(fd)
    if len(secret) != SIZE:
        wipe(secret)
        raise LockedError(
            f"key file {path}: it is not {SIZE} bytes long",
            "Let JungleTUI make it: its bytes must be random, and nothing else be in it.",
        )
    return secret


def make_key_file(path: Path, secret: bytearray) -> None:
    """Write `secret` to a new file, durably, for this user alone. Raises UsageError where there
    is a file already, VaultError (E_FS) where it cannot be written."""
    with opened_directory(path.parent, NO_DIRECTORY) as directory:
        try:
            write_durably(directory, path.name, bytes(secret))
            os.fsync(directory.fd)
        except FileExistsError:
            raise UsageError(f"{path}: there is a file already", "Name a new file.") from None
        except OSError as error:
            raise os_refusal(error, path) from None


def check_apart(path: Path, vault: Path) -> None:
    """Raise UsageError for a key file in the vault's directory: whoever copies the one would have
    the other."""
    if os.path.realpath(path.parent) == os.path.realpath(vault.parent):
        raise UsageError(
            f"{path}: a key file must not lie beside the vault",
            "Keep it where no backup of the vault goes: a stick, or a tmpfs filled at boot.",
        )


def _read(fd: int) -> bytearray:
    buffer = bytearray(SIZE + 1)
    try:
        with memoryview(buffer) as view:
            length = os.readv(fd, [view])
        return buffer[:length]
    finally:
        wipe(buffer)
