"""Looking for secrets: in bytes, below folders, in the processes of a program, in its memory."""

from __future__ import annotations

import base64
import json
import os
import re
import urllib.parse
from collections.abc import Iterable, Mapping
from pathlib import Path

SHORTEST = 6


def forms(text: str) -> dict[str, bytes]:
    """The spellings of a secret that are as good as the secret. Base64 in all three alignments,
    without what depends on its neighbours."""
    raw = text.encode()
    found = {
        "plain": raw,
        "hex": raw.hex().encode(),
        "HEX": raw.hex().upper().encode(),
        "utf-16": text.encode("utf-16-le"),
        "url": urllib.parse.quote(text, safe="").encode(),
        "json": json.dumps(text)[1:-1].encode(),
        "repr": repr(text)[1:-1].encode(),
    }
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + raw)
        start = -(-shift * 8 // 6)
        found[f"base64+{shift}"] = encoded[start : (shift + len(raw)) * 8 // 6]
    return {name: form for name, form in found.items() if len(form) >= SHORTEST}


def found_in(data: bytes, secrets: Mapping[str, str]) -> set[str]:
    """`secret (form)` of every secret that is in `data`."""
    return {
        f"{name} ({form})"
        for name, text in secrets.items()
        for form, needle in forms(text).items()
        if needle in data
    }


def found_below(folders: Iterable[Path], secrets: Mapping[str, str]) -> set[str]:
    """`path: secret (form)` for every file below `folders`; names of files count as well."""
    found = set()
    for folder in folders:
        for path in folder.rglob("*"):
            found |= {f"{path}: name: {hit}" for hit in found_in(os.fsencode(path), secrets)}
            if path.is_file():
                found |= {f"{path}: {hit}" for hit in found_in(path.read_bytes(), secrets)}
    return found


def family(pid: int) -> list[int]:
    """The process and all that it started, directly or not."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            parent = _parent(entry)
            parents.setdefault(parent, []).append(int(entry.name))
    family = [pid]
    for member in family:
        family += parents.get(member, [])
    return family


def _parent(entry: Path) -> int:
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return 0


def found_in_processes(pids: Iterable[int], secrets: Mapping[str, str]) -> set[str]:
    """`pid file: secret (form)` for arguments and environment of these processes."""
    found = set()
    for pid in pids:
        for name in ("cmdline", "environ"):
            try:
                data = Path(f"/proc/{pid}/{name}").read_bytes()
            except OSError:
                continue
            found |= {f"{pid} {name}: {hit}" for hit in found_in(data, secrets)}
    return found


_MAPPING = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+ *(.*)")


def memory(pid: int) -> bytes:
    """All writable memory of a process. PermissionError where this one may not look."""
    parts = []
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as mem:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            match = _MAPPING.match(line)
            if match is None or "w" not in match[3] or match[4].startswith("[v"):
                continue
            start, end = int(match[1], 16), int(match[2], 16)
            try:
                mem.seek(start)
                parts.append(mem.read(end - start) or b"")
            except (OSError, ValueError):
                continue
    return b"\0\0\0\0".join(parts)


def modules_of(pid: int) -> list[str]:
    """The words of a process's command line."""
    return Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
