"""How much memory may be taken on this machine: what is free, and what the cgroup still allows."""

from __future__ import annotations

import os
from pathlib import Path

_VERSION_2 = ("memory.max", "memory.current")
_VERSION_1 = ("memory.limit_in_bytes", "memory.usage_in_bytes")
"""The files of a cgroup that say how much it may have, and how much it has."""


def free_memory_kib(root: Path = Path("/")) -> int:
    """Free memory in KiB: the least of MemAvailable and the room of our cgroups.

    Where the system tells neither (no /proc), half of the physical memory. `root` is where
    /proc and /sys are found.
    """
    known = [_mem_available(root), *_cgroup_rooms(root)]
    figures = [figure for figure in known if figure is not None]
    if figures:
        return max(0, min(figures))
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2048


def _mem_available(root: Path) -> int | None:
    for line in _text(root / "proc/meminfo").splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1])
    return None


def _cgroup_rooms(root: Path) -> list[int | None]:
    """The room in our own cgroup and in each of its parents: version 2 says `0::/path`, version 1
    `4:memory:/path`."""
    rooms: list[int | None] = []
    for line in _text(root / "proc/self/cgroup").splitlines():
        _, controllers, path = [*line.split(":", 2), "", ""][:3]
        if line.startswith("0::/"):
            top, names = root / "sys/fs/cgroup", _VERSION_2
        elif "memory" in controllers.split(",") and path.startswith("/"):
            top, names = root / "sys/fs/cgroup/memory", _VERSION_1
        else:
            continue
        own = top / path[1:]
        while True:
            rooms.append(_room(own, *names))
            if own == top or top not in own.parents:
                break
            own = own.parent
    return rooms


def _room(group: Path, most: str, taken: str) -> int | None:
    limit, used = _text(group / most).strip(), _text(group / taken).strip()
    if not (limit.isdigit() and used.isdigit()):
        return None
    return (int(limit) - int(used)) // 1024


def _text(path: Path) -> str:
    try:
        return path.read_text("ascii", errors="replace")
    except OSError:
        return ""
