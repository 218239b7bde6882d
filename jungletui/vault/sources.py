"""Where the passphrase comes from, in the order of the design; the first source that is there
decides, and one that is there but cannot be used is an error, never passed over."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from jungletui.domain.failures import LockedError, VaultError
from jungletui.vault import terminal
from jungletui.vault.descriptors import read_all, read_descriptor
from jungletui.vault.filesystem import READ, check_private
from jungletui.vault.memory import wipe
from jungletui.vault.passphrases import normalised, strong, without_newline
from jungletui.vault.systemd_credential import PASSPHRASE_NAME, read_passphrase_credential

if TYPE_CHECKING:
    from jungletui.vault.ahead import Ahead

VARIABLE = "JUNGLETUI_PASSPHRASE"
COMMAND_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class PassphraseSources:
    """What this process was given. `environ` loses JUNGLETUI_PASSPHRASE at the first reading;
    `tty` says whether a person may be asked. `key_file` opens a slot of its own, or goes with
    the passphrase where a slot wants both. `ahead` reads what was handed over already."""

    fd: int | None
    file: Path | None
    command: tuple[str, ...] | None
    environ: MutableMapping[str, str]
    tty: bool
    key_file: Path | None = None
    ahead: Ahead | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A passphrase, normalised, and in words where it came from. The reader wipes it. `ahead` may
    have its key already."""

    text: bytearray = field(repr=False)
    origin: str
    ahead: Ahead | None = None


def read_passphrase(sources: PassphraseSources, prompt: str) -> bytearray:
    """The passphrase, normalised, from the first source there is; the caller wipes it.

    Blocks, for a person on the terminal or up to 30 s for a command. Raises LockedError where no
    source has one that can be used.
    """
    given = _given(sources)
    return ask_person(sources, prompt) if given is None else given.text


def given_new(sources: PassphraseSources) -> bytearray | None:
    """The passphrase for a new vault that this run was given, None without one; the caller wipes
    it. Raises UsageError for a weak one, LockedError as `read_passphrase` does."""
    given = _given(sources)
    return None if given is None else strong(given.text)


def take_variable(sources: PassphraseSources) -> str | None:
    """JUNGLETUI_PASSPHRASE, which is deleted at once, whether it is used or not."""
    return sources.environ.pop(VARIABLE, None)


def handed_over(sources: PassphraseSources) -> Given | None:
    """The passphrase that this run was given: descriptor, file, systemd credential. None without
    one; LockedError for one that cannot be used."""
    if sources.ahead is not None and not sources.ahead.is_read:
        return sources.ahead.given()
    if sources.fd is not None:
        return Given(_one_line(read_descriptor(sources.fd)), "--passphrase-fd")
    if sources.file is not None:
        return Given(_one_line(_from_file(sources.file)), f"the file {sources.file}")
    credential = read_passphrase_credential(sources.environ)
    if credential is not None:
        return Given(_one_line(credential), f"the systemd credential {PASSPHRASE_NAME}")
    return None


def configured(sources: PassphraseSources, variable: str | None) -> Given | None:
    """The passphrase of the configured command, or of JUNGLETUI_PASSPHRASE (see
    `take_variable`). None without one; LockedError for one that cannot be used."""
    if sources.command is not None:
        return Given(_one_line(_from_command(sources.command)), "passphrase_command")
    if variable is not None:
        import logging  # noqa: PLC0415  seldom needed

        logging.getLogger(__name__).warning(
            "The passphrase came from %s: other programs of this user can read it there. "
            "Prefer --passphrase-fd or a systemd credential.",
            VARIABLE,
        )
        return Given(_usable(bytearray(os.fsencode(variable))), VARIABLE)
    return None


def ask_person(
    sources: PassphraseSources, prompt: str, ask: Callable[[str], bytearray] | None = None
) -> bytearray:
    """The passphrase that a person types, normalised; the caller wipes it. `ask` is what shows
    the prompt (the terminal's). Raises LockedError where nobody may be asked."""
    if not sources.tty:
        raise nobody_there()
    return _usable((ask or terminal.ask)(prompt))


def nobody_there() -> LockedError:
    """The error where a passphrase is needed, none was given, and nobody may be asked."""
    return LockedError(
        "no passphrase was given",
        "Give one with --passphrase-fd, --passphrase-file or a systemd credential, "
        "or run it on a terminal.",
    )


def _given(sources: PassphraseSources) -> Given | None:
    """The first source that needs no person, None where there is none."""
    variable = take_variable(sources)
    return handed_over(sources) or configured(sources, variable)


def _usable(raw: bytearray) -> bytearray:
    try:
        return normalised(raw)
    finally:
        wipe(raw)


def _one_line(raw: bytearray) -> bytearray:
    without_newline(raw)
    return _usable(raw)


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


def _from_command(command: tuple[str, ...]) -> bytearray:
    """The one line that the passphrase command prints. No shell; its errors are not shown."""
    import subprocess  # noqa: PLC0415  only with a command

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
