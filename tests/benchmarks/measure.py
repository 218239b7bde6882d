"""Measuring whole processes: rounds in turn, medians, peak memory, one table at the end."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process: wall seconds, the peak of its largest process in MiB, and what it
    printed."""

    seconds: float
    peak_mib: float
    printed: bytes = b""


def run(argv: Sequence[str], pass_fds: Sequence[int] = (), given: bytes = b"") -> Run:
    """Run `argv` to its end with `given` on its standard input, bytecode cached as users have it.
    AssertionError with what it printed where it fails."""
    began = time.perf_counter()
    process = subprocess.Popen(
        list(argv),
        pass_fds=tuple(pass_fds),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(given)
    process.stdin.close()
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.stdout.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"{argv} ended with {process.returncode}: {printed.decode()}"
    return Run(seconds, usage.ru_maxrss / 1024, printed)


def in_turn(subjects: Mapping[str, Callable[[], T]], rounds: int) -> dict[str, list[T]]:
    """Each subject once a round, `rounds` times after a warm-up, so that drift hits all alike."""
    for subject in subjects.values():
        subject()
    results: dict[str, list[T]] = {name: [] for name in subjects}
    for _ in range(rounds):
        for name, subject in subjects.items():
            results[name].append(subject())
    return results


def table(title: str, rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows under a title, columns aligned; the first row is the heading."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    print(f"\n{title}")
    for row in rows:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))


def median(values: Sequence[float]) -> float:
    """The middle value: what a shared machine disturbs least."""
    return statistics.median(values)
