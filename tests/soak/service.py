"""The service of a soak, as a process: the real one, but it checks and tries again more often.

With `SOAK_TRACE` a file: on SIGUSR1 it writes there where memory was taken since the last time.
"""

from __future__ import annotations

import os
import signal
import sys
import tracemalloc
from pathlib import Path

TRACE = os.environ.get("SOAK_TRACE", "")
if TRACE:
    tracemalloc.start(12)

from jungletui.service import __main__ as service  # noqa: E402  it hardens this process first

# isort: split
from jungletui.exchanges.streams import stream  # noqa: E402
from jungletui.service import live_attempts, live_lines, polling  # noqa: E402

QUICK = (
    (polling, "CHECK", 8.0),
    (polling, "LONGEST_PAUSE", 6.0),
    (live_lines, "GRACE", 1.5),
    (live_attempts, "LONGEST_BACKOFF", 4.0),
    (stream, "SILENCE", 20.0),
)
"""Ten minutes hold as many recoveries as some hours otherwise."""
MOST, DEEP = 25, 6


def main() -> None:
    """Serve until the client closes."""
    for module, name, value in QUICK:
        if not hasattr(module, name):
            raise AttributeError(name)
        setattr(module, name, value)
    if TRACE:
        signal.signal(signal.SIGUSR1, _tell)
    service.main(sys.argv[1:])


_before: list[tracemalloc.Snapshot] = []


def _tell(*_: object) -> None:
    import gc

    gc.collect()
    now = tracemalloc.take_snapshot()
    with Path(TRACE).open("a", encoding="utf-8") as out:
        out.write(f"== {tracemalloc.get_traced_memory()[0] / 2**20:.2f} MiB\n")
        for before in _before:
            out.writelines(f"{row}\n" for row in now.compare_to(before, "lineno")[:MOST])
            for grown in now.compare_to(before, "traceback")[:DEEP]:
                out.writelines([f"-- {grown.size_diff}\n", *_lines(grown)])
    _before[:] = [now]


def _lines(grown: tracemalloc.StatisticDiff) -> list[str]:
    return [f"{line}\n" for line in grown.traceback.format()]


if __name__ == "__main__":
    main()
