"""Every disk that a power cut can leave behind, from the recorded system calls of a save.

Data that was not synced may be there in part, as zeros or as garbage; directory entries that were
not synced may be there in any combination (docs/vault-format.md section 8).
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Call:
    """One recorded call; `inode` numbers files in order of appearance."""

    name: str
    inode: int = -1
    source: str = ""
    target: str = ""
    data: bytes = b""


DIRECTORY_CALLS = ("create", "link", "rename", "unlink")
DATA_CALLS = ("truncate", "write", "reserve")


@dataclass
class Recorder:
    """Records what changes the files of one folder."""

    folder: Path
    calls: list[Call] = field(default_factory=list)
    _descriptors: dict[int, int] = field(default_factory=dict)
    _inodes: dict[int, int] = field(default_factory=dict)

    def number(self, real: int) -> int:
        return self._inodes.setdefault(real, len(self._inodes))

    def known(self, name: str) -> int:
        return self.number((self.folder / name).stat().st_ino)

    def here(self, fd: int | None) -> bool:
        return fd is not None and os.fstat(fd).st_ino == self.folder.stat().st_ino

    @contextmanager
    def recording(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for name in ("open", "close", "write", "posix_fallocate", "fsync"):
                patch.setattr(os, name, getattr(self, f"_{name}")(getattr(os, name)))
            for name in ("link", "rename", "unlink"):
                patch.setattr(os, name, getattr(self, f"_{name}")(getattr(os, name)))
            yield

    def _open(self, real):
        def call(path, flags, mode=0o777, *, dir_fd=None):
            fd = real(path, flags, mode, dir_fd=dir_fd)
            if flags & os.O_CREAT and self.here(dir_fd):
                inode = self.number(os.fstat(fd).st_ino)
                self._descriptors[fd] = inode
                self.calls.append(Call("create", inode, target=str(path)))
            return fd

        return call

    def _close(self, real):
        def call(fd):
            self._descriptors.pop(fd, None)
            real(fd)

        return call

    def _write(self, real):
        def call(fd, data):
            count = real(fd, data)
            if fd in self._descriptors:
                written = bytes(data[:count])
                self.calls.append(Call("write", self._descriptors[fd], data=written))
            return count

        return call

    def _posix_fallocate(self, real):
        def call(fd, start, length):
            real(fd, start, length)
            if fd in self._descriptors:
                self.calls.append(Call("reserve", self._descriptors[fd], data=bytes(length)))

        return call

    def _fsync(self, real):
        def call(fd):
            real(fd)
            if fd in self._descriptors:
                self.calls.append(Call("fsync", self._descriptors[fd]))
            elif self.here(fd):
                self.calls.append(Call("fsyncdir"))

        return call

    def _link(self, real):
        def call(source, target, **places):
            real(source, target, **places)
            if self.here(places.get("dst_dir_fd")):
                self.calls.append(Call("link", self.known(target), source, target))

        return call

    def _rename(self, real):
        def call(source, target, **places):
            inside = self.here(places.get("dst_dir_fd"))
            real(source, target, **places)
            if inside:
                self.calls.append(Call("rename", self.known(target), source, target))

        return call

    def _unlink(self, real):
        def call(name, *, dir_fd=None):
            inside = self.here(dir_fd)
            real(name, dir_fd=dir_fd)
            if inside:
                self.calls.append(Call("unlink", target=name))

        return call


Names = dict[str, int]
Contents = dict[int, bytes]


def crashes(
    start: Names, files: Contents, calls: list[Call]
) -> Iterator[tuple[int, Names, list[Contents]]]:
    """For each prefix of `calls`: its length, and each directory with all contents it may have."""
    for length in range(len(calls) + 1):
        done = calls[:length]
        contents = _contents(files, done)
        for names in _directories(start, done):
            yield length, names, contents


def vault_states(
    start: Names, files: Contents, calls: list[Call], name: str
) -> Iterator[tuple[int, bytes | None]]:
    """For each prefix and each crash: what the file `name` holds, None where it is missing."""
    for length, names, contents in crashes(start, files, calls):
        inode = names.get(name)
        if inode is None:
            yield length, None
            continue
        for content in contents:
            yield length, content[inode]


def without(calls: list[Call], name: str) -> list[Call]:
    """The trace of the same program on a system that ignores one kind of call."""
    return [call for call in calls if call.name != name]


def _directories(start: Names, calls: list[Call]) -> Iterator[Names]:
    synced = max((at for at, call in enumerate(calls) if call.name == "fsyncdir"), default=-1)
    certain = [call for call in calls[: synced + 1] if call.name in DIRECTORY_CALLS]
    open_calls = [call for call in calls[synced + 1 :] if call.name in DIRECTORY_CALLS]
    for choice in itertools.product((False, True), repeat=len(open_calls)):
        names = dict(start)
        for call in [*certain, *itertools.compress(open_calls, choice)]:
            _apply(names, call)
        yield names


def _apply(names: Names, call: Call) -> None:
    if call.name == "unlink":
        names.pop(call.target, None)
        return
    if call.name == "rename" and names.get(call.source) == call.inode:
        del names[call.source]
    names[call.target] = call.inode


def _contents(files: Contents, calls: list[Call]) -> list[Contents]:
    """All combinations of what the files may hold after `calls` and a power cut."""
    choices: dict[int, list[bytes]] = {inode: [data] for inode, data in files.items()}
    for inode in {call.inode for call in calls if call.inode >= 0 and call.name in DATA_CALLS}:
        mine = [call for call in calls if call.inode == inode]
        choices[inode] = _possible(mine, files.get(inode, b""))
    for inode in {call.inode for call in calls if call.inode >= 0} - set(choices):
        choices[inode] = [b""]
    return [
        dict(zip(choices, picked, strict=True)) for picked in itertools.product(*choices.values())
    ]


def _possible(calls: list[Call], before: bytes) -> list[bytes]:
    """What a file may hold that held `before`."""
    written, synced, reserved, settled = before, True, 0, before
    for call in calls:
        if call.name == "truncate":
            written, synced, reserved = b"", False, 0
        elif call.name == "write":
            written, synced = written + call.data, False
        elif call.name == "reserve":
            reserved, synced = len(call.data), False
        elif call.name == "fsync":
            synced, settled = True, written.ljust(reserved, b"\0")
    whole = written.ljust(reserved, b"\0")
    if synced:
        return [whole]
    half = len(whole) // 2
    garbage = bytes(byte ^ 0x5A for byte in whole)
    return [
        *dict.fromkeys((settled, b"")),
        whole[:half],
        whole[:half].ljust(len(whole), b"\0"),
        bytes(len(whole)),
        garbage,
        whole,
    ]
