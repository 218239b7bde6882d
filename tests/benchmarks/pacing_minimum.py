"""The least time that the rate limiter leaves for inspecting some keys of one exchange."""

from __future__ import annotations

import math
from dataclasses import dataclass

from jungletui.domain.keys import Key
from jungletui.exchanges.house import House
from jungletui.exchanges.pacing import Pacer, Pacers
from jungletui.exchanges.plans import Plan
from jungletui.inspection.inspector import inspect_key
from jungletui.inspection.read_probe import with_read_probe


class Recorder(Pacers):
    """Lets all go at once and writes down what they would have waited for."""

    def __init__(self) -> None:
        super().__init__(0, 0)
        self.asked: list[tuple[str, float]] = []

    async def wait(self, section: str, cost: float) -> None:
        self.asked.append((section, cost))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the inspection of one key sends: section and cost of each request, the seconds that a
    unit of cost takes there, and the plan with the exchange's other limits."""

    requests: tuple[tuple[str, float], ...]
    unit: float
    plan: Plan

    def spacing(self, section: str) -> tuple[str, float]:
        """Which limit a section counts for, and the seconds between two units of it."""
        plan = self.plan
        apart = next((name for name in plan.pace_apart if section.startswith(name)), "")
        return apart, self.unit / plan.share / plan.pace_faster.get(apart, 1.0)

    def minimum(self, keys: int, latency: float) -> float:
        """Seconds until the last reply for so many keys, asked at one moment after a rest: the
        later of the limiter's last place in the queue and one latency, and of all requests at
        `concurrency` a latency."""
        limits: dict[str, Pacer] = {}
        address = self.plan.address_pacer(_still)
        last = 0.0
        for number in range(keys):
            for section, cost in self.requests:
                apart, spacing = self.spacing(section)
                whose = f"{apart}/{number}" if self.plan.pace_per_key else apart
                fresh = Pacer(spacing, self.plan.burst, _still, self.plan.window)
                pacer = limits.setdefault(whose, fresh)
                last = max(last, pacer.delay(cost), address.delay(1) if address else 0.0)
        rounds = math.ceil(keys * len(self.requests) / self.plan.concurrency)
        return max(last + latency, rounds * latency)


def _still() -> float:
    """A clock that stands: long after the last request, all bursts are saved up."""
    return 1e6


async def asked_of(house: House, key: Key) -> Asked:
    """Inspect `key` once without waiting, as the service does. Raises ExchangeError."""
    session = await house.session(key)
    await session.line.time.ready()  # a warm service knows the time
    recorder = Recorder()
    session.line.pacer = recorder
    report = await inspect_key(session.call, key)
    await with_read_probe(report, key.profile.exchange, session.balances)
    unit = float(session.made.rateLimit) / 1000
    return Asked(tuple(recorder.asked), unit, session.world.plan)
