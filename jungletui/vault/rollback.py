"""What this host remembers of a vault: the last generation seen, so that an older or another
copy put in its place is noticed.

The record is authenticated with a key of the vault. One that does not fit is ignored with a
warning: whoever can write it could as well delete it.
"""

from __future__ import annotations

import hmac
import os
import re
import struct
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from jungletui.domain.failures import VaultError, VaultFault
from jungletui.vault.backups import write_durably
from jungletui.vault.filesystem import (
    MENDED_BY_US,
    Directory,
    check_private,
    make_directory,
    open_private,
    opened_directory,
    release,
    status_of,
)
from jungletui.vault.locking import hold
from jungletui.vault.primitives import hmac_sha256
from jungletui.vault.refusals import refuse

LARGEST_RECORD = 65536
LONGEST_LINE = 200
"""No line of ours is longer. The parser needs many seconds for one name of 30,000 parts."""

_HEX = re.compile(r"[0-9a-f]{64}")

Records = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Seen:
    """One generation of one vault."""

    vault_id: bytes
    generation: int
    file_mac: bytes


@dataclass(frozen=True, slots=True)
class Recollection:
    """The records of this host as read, unchecked; `warning` says why there are none."""

    records: Records
    warning: str | None = None


def recall(path: Path) -> Recollection:
    """Read the record. It must be read before the vault file: a save between the two then only
    makes the file newer than the record, never older."""
    if not path.parent.is_dir() or not os.path.lexists(path):
        return Recollection({})
    try:
        with opened_directory(path.parent) as directory:
            return Recollection(_read(directory, path.name))
    except VaultError as error:
        return Recollection({}, f"the record of the last seen generation is ignored: {error}")
    except (OSError, ValueError, RecursionError):
        return Recollection({}, f"{path}: the record of the last seen generation is unreadable")


def judge(
    recollection: Recollection,
    found: Seen,
    state_key: bytes,
    modified: float,
    accept_rollback: bool,
) -> tuple[str, ...]:
    """Compare an opened, verified vault with what was seen before; the answer is notices.

    Raises E_ROLLBACK for an older generation and E_FORK for another one with the same number,
    unless `accept_rollback`.
    """
    last, warning = _trusted(recollection.records, found.vault_id, state_key)
    warnings = tuple(one for one in (recollection.warning, warning) if one)
    if last is None:
        return (*warnings, _first_seen(found.generation, modified))
    if accept_rollback:
        return warnings
    if found.generation < last.generation:
        raise refuse(
            VaultFault.ROLLBACK,
            f"generation {found.generation} is older than {last.generation}, "
            "the last one seen on this host",
        )
    same = hmac.compare_digest(found.file_mac, last.file_mac)
    if found.generation == last.generation and not same:
        raise refuse(
            VaultFault.FORK,
            f"generation {found.generation} is another one than the one seen on this host",
        )
    return warnings


def remember(
    path: Path, found: Seen, state_key: bytes, force: bool = False, *, lockless: bool = False
) -> str | None:
    """Note a verified or saved generation; never go back to an older one unless `force`.
    `lockless` notes it also where the file system has no locks.

    The answer is a warning where it could not be noted, None where it is.
    """
    try:
        make_directory(path.parent)
        with (
            opened_directory(path.parent) as directory,
            _lock(directory, path.name, lockless),
        ):
            records = _readable(directory, path.name)
            last, _ = _trusted(records, found.vault_id, state_key)
            if last == found or (last and not force and last.generation > found.generation):
                return None
            _write(directory, path.name, {**records, found.vault_id.hex(): _row(found, state_key)})
    except VaultError as error:
        return f"the generation could not be noted: {error}"
    except OSError as error:
        return f"{path}: the generation could not be noted ({os.strerror(error.errno or 0)})"
    return None


def _trusted(records: Records, vault_id: bytes, state_key: bytes) -> tuple[Seen | None, str | None]:
    row = records.get(vault_id.hex())
    if row is None:
        return None, None
    match row:
        case {"generation": int(generation), "file_mac": str(file_mac), "mac": str(mac)} if (
            0 < generation < 1 << 63 and _HEX.fullmatch(file_mac) and _HEX.fullmatch(mac)
        ):
            seen = Seen(vault_id, generation, bytes.fromhex(file_mac))
            if hmac.compare_digest(_mac(seen, state_key), bytes.fromhex(mac)):
                return seen, None
    return None, "the record of the last seen generation was edited, or is of an older key: ignored"


def _row(seen: Seen, state_key: bytes) -> dict[str, object]:
    return {
        "generation": seen.generation,
        "file_mac": seen.file_mac.hex(),
        "mac": _mac(seen, state_key).hex(),
    }


def _mac(seen: Seen, state_key: bytes) -> bytes:
    number = struct.pack(">Q", seen.generation)
    return hmac_sha256(state_key, b"cxv1/seen", seen.vault_id, number, seen.file_mac)


def _read(directory: Directory, name: str) -> Records:
    fd = open_private(directory, name)
    with os.fdopen(fd, "rb") as file:
        text = file.read(LARGEST_RECORD + 1)
    if len(text) > LARGEST_RECORD or any(len(line) > LONGEST_LINE for line in text.splitlines()):
        raise ValueError("too large")
    vaults = tomllib.loads(text.decode("utf-8")).get("vaults", {})
    if not isinstance(vaults, dict) or not all(map(_is_flat, vaults.values())):
        raise ValueError("no table of vaults")
    return vaults


def _is_flat(row: object) -> bool:
    """What somebody nested could be too deep to be written again."""
    return isinstance(row, dict) and not any(isinstance(v, dict | list) for v in row.values())


def _readable(directory: Directory, name: str) -> Records:
    try:
        return _read(directory, name)
    except (VaultError, OSError, ValueError, RecursionError):
        return {}


def _write(directory: Directory, name: str, vaults: Records) -> None:
    import tomli_w  # noqa: PLC0415  only where a generation is new

    scratch = f".{name}.tmp"
    with suppress(FileNotFoundError):
        # Left behind by a program that was killed: we hold the lock, so it is nobody's.
        os.unlink(scratch, dir_fd=directory.fd)
    try:
        write_durably(directory, scratch, tomli_w.dumps({"vaults": vaults}).encode())
        os.rename(scratch, name, src_dir_fd=directory.fd, dst_dir_fd=directory.fd)
    except OSError:
        with suppress(OSError):
            os.unlink(scratch, dir_fd=directory.fd)
        raise


@contextmanager
def _lock(directory: Directory, name: str, lockless: bool) -> Iterator[None]:
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    fd = os.open(f"{name}.lock", flags, 0o600, dir_fd=directory.fd)
    try:
        path = directory.path / f"{name}.lock"
        check_private(status_of(fd, path), path, MENDED_BY_US)
        hold(fd, lockless=lockless)
        yield
    finally:
        release(fd)


def _first_seen(generation: int, modified: float) -> str:
    saved = datetime.fromtimestamp(modified, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return f"first seen on this host: generation {generation}, saved at {saved}"
