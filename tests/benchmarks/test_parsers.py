"""Permission reports: every fixture parsed, and judged by a policy, against one millisecond."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from jungletui.domain.keys import KeyProfile
from jungletui.domain.policies import BOT
from jungletui.inspection.checks import check_report
from jungletui.inspection.registry import PARSERS
from tests.benchmarks.measure import NOISE, median, table
from tests.inspection.samples import all_fixtures, own_id, replies_in, reply

pytestmark = pytest.mark.benchmark

LIMIT = 1.0  # milliseconds a report
ROUNDS, REPEATS = 5, 10
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def milliseconds(do: Callable[[], object]) -> float:
    """Of the processor, which others cannot take away: the middle of a few rounds, each a mean of
    some repeats."""
    do()
    rounds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(REPEATS):
            do()
        rounds.append((time.process_time() - began) / REPEATS * 1_000)
    return median(rounds)


def test_a_report_takes_less_than_a_millisecond() -> None:
    parsing: dict[str, float] = {}
    judging: dict[str, float] = {}
    for exchange, name in all_fixtures():
        parser, identity = PARSERS[exchange], own_id(exchange)
        replies = replies_in(exchange, reply(exchange, name))
        report, key = parser.parse(replies, identity), KeyProfile("k", exchange)
        place = f"{exchange}/{name}"
        parsing[place] = milliseconds(lambda p=parser, r=replies, i=identity: p.parse(r, i))
        judging[place] = milliseconds(lambda r=report, k=key: check_report(r, BOT, k, NOW))
    slowest = sorted(parsing, key=lambda place: -parsing[place])[:3]
    table(
        f"Permission reports ({len(parsing)} fixtures of {len(PARSERS)} exchanges, milliseconds)",
        [
            ("", "median", "slowest", f"of {LIMIT:.0f} ms"),
            *(
                (what, f"{median([*took.values()]):.3f}", f"{max(took.values()):.3f}",
                 f"{max(took.values()) / LIMIT:.2f}")
                for what, took in (("parsing", parsing), ("judging by a policy", judging))
            ),
            ("slowest parsers", *(f"{place} {parsing[place]:.3f}" for place in slowest)),
        ],
    )  # fmt: skip
    assert max(parsing.values()) < LIMIT * NOISE
