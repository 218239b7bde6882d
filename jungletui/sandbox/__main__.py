"""The sandbox as a process: one JSON line with addresses and keys, then it serves.

It ends when its stdin closes, or on SIGTERM or SIGINT.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from jungletui.domain.times import Clock, utc_now
from jungletui.sandbox.faults import FaultKind
from jungletui.sandbox.further_samples import more_further_samples
from jungletui.sandbox.markets import DEMO_COUNT, REAL
from jungletui.sandbox.registry import EXCHANGES
from jungletui.sandbox.run import Sandbox, SandboxOptions, running
from jungletui.sandbox.samples import more_samples

STDIN = 0
Faulty = tuple[str, FaultKind, int | None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve as the arguments say; returns the exit code."""
    chosen = _parser().parse_args(arguments)
    clock = clock_of(chosen.at, frozen=chosen.frozen)
    options = SandboxOptions(
        seed=chosen.seed,
        latency=chosen.latency,
        clock=clock,
        extra=(
            *more_samples(chosen.more_keys, chosen.seed, clock()),
            *more_further_samples(chosen.exchange, chosen.more_keys, chosen.seed, clock()),
        ),
        moving=not chosen.frozen,
        port_base=chosen.port_base,
        exchanges=tuple(chosen.exchange),
        markets=REAL if chosen.real_markets else DEMO_COUNT,
        prepared=chosen.real_markets,
    )
    asyncio.run(_serve(options, chosen.fault, as_table=chosen.table))
    return 0


def clock_of(at: datetime | None, *, frozen: bool) -> Clock:
    """The story's clock: it starts at `at` (else now) and runs on, or stands still."""
    start = at or utc_now()
    if frozen:
        return lambda: start
    if at is None:
        return utc_now
    shift = start - utc_now()
    return lambda: utc_now() + shift


def document_of(sandbox: Sandbox) -> dict[str, Any]:
    """What the first line says: where the exchanges are, and the sample keys."""
    return {
        "exchanges": dict(sandbox.endpoints),
        "keys": [
            {
                "name": key.name,
                "exchange": key.exchange,
                "environment": key.environment.value,
                "endpoint": key.endpoint,
                "policy": key.policy,
                "holders": list(key.holders),
                "tags": list(key.tags),
                "credential": dict(key.credential),
            }
            for key in sandbox.keys
        ],
    }


def table_of(sandbox: Sandbox) -> str:
    """The same for a person."""
    lines = [f"{name:<10}{endpoint}" for name, endpoint in sandbox.endpoints.items()]
    for key in sandbox.keys:
        lines += ["", f"{key.name}  ({key.exchange}, {key.environment.value}, {key.policy})"]
        lines += [f"    {name:<10}{text.strip()}" for name, text in key.credential.items()]
    return "\n".join(lines)


async def _serve(options: SandboxOptions, faults: Sequence[Faulty], *, as_table: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with running(options) as sandbox:
        for exchange, kind, count in faults:
            sandbox.faults(exchange).set(kind, count)
        text = table_of(sandbox) if as_table else json.dumps(document_of(sandbox))
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
        threading.Thread(target=_until_stdin_closes, args=(loop, stop), daemon=True).start()
        await stop.wait()


def _until_stdin_closes(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """A thread, because epoll does not take every kind of stdin."""
    while os.read(STDIN, 4096):
        pass
    loop.call_soon_threadsafe(stop.set)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m jungletui.sandbox", description=__doc__)
    parser.add_argument("--seed", type=int, default=7, help="another world")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before every reply")
    parser.add_argument("--port-base", type=int, default=0, help="first port; free ones without")
    parser.add_argument(
        "--exchange",
        action="append",
        choices=tuple(EXCHANGES),
        default=[],
        help="serve this one, and others that are named; the demo's without",
    )
    parser.add_argument("--more-keys", type=int, default=0, help="so many more of each exchange")
    parser.add_argument(
        "--real-markets", action="store_true", help="as many markets as the real exchanges list"
    )
    parser.add_argument("--frozen", action="store_true", help="time and prices stand still")
    parser.add_argument("--at", type=_moment, default=None, help="ISO 8601 time of the story")
    parser.add_argument("--table", action="store_true", help="print for a person instead of JSON")
    parser.add_argument(
        "--fault",
        type=_fault,
        action="append",
        default=[],
        metavar="EXCHANGE=KIND[:COUNT]",
        help=f"break an exchange: {', '.join(FaultKind)}",
    )
    return parser


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _fault(text: str) -> Faulty:
    exchange, _, rest = text.partition("=")
    kind, _, count = rest.partition(":")
    return exchange, FaultKind(kind), int(count) if count else None


if __name__ == "__main__":
    sys.exit(main())
