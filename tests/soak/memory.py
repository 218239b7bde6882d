"""Whether the memory of a process stays as it is once it is warm."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

GROWTH = 1.05
SHORT_GROWTH = 1.15
"""Of a run too short to become warm."""
LONG = 300.0
MINUTE = 60.0
PAGE = 4096


@dataclass
class Memory:
    """What a process holds, second by second."""

    pid: int
    samples: list[tuple[float, float]] = field(default_factory=list)

    def note(self, at: float) -> float:
        """Look; MiB."""
        found = resident(self.pid)
        self.samples.append((at, found))
        return found

    def median(self, low: float, high: float) -> float:
        """Of the samples of a stretch of time."""
        return median([value for at, value in self.samples if low <= at < high] or [0.0])

    def verdict(self, seconds: float) -> tuple[float, float, float]:
        """Early and late, and how many times the early one is allowed. The first minute fills
        caches: minutes two and three are compared with the last one."""
        if seconds >= LONG:
            early, late = self.median(MINUTE, 3 * MINUTE), self.median(seconds - MINUTE, seconds)
            return early, late, GROWTH
        early = self.median(seconds / 4, seconds / 2)
        return early, self.median(seconds * 3 / 4, seconds), SHORT_GROWTH


def resident(pid: int) -> float:
    """MiB of a process that are in memory."""
    text = Path(f"/proc/{pid}/statm").read_text(encoding="ascii")
    return int(text.split()[1]) * PAGE / 2**20
