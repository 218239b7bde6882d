"""The crash model on other ways to save than ours: it finds what is wrong with each of them."""

from __future__ import annotations

import pytest

from tests.vault.crash_model import Call, crashes

OLD, NEW = b"the old vault, whole", b"the new vault, whole as well"
VAULT, COPY, SCRATCH = "vault", "vault.bak", "scratch"

TRUNCATED = (Call("truncate", 0), Call("write", 0, data=NEW))
WRITTEN = (Call("create", 1, target=SCRATCH), Call("write", 1, data=NEW))
SYNCED = (*WRITTEN, Call("fsync", 1))
RENAMED = Call("rename", 1, SCRATCH, VAULT)
COPIED = (Call("create", 2, target=COPY), Call("write", 2, data=OLD))
LINKED = (
    Call("link", 0, VAULT, ".copy"),
    Call("rename", 0, ".copy", COPY),
)
DURABLE = Call("fsyncdir")

PROTOCOLS: dict[str, tuple[tuple[Call, ...], tuple[bool, bool, bool]]] = {
    "truncate, write": (TRUNCATED, (True, False, True)),
    "truncate, write, fsync": ((*TRUNCATED, Call("fsync", 0)), (True, False, False)),
    "temp, rename": ((*WRITTEN, RENAMED), (True, False, True)),
    "temp, fsync, rename": ((*SYNCED, RENAMED), (False, False, True)),
    "copy, overwrite in place": ((*COPIED, *TRUNCATED, Call("fsync", 0)), (True, True, False)),
    "rename away, rename in": (
        (*SYNCED, Call("rename", 0, VAULT, COPY), RENAMED, DURABLE),
        (False, True, False),
    ),
    "remove, rename in": ((*WRITTEN, Call("unlink", target=VAULT), RENAMED), (True, True, True)),
    "temp, fsync, rename, fsync of the directory": (
        (*SYNCED, RENAMED, DURABLE),
        (False, False, False),
    ),
    "the same with a linked backup": ((*SYNCED, *LINKED, RENAMED, DURABLE), (False, False, False)),
}
"""Whether the vault can be lost, lost from its place but not from the folder, and old although
success was reported."""


def outcome(calls: list[Call]) -> tuple[int, int, int, int]:
    """How many disks there are, and on how many of them it is as `PROTOCOLS` says."""
    states = lost = elsewhere = forgotten = 0
    for length, names, contents in crashes({VAULT: 0}, {0: OLD}, calls):
        for content in contents:
            states += 1
            here = content[names[VAULT]] if VAULT in names else None
            kept = any(content[inode] in (OLD, NEW) for inode in names.values())
            missing = here not in (OLD, NEW)
            lost += missing and not kept
            elsewhere += missing and kept
            forgotten += length == len(calls) and here == OLD
    return states, lost, elsewhere, forgotten


@pytest.mark.parametrize("name", PROTOCOLS)
def test_the_model_judges_a_way_to_save(name: str) -> None:
    calls, expected = PROTOCOLS[name]
    states, *found = outcome(list(calls))
    assert states > len(calls)
    assert tuple(number > 0 for number in found) == expected, found


def test_in_most_programs_most_disks_lose_the_vault() -> None:
    """The way of most code in Python: half of the disks that a power cut can leave."""
    states, lost, *_ = outcome(list(PROTOCOLS["temp, rename"][0]))
    assert lost * 4 > states
