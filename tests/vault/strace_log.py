"""The log of strace: its lines as calls, and what they did to one folder as the crash model's.

Made for `strace -f -y -xx`, which writes every string in hexadecimal.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.vault.crash_model import Call

LINE = re.compile(r"(?P<pid>\d+)\s+(?P<name>\w+)\((?P<arguments>.*)\)\s+= (?P<result>-?\d+|\?)")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
PLACE = re.compile(r"^(?:AT_FDCWD|\d+)<((?:\\x[0-9a-f]{2})*)>")
HARMLESS = frozenset(
    """
    read pread64 readv close lseek flock fchmod fcntl ioctl fstat newfstatat statx lstat stat access
    faccessat faccessat2 readlink readlinkat getdents64 getcwd mmap poll dup fchdir
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True)
class SystemCall:
    """One line of the log. `ordinal` counts the calls of this name since the program started."""

    name: str
    ordinal: int
    arguments: tuple[str, ...]
    result: int
    injected: bool

    def place(self, at: int = 0) -> Path | None:
        """The file behind a descriptor argument."""
        found = PLACE.match(self.arguments[at])
        return Path(_plain(found[1])) if found else None

    def data(self, at: int) -> bytes:
        """A string argument; it must not be cut short."""
        found = TEXT.fullmatch(self.arguments[at])
        if found is None:
            raise ValueError(f"no whole string: {self.arguments[at][:80]}")
        return bytes.fromhex(found[1].replace("\\x", ""))

    def path(self, at: int) -> Path:
        """A path argument behind the directory that it is relative to."""
        return (self.place(at - 1) or Path("/")) / self.data(at).decode()

    def mentions(self, folder: Path) -> bool:
        paths = [_plain(text) for text in re.findall(r'[<"]((?:\\x[0-9a-f]{2})+)', self.text)]
        return any(path == str(folder) or path.startswith(f"{folder}/") for path in paths)

    @property
    def text(self) -> str:
        return ", ".join(self.arguments)


def parsed(log: str) -> list[SystemCall]:
    """All calls of the log, in order. Signals, exits, and the call that a kill met are left out."""
    counts: dict[str, int] = {}
    calls = []
    for line in log.splitlines():
        if " resumed>" in line:
            raise ValueError(f"two threads: {line[:100]}")
        found = LINE.match(line)
        if found is None or "<unfinished ...>" in line:
            continue
        name = found["name"]
        counts[name] = counts.get(name, 0) + 1
        result = 0 if found["result"] == "?" else int(found["result"])
        arguments = tuple(found["arguments"].split(", "))
        calls.append(SystemCall(name, counts[name], arguments, result, line.endswith("(INJECTED)")))
    return calls


def between_marks(calls: list[SystemCall]) -> list[SystemCall]:
    """The calls of the save itself. Raises ValueError where a mark is missing."""
    marks = {}
    for at, call in enumerate(calls):
        if call.name in ("readlink", "readlinkat"):
            word = bytes.fromhex(TEXT.search(call.text)[1].replace("\\x", ""))
            marks[word] = at
    if b"/the-save-begins" not in marks:
        raise ValueError("the save did not begin")
    return calls[marks[b"/the-save-begins"] + 1 : marks.get(b"/the-save-ends")]


def model_calls(calls: list[SystemCall], folder: Path, start: Mapping[str, int]) -> Iterator[Call]:
    """What `calls` did in `folder`, as the crash model knows it; `start` numbers its files.

    Raises ValueError for a call that changes the folder in a way the model does not know: a log
    that cannot be judged proves nothing.
    """
    names = dict(start)
    numbers = itertools.count(max(start.values(), default=-1) + 1)
    for call in calls:
        if call.result < 0 or not call.mentions(folder):
            continue
        if call.name == "openat":
            yield from _opened(call, folder, names, numbers)
        elif call.name in ("linkat", "renameat", "renameat2"):
            yield from _named(call, folder, names)
        elif call.name == "unlinkat" and call.path(1).parent == folder:
            names.pop(call.path(1).name)
            yield Call("unlink", target=call.path(1).name)
        elif call.name in ("write", "fallocate", "fsync"):
            yield from _written(call, folder, names, start)
        elif call.name not in HARMLESS:
            raise ValueError(f"the model does not know {call.name}({call.text[:200]})")


def _opened(
    call: SystemCall, folder: Path, names: dict[str, int], numbers: Iterator[int]
) -> Iterator[Call]:
    path = call.path(1)
    if path.parent != folder:
        return
    if "O_TRUNC" in call.arguments[2]:
        raise ValueError(f"the model does not know O_TRUNC: {path}")
    if "O_CREAT" in call.arguments[2] and path.name not in names:
        names[path.name] = next(numbers)
        yield Call("create", names[path.name], target=path.name)


def _named(call: SystemCall, folder: Path, names: dict[str, int]) -> Iterator[Call]:
    source, target = call.path(1), call.path(3)
    if folder not in (source.parent, target.parent):
        return
    if {source.parent, target.parent} != {folder}:
        raise ValueError(f"the model knows one folder: {source} {target}")
    inode = names[source.name]
    kind = "link" if call.name == "linkat" else "rename"
    if kind == "rename" and names.get(target.name) != inode:
        del names[source.name]
    names[target.name] = inode
    yield Call(kind, inode, source.name, target.name)


def _written(
    call: SystemCall, folder: Path, names: dict[str, int], start: Mapping[str, int]
) -> Iterator[Call]:
    place = call.place()
    if place == folder:
        yield Call("fsyncdir")
        return
    if place is None or place.parent != folder:
        return
    inode = names[place.name]
    if call.name == "fsync":
        yield Call("fsync", inode)
        return
    if inode in start.values():
        raise ValueError(f"a file that was there before is written to: {place}")
    if call.name == "write":
        yield Call("write", inode, data=call.data(1)[: call.result])
    else:
        yield Call("reserve", inode, data=bytes(int(call.arguments[3])))


def _plain(escaped: str) -> str:
    return os.fsdecode(bytes.fromhex(escaped.replace("\\x", "")))
