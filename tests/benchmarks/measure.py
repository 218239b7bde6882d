"""Measuring whole processes: rounds in turn, medians, peak memory, one table at the end."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

NOISE = 1.5
"""How far beyond its bar a ratio must be to fail: shared machines disturb even ratios. What was
measured is printed beside the bar."""


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process: wall seconds, the peak of its largest process in MiB, and what it
    printed."""

    seconds: float
    peak_mib: float
    printed: bytes = b""


LAUNCHER = """
import os, sys, time
report, *command = sys.argv[1:]
os.set_inheritable(int(report), False)  # an agent outlives the command that started it
began = time.perf_counter()
child = os.posix_spawn(command[0], command, os.environ)
_, status, usage = os.wait4(child, 0)
seconds = time.perf_counter() - began
told = f"{seconds} {usage.ru_maxrss} {os.waitstatus_to_exitcode(status)}"
os.write(int(report), told.encode())
"""
"""A process begins with the peak memory of the one that started it, so a small one starts it."""


def run(argv: Sequence[str], pass_fds: Sequence[int] = (), given: bytes = b"") -> Run:
    """Run `argv` to its end with `given` on its standard input, bytecode cached as users have it.
    AssertionError with what it printed where it fails."""
    reader, writer = os.pipe()
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", LAUNCHER, str(writer), *argv],
        pass_fds=(*pass_fds, writer),
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"},
        check=True,
    )
    os.close(writer)
    with os.fdopen(reader) as report:
        seconds, peak, code = report.read().split()
    assert code == "0", f"{argv} ended with {code}: {done.stdout.decode()}"
    return Run(float(seconds), int(peak) / 1024, done.stdout)


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
