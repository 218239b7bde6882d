"""How much memory may be taken on this machine: what is free, and what the cgroup still allows."""

from __future__ import annotations

import os
from pathlib import Path


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
    """The room in our own cgroup and in each of its parents (version 2: `0::/path`)."""
    rooms: list[int | None] = []
    for line in _text(root / "proc/self/cgroup").splitlines():
        if not line.startswith("0::/"):
            continue
        top = root / "sys/fs/cgroup"
        own = top / line[4:]
        while True:
            rooms.append(_room(own))
            if own == top or top not in own.parents:
                break
            own = own.parent
    return rooms


def _room(group: Path) -> int | None:
    limit, used = _text(group / "memory.max").strip(), _text(group / "memory.current").strip()
    if not (limit.isdigit() and used.isdigit()):
        return None
    return (int(limit) - int(used)) // 1024


def _text(path: Path) -> str:
    try:
        return path.read_text("ascii", errors="replace")
    except OSError:
        return ""
