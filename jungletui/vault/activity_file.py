"""The activity log on disk: a heading, two end marks written in turn, then a record a line.

A record is on the disk before the end mark that counts it, so that a crash in between leaves a
record too many (taken over), never one too few. Whatever is found wrong on the way is written into
the log as a record of its own: going on does not cover it up.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from jungletui.domain.failures import VaultError, VaultFault
from jungletui.vault.activity_records import (
    END_MARK_LENGTH,
    SALT_LENGTH,
    START,
    Chain,
    EndMark,
    Link,
    open_end_mark,
    open_record,
    seal_end_mark,
    seal_record,
)
from jungletui.vault.content import Anchor
from jungletui.vault.filesystem import (
    MENDED_BY_US,
    Directory,
    check_private,
    make_directory,
    opened_directory,
    os_refusal,
)
from jungletui.vault.refusals import refuse
from jungletui.vault.saving import locked

LOG_ID_LENGTH = 16
LARGEST = 1 << 28

_HEADING = re.compile(rb"jungletui-activity 1 ([0-9a-f]{32}) ([0-9a-f]{32})\n")
HEADING_LENGTH = 87
FRONT_LENGTH = HEADING_LENGTH + 2 * (END_MARK_LENGTH + 1)

Remark = Callable[[bool, str], bytes]
"""The text of the log's record about itself: whether something is wrong, and what."""


