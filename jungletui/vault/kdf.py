"""Argon2id costs: what a new slot gets, and what a slot of a file may ask for.

Limits are decided from the header alone, before anything is allocated
(docs/vault-format.md section 6).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from jungletui.domain.failures import VaultFault
from jungletui.vault.host_memory import free_memory_kib
from jungletui.vault.primitives import argon2id
from jungletui.vault.refusals import refuse
from jungletui.vault.slot_layout import Slot

MIB = 1024
FLOOR_MEMORY = 64 * MIB
FLOOR_WORK = 192 * MIB
CAP_MEMORY = 1024 * MIB
CAP_WORK = 3 * 1024 * MIB
CAP_ITERATIONS = 10
CAP_LANES = 4
CREATION_MEMORIES = tuple(size * MIB for size in (256, 192, 128, 96, 64))
FAST, AIM = 0.6, 0.9
"""Seconds: a creation run under the first is stretched towards the second."""

MOST_STRENGTHENED = 4 * FLOOR_WORK
"""Work (KiB times passes) that a slot is never strengthened beyond."""

LEAST_PER_LANE = 8
"""KiB of memory that Argon2id needs for each lane (RFC 9106, section 3.1)."""

WAY_ROUND_WEAK = (
    "Somebody may have weakened the file: restore a backup. If another program made the vault so, "
    "`jungletui vault strengthen --allow-weak-kdf` (with the --home of before) opens the vault in "
    "its place once and makes it strong."
)

Stopwatch = Callable[["KdfParameters"], float]


@dataclass(frozen=True, slots=True)
class KdfParameters:
    """The three costs of Argon2id; memory in KiB."""

    memory_kib: int
    iterations: int
    lanes: int


FLOOR = KdfParameters(FLOOR_MEMORY, 3, 1)
"""The cheapest costs that a vault may have."""


def parameters_of(slot: Slot) -> KdfParameters:
    """The costs that a passphrase slot asks for."""
    return KdfParameters(slot.memory_kib, slot.iterations, slot.lanes)


def is_weak(kdf: KdfParameters) -> bool:
    """Whether the costs are below the floor, so that a passphrase could be guessed."""
    return kdf.memory_kib < FLOOR_MEMORY or kdf.memory_kib * kdf.iterations < FLOOR_WORK


def check_limits(kdf: KdfParameters, *, allow_weak: bool = False) -> None:
    """Raise E_KDF_LIMIT above the caps and E_KDF_WEAK below the floor. With `allow_weak` there is
    no floor but Argon2id's own."""
    within = (
        kdf.memory_kib <= CAP_MEMORY
        and 1 <= kdf.iterations <= CAP_ITERATIONS
        and 1 <= kdf.lanes <= CAP_LANES
        and kdf.memory_kib * kdf.iterations <= CAP_WORK
        and (not allow_weak or kdf.memory_kib >= LEAST_PER_LANE * kdf.lanes)
    )
    if not within:
        raise refuse(
            VaultFault.KDF_LIMIT,
            f"its key derivation asks for {words_of(kdf)}: no vault of ours does",
            "The file is hostile or damaged: restore a backup.",
        )
    if is_weak(kdf) and not allow_weak:
        raise refuse(
            VaultFault.KDF_WEAK,
            f"its key derivation is weak ({words_of(kdf)}): the passphrase could be guessed",
            WAY_ROUND_WEAK,
        )


def check_room(kdf: KdfParameters, free_kib: int) -> None:
    """Raise E_KDF_LIMIT where the derivation would take more than half of the free memory."""
    if kdf.memory_kib * 2 > free_kib:
        raise refuse(
            VaultFault.KDF_LIMIT,
            f"its key derivation needs {kdf.memory_kib // MIB} MiB and half of the free memory "
            f"is {free_kib // 2 // MIB} MiB",
            f"Free {kdf.memory_kib * 2 // MIB} MiB of memory, or open it on a larger machine.",
        )


def derive(prehash: bytes, salt: bytes, kdf: KdfParameters, *, allow_weak: bool = False) -> bytes:
    """Argon2id of a prehashed passphrase. Blocks for about a second without the interpreter
    lock: call it in a worker thread. Raises E_KDF_LIMIT or E_KDF_WEAK before it allocates;
    `allow_weak` as for `check_limits`."""
    check_limits(kdf, allow_weak=allow_weak)
    check_room(kdf, free_memory_kib())
    return argon2id(prehash, salt, kdf.memory_kib, kdf.iterations, kdf.lanes)


def creation_parameters(
    free_kib: int | None = None, stopwatch: Stopwatch | None = None
) -> KdfParameters:
    """The costs for a new passphrase slot on this machine: about a second, a quarter of the free
    memory at most. Raises E_KDF_LIMIT where not even the floor fits."""
    room = (free_memory_kib() if free_kib is None else free_kib) // 4
    memory = next((size for size in CREATION_MEMORIES if size <= room), None)
    if memory is None:
        raise refuse(
            VaultFault.KDF_LIMIT,
            f"a new vault needs {FLOOR_MEMORY * 4 // MIB} MiB of free memory",
            "Free some memory, or create the vault on a larger machine.",
        )
    first = KdfParameters(memory, 3, 4)
    seconds = (stopwatch or _measured)(first)
    if seconds >= FAST:
        return first
    wanted = round(3 * AIM / max(seconds, 0.001))
    return KdfParameters(memory, min(wanted, CAP_ITERATIONS, CAP_WORK // memory), 4)


def stronger(kdf: KdfParameters, seconds: float) -> KdfParameters | None:
    """The costs for a slot whose derivation took only `seconds` here, None where it is as strong
    as a new one would be.

    Only the passes grow, never the memory: every machine that could open the slot so far has the
    memory to open it afterwards, and takes longer by at most the factor that the work grew. The
    work stays within four times that of the floor, whatever this machine could bear, since the
    vault may have to be opened on a smaller one.
    """
    if seconds >= FAST:
        return None
    most = min(CAP_ITERATIONS, MOST_STRENGTHENED // kdf.memory_kib)
    wanted = min(round(kdf.iterations * AIM / max(seconds, 0.001)), most)
    if wanted <= kdf.iterations:
        return None
    return KdfParameters(kdf.memory_kib, wanted, kdf.lanes)


def _measured(kdf: KdfParameters) -> float:
    start = time.perf_counter()
    argon2id(bytes(64), bytes(32), kdf.memory_kib, kdf.iterations, kdf.lanes)
    return time.perf_counter() - start


def words_of(kdf: KdfParameters) -> str:
    """The costs as they are told."""
    return f"{kdf.memory_kib} KiB, {kdf.iterations} passes, {kdf.lanes} lanes"
