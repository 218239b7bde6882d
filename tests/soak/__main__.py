"""Runs a soak and prints what came of it; ends with 1 where something was wrong."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections import defaultdict

from jungletui.sandbox.registry import EXCHANGES
from tests.soak.run import Soak, soak
from tests.soak.trouble import pairs

COLUMNS = (
    *("balances", "orders", "fills", "positions", "movements"),
    *("refused reads", "gaps told", "became live", "became polled", "became stale"),
)


def table(run: Soak) -> str:
    """What was compared and what went wrong, exchange by exchange."""
    short = [name.replace("became ", "→ ") for name in COLUMNS]
    lines = [f"{'exchange':<10} {'faults':>11} " + " ".join(f"{name:>13}" for name in short)]
    sums: dict[str, int] = defaultdict(int)
    every = set(pairs(tuple(run.sandbox.served)))
    for exchange in run.sandbox.served:
        counts = run.judge.counts[exchange]
        kinds = {kind for name, kind in run.troubles.seen if name == exchange}
        faults = sum(n for (name, _), n in run.troubles.seen.items() if name == exchange)
        of = sum(name == exchange for name, _ in every)
        lines.append(
            f"{exchange:<10} {f'{faults} ({len(kinds)}/{of})':>11} "
            + " ".join(f"{counts.get(name, 0):>13}" for name in COLUMNS)
        )
        for name, count in counts.items():
            sums[name] += count
    lines += ["", *(f"{name}: {count}" for name, count in sorted({**sums, **run.counts}.items()))]
    lines += [f"events: {run.screen.counts['events']}"]
    for apart in sorted(run.judge.apart):
        lines.append(f"not compared: {' '.join(apart)}")
    for name, wallets in run.judge.unseen.items():
        if wallets:
            lines.append(f"said to be not readable: {name}, orders of {', '.join(sorted(wallets))}")
    early, late, allowed = run.memory.verdict(run.seconds)
    lines += [
        f"memory of the service: {early:.1f} MiB early, {late:.1f} MiB at last"
        f" ({late / early - 1 if early else 0:+.1%}; allowed {allowed - 1:+.0%})",
        f"memory of the sandbox and the judge: {run.here[0]:.0f} to {run.here[1]:.0f} MiB",
        *(f"WRONG: {text}" for text in run.wrong),
        "wrong: nothing" if not run.wrong else f"wrong: {len(run.wrong)}",
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run as asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("exchanges", nargs="*", metavar="EXCHANGE", help=", ".join(EXCHANGES))
    given = parser.parse_args()
    run = asyncio.run(
        soak(
            given.minutes * 60,
            given.seed,
            tuple(given.exchanges),
            lambda text: sys.stderr.write(f"{text}\n"),
        )
    )
    sys.stdout.write(table(run))
    return 1 if run.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
