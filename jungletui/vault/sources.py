"""Where the passphrase comes from, in the order of the design; the first source that is there
decides, and one that is there but cannot be used is an error, never passed over."""

from __future__ import annotations

import logging
import os
import stat
import subprocess
import time
from collections.abc import MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from jungletui.domain.failures import LockedError, UsageError, VaultError
from jungletui.vault import terminal
from jungletui.vault.descriptors import read_all, read_descriptor
from jungletui.vault.filesystem import READ, check_private
from jungletui.vault.memory import wipe
from jungletui.vault.passphrases import check_new, normalised, without_newline

VARIABLE = "JUNGLETUI_PASSPHRASE"
CREDENTIALS = "CREDENTIALS_DIRECTORY"
CREDENTIAL = "jungletui.passphrase"
COMMAND_SECONDS = 30.0
NEW_TRIES = 3

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PassphraseSources:
    """What this process was given. `environ` loses JUNGLETUI_PASSPHRASE at the first reading;
    `tty` says whether a person may be asked."""

    fd: int | None
    file: Path | None
    command: tuple[str, ...] | None
    environ: MutableMapping[str, str]
    tty: bool


def read_passphrase(sources: PassphraseSources, prompt: str) -> bytearray:
    """The passphrase, normalised, from the first source there is; the caller wipes it.

    Blocks, for a person on the terminal or up to 30 s for a command. Raises LockedError where no
    source has one that can be used.
    """
    given = _given(sources)
    return _usable(_ask(sources, prompt) if given is None else given)


def read_new_passphrase(sources: PassphraseSources) -> bytearray:
    """A passphrase for a new vault or slot, typed twice where a person is asked; the caller
    wipes it. Raises UsageError for a weak one, LockedError as `read_passphrase` does."""
    given = _given(sources)
    if given is not None:
        return _strong(_usable(given))
    for _ in range(NEW_TRIES):
        first = _strong(_usable(_ask(sources, "New passphrase: ")))
        second = _usable(_ask(sources, "The same again: "))
        same = first == second
        wipe(second)
        if same:
            return first
        wipe(first)
    raise LockedError("the two passphrases differed each time", "Try again.")


def _given(sources: PassphraseSources) -> bytearray | None:
    """The raw bytes of the first source that needs no person, None where there is none."""
    variable = sources.environ.pop(VARIABLE, None)
    if sources.fd is not None:
        return _one_line(read_descriptor(sources.fd))
    if sources.file is not None:
        return _one_line(_from_file(sources.file))
    credential = _from_systemd(sources.environ.get(CREDENTIALS))
    if credential is not None:
        return _one_line(credential)
    if sources.command is not None:
        return _one_line(_from_command(sources.command))
    if variable is not None:
        _log.warning(
            "The passphrase came from %s: other programs of this user can read it there. "
            "Prefer --passphrase-fd or a systemd credential.",
            VARIABLE,
        )
        return bytearray(os.fsencode(variable))
    return None


def _ask(sources: PassphraseSources, prompt: str) -> bytearray:
    if not sources.tty:
        raise LockedError(
            "no passphrase was given",
            "Give one with --passphrase-fd, --passphrase-file or a systemd credential, "
            "or run it on a terminal.",
        )
    return terminal.ask(prompt)


def _strong(chosen: bytearray) -> bytearray:
    try:
        check_new(chosen)
    except UsageError:
        wipe(chosen)
        raise
    return chosen


def _usable(raw: bytearray) -> bytearray:
    try:
        return normalised(raw)
    finally:
        wipe(raw)


def _one_line(raw: bytearray) -> bytearray:
    without_newline(raw)
    return raw


def _from_file(path: Path) -> bytearray:
    try:
        fd = os.open(path, READ)
    except OSError as error:
        raise LockedError(
            f"{path}: the passphrase file cannot be read ({os.strerror(error.errno or 0)})",
            "It must be a regular file of your own, no link: for a pipe use --passphrase-fd.",
        ) from None
    try:
        check_private(os.fstat(fd), path)
    except VaultError as error:
        os.close(fd)
        reason = error.message.removeprefix(f"{error.fault.value}: ")
        raise LockedError(f"passphrase file {reason}", error.remedy) from None
    return _read_and_close(fd, path)


def _from_systemd(directory: str | None) -> bytearray | None:
    """The systemd credential, None where the service was given none by this name."""
    if not directory:
        return None
    path = Path(directory) / CREDENTIAL
    if not path.is_absolute():
        raise LockedError(f"{CREDENTIALS} is no absolute path", "Let systemd set it.")
    try:
        fd = os.open(path, READ)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LockedError(
            f"{path}: the credential cannot be read ({os.strerror(error.errno or 0)})",
            "Look at LoadCredentialEncrypted= in the unit.",
        ) from None
    found = os.fstat(fd)
    if not stat.S_ISREG(found.st_mode) or stat.S_IMODE(found.st_mode) != 0o400:
        os.close(fd)
        raise LockedError(
            f"{path}: the credential is not a file of mode 0400, as systemd makes them",
            "Let systemd provide it with LoadCredentialEncrypted=.",
        )
    return _read_and_close(fd, path)


def _from_command(command: tuple[str, ...]) -> bytearray:
    """The one line that the passphrase command prints. No shell; its errors are not shown."""
    end = time.monotonic() + COMMAND_SECONDS
    try:
        process = subprocess.Popen(  # noqa: S603 - the person's own command, an argument list
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except (OSError, ValueError):
        raise _command_failed("cannot be started") from None
    with process:
        try:
            assert process.stdout is not None  # noqa: S101 - stdout=PIPE
            typed = read_all(process.stdout.fileno(), end)
            status = process.wait(max(0.0, end - time.monotonic()))
        except (TimeoutError, subprocess.TimeoutExpired):
            raise _command_failed(f"gave no passphrase within {COMMAND_SECONDS:.0f} s") from None
        finally:
            with suppress(ProcessLookupError):
                process.kill()
    if status != 0:
        wipe(typed)
        raise _command_failed(f"ended with status {status}")
    return typed


def _command_failed(what: str) -> LockedError:
    return LockedError(
        f"the passphrase command {what}",
        "Run passphrase_command of the configuration by hand and see what it says.",
    )


def _read_and_close(fd: int, path: Path) -> bytearray:
    try:
        return read_all(fd)
    except OSError as error:
        raise LockedError(
            f"{path}: cannot be read ({os.strerror(error.errno or 0)})", "Look at the file."
        ) from None
    finally:
        os.close(fd)