@dataclass(frozen=True, slots=True)
class Begun:
    """Why the log was begun just now (an empty reason: it was not), and whether that is wrong."""

    wrong: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose log it is: the vault, the secret derived from it, and what it last saw of the log."""

    vault_id: bytes
    secret: bytes
    anchor: Anchor | None = None

    def __repr__(self) -> str:
        return "Owner(•••)"


def append(
    path: Path,
    owner: Owner,
    texts: Sequence[bytes],
    remark: Remark,
    *,
    lockless: bool = False,
) -> tuple[bytes, Link]:
    """Add records durably, beginning the log where there is none; its id and its last record.

    Two processes take turns; with `lockless` they need not where the file system has no locks.
    Raises VaultError E_FS where the disk refuses (nothing of it is then
    in the log), E_CONFLICT where another process does not come to an end.
    """
    make_directory(path.parent)
    with (
        opened_directory(path.parent) as directory,
        locked(directory, path.name, lockless=lockless),
    ):
        try:
            with _opened(directory, path.name, owner) as (fd, chain, begun):
                return chain.log_id, _append(fd, chain, owner.anchor, texts, remark, begun)
        except OSError as error:
            raise os_refusal(error, path) from None


def read_log(path: Path, *, lockless: bool = False) -> bytes:
    """The whole file, empty where there is none; `lockless` as for `append`. Raises VaultError
    E_FS."""
    if not os.path.lexists(path):
        return b""
    with (
        opened_directory(path.parent) as directory,
        locked(directory, path.name, lockless=lockless),
    ):
        try:
            fd = os.open(path.name, _READ, dir_fd=directory.fd)
            with os.fdopen(fd, "rb") as file:
                check_private(os.fstat(fd), path, MENDED_BY_US)
                data = file.read(LARGEST + 1)
        except OSError as error:
            raise os_refusal(error, path) from None
    if len(data) > LARGEST:
        raise refuse(VaultFault.FS, f"{path}: it is too long to be read", "Put it aside.")
    return data


def log_of(heading: bytes) -> tuple[bytes, bytes] | None:
    """The vault and the log that a heading names; None where it is none."""
    found = _HEADING.fullmatch(heading)
    return (bytes.fromhex(found[1].decode()), bytes.fromhex(found[2].decode())) if found else None


def end_mark(chain: Chain, front: bytes, size: int) -> EndMark | None:
    """The newer of the two end marks; None where they were changed.

    Each has its place and its turn, so that one cannot stand in for the other. A crash leaves at
    most one torn, and then a record behind the other: without one, the newer was rubbed out.
    """
    lines = front[HEADING_LENGTH:FRONT_LENGTH].split(b"\n")[:2]
    found = [open_end_mark(chain, line) for line in lines]
    marks = [mark for place, mark in enumerate(found) if mark and mark.turn % 2 == place]
    newest = max(marks, key=lambda mark: mark.turn, default=None)
    if newest is None or (len(marks) == 1 and size <= newest.length):
        return None
    in_turn = len(marks) == 1 or abs(marks[0].turn - marks[1].turn) == 1
    return newest if in_turn else None


_OPEN = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_READ = os.O_RDONLY | _OPEN


@contextmanager
def _opened(directory: Directory, name: str, owner: Owner) -> Iterator[tuple[int, Chain, Begun]]:
    """The log's descriptor and chain, and what is to be said of its beginning. What is no log of
    this vault is put aside, never overwritten."""
    fd = _existing(directory, name)
    log = log_of(os.pread(fd, HEADING_LENGTH, 0)) if fd is not None else None
    begun = Begun(False, "")
    if fd is None:
        begun = Begun(False, "there was none")
    elif log is None or log[0] != owner.vault_id:
        os.close(fd)
        fd = None
        aside = f"{name}.{secrets.token_hex(4)}"
        os.rename(name, aside, src_dir_fd=directory.fd, dst_dir_fd=directory.fd)
        what = "another vault's log" if log else "a file without the heading of a log"
        begun = Begun(log is None, f"{what} was here and is now {aside}")
    if fd is None or log is None:
        chain = Chain(owner.vault_id, os.urandom(LOG_ID_LENGTH), owner.secret)
        fd = _begin(directory, name, chain)
    else:
        chain = Chain(owner.vault_id, log[1], owner.secret)
    try:
        yield fd, chain, begun
    finally:
        os.close(fd)


def _existing(directory: Directory, name: str) -> int | None:
    try:
        fd = os.open(name, os.O_RDWR | _OPEN, dir_fd=directory.fd)
    except FileNotFoundError:
        return None
    try:
        check_private(os.fstat(fd), directory.path / name, MENDED_BY_US)
    except VaultError:
        os.close(fd)
        raise
    return fd


def _begin(directory: Directory, name: str, chain: Chain) -> int:
    heading = f"jungletui-activity 1 {chain.vault_id.hex()} {chain.log_id.hex()}\n".encode()
    marks = [seal_end_mark(chain, EndMark(turn, START, FRONT_LENGTH)) for turn in (0, 1)]
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | _OPEN
    fd = os.open(name, flags, 0o600, dir_fd=directory.fd)
    try:
        os.fchmod(fd, 0o600)
        _write_at(fd, heading + b"\n".join((*marks, b"")), 0)
        os.fsync(fd)
        os.fsync(directory.fd)
    except OSError:
        os.close(fd)
        with suppress(OSError):
            os.unlink(name, dir_fd=directory.fd)
        raise
    return fd


def _append(
    fd: int,
    chain: Chain,
    anchor: Anchor | None,
    texts: Sequence[bytes],
    remark: Remark,
    begun: Begun,
) -> Link:
    turn, last, end, wrong = _where_it_ends(fd, chain, anchor)
    said = "; ".join(filter(None, (begun.reason, wrong)))
    remarks = [remark(begun.wrong or bool(wrong), said)] if said else []
    lines = []
    for text in (*remarks, *texts):
        line, last = seal_record(chain, last, text, os.urandom(SALT_LENGTH))
        lines.append(line + b"\n")
    added = b"".join(lines)
    try:
        _write_at(fd, added, end)
        os.fdatasync(fd)
    except OSError:
        with suppress(OSError):
            os.ftruncate(fd, end)
        raise
    _mark_end(fd, chain, EndMark(turn, last, end + len(added)))
    if wrong:  # both marks are to be trusted again
        _mark_end(fd, chain, EndMark(turn + 1, last, end + len(added)))
    return last


def _mark_end(fd: int, chain: Chain, mark: EndMark) -> None:
    place = HEADING_LENGTH + mark.turn % 2 * (END_MARK_LENGTH + 1)
    _write_at(fd, seal_end_mark(chain, mark) + b"\n", place)
    os.fdatasync(fd)


def _where_it_ends(fd: int, chain: Chain, anchor: Anchor | None) -> tuple[int, Link, int, str]:
    """Whose turn it is, the last record, where the next one goes, and what is wrong with the log
    (empty: nothing). What a killed process left unfinished is cut off."""
    size = os.fstat(fd).st_size
    mark = end_mark(chain, os.pread(fd, FRONT_LENGTH, 0), size)
    wrong = []
    if mark is None:
        wrong.append("its end marks were changed: records may be missing before this one")
        mark = EndMark(-1, START, FRONT_LENGTH)
    if size < mark.length:
        wrong.append(f"it was cut: it had {mark.last.position} records")
    last, end = _taken_over(fd, chain, mark, size)
    if anchor is not None and anchor.log_id != chain.log_id:
        wrong.append(f"it is another log than the one of {anchor.position} records that was here")
    elif anchor is not None and anchor.position > last.position:
        wrong.append(f"an older copy was put in its place: it had {anchor.position} records")
    return mark.turn + 1, last, end, "; ".join(wrong)


def _taken_over(fd: int, chain: Chain, mark: EndMark, size: int) -> tuple[Link, int]:
    """The last record and the end of the last whole line, from the end mark on."""
    last, end = mark.last, max(FRONT_LENGTH, min(size, mark.length))
    for line in _read(fd, end, size).splitlines(keepends=True):
        if not line.endswith(b"\n"):
            break
        end += len(line)
        record = open_record(chain, line[:-1])
        if record is not None and record.link.position > last.position:
            last = record.link
    if end < size:
        os.ftruncate(fd, end)
    if end > FRONT_LENGTH and os.pread(fd, 1, end - 1) != b"\n":  # cut in the middle of a line
        _write_at(fd, b"\n", end)
        end += 1
    return last, end


def _read(fd: int, start: int, end: int) -> bytes:
    parts = []
    while start < end and (part := os.pread(fd, end - start, start)):
        parts.append(part)
        start += len(part)
    return b"".join(parts)


def _write_at(fd: int, data: bytes, offset: int) -> None:
    rest = memoryview(data)
    while rest:
        written = os.pwrite(fd, rest, offset)
        rest = rest[written:]
        offset += written
