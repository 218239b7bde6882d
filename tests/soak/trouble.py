"""What goes wrong in a soak: every kind of fault at every exchange, in an order of chance."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product

from jungletui.sandbox.faults import ON_MESSAGES, Fault, FaultKind
from jungletui.sandbox.run import Sandbox

STREAMING = ("binance", "bybit", "okx", "kraken", "kucoin", "gate")
"""Exchanges of the sandbox with websockets."""
CUT, AWAY, GARBLED, EXPIRED, DEAF = "ws cut", "ws closed", "ws garbled", "ws expired", "ws deaf"
OF_STREAMS = (CUT, AWAY, GARBLED, EXPIRED, DEAF)
BODIES = (
    "{}", '{"unexpected": true}', '"text"', "3", "null", '{"data": 7, "result": "no"}',
    '{"code": 99999, "msg": "\\u0000"}', '[{"a": "NaN"}', "[[[[[",
)  # fmt: skip
"""Answers with status 200 that no protocol knows."""
PLACES = ("", "", "/api", "/api/v3/account", "/v5/account", "/0/private", "/sapi")
"""Where: mostly everywhere."""

Pair = tuple[str, str]


def pairs(exchanges: tuple[str, ...]) -> list[Pair]:
    """Every exchange with every fault that it can have."""
    http = [kind.value for kind in FaultKind if kind not in ON_MESSAGES]
    messages = [kind.value for kind in ON_MESSAGES]
    streaming = [name for name in exchanges if name in STREAMING]
    return [*product(exchanges, http), *product(streaming, (*messages, *OF_STREAMS))]


@dataclass
class Troubles:
    """Deals the faults out: all of them once before any comes again."""

    sandbox: Sandbox
    rng: random.Random
    ends: dict[str, float] = field(default_factory=dict)
    """Exchanges in trouble, and when it is over."""
    seen: dict[Pair, int] = field(default_factory=dict)
    deck: list[Pair] = field(default_factory=list)

    def step(self, now: float, rate: float) -> None:
        """End what is over, and begin something new with the chance `rate`."""
        for exchange, end in list(self.ends.items()):
            if now >= end:
                self.calm(exchange)
        if self.rng.random() >= rate:
            return
        if not self.deck:
            self.deck = pairs(tuple(self.sandbox.served))
            self.rng.shuffle(self.deck)
        free = [pair for pair in self.deck if pair[0] not in self.ends]
        if free:
            self.deck.remove(free[0])
            self.ends[free[0][0]] = now + self.rng.uniform(0.5, 4)
            self.begin(*free[0])

    def begin(self, exchange: str, kind: str) -> None:
        """One fault."""
        self.seen[exchange, kind] = self.seen.get((exchange, kind), 0) + 1
        streams, faults = self.sandbox.streams(exchange), self.sandbox.faults(exchange)
        on_streams: dict[str, Callable[[], object]] = {
            CUT: streams.drop,
            AWAY: lambda: streams.drop(1001),
            GARBLED: lambda: streams.garble(self.rng.randrange(1, 4)),
            EXPIRED: streams.expire_listen_keys,
            DEAF: lambda: streams.silence(pongs=True),
        }
        if kind in on_streams:
            on_streams[kind]()
            return
        fault = FaultKind(kind)
        body = self.rng.choice(BODIES) if fault is FaultKind.BODY else None
        delay, place = self.rng.uniform(0.05, 2), self.rng.choice(PLACES)
        count = self.rng.choice((None, None, 1, 3))
        faults.set(Fault(fault, path=place, retry_after=1, delay=delay, body=body), count)

    def calm(self, exchange: str) -> None:
        """It works again."""
        self.ends.pop(exchange, None)
        self.sandbox.faults(exchange).clear()
        self.sandbox.streams(exchange).resume()
        self.sandbox.log(exchange).clear()

    def over(self) -> None:
        """Everything works again."""
        for exchange in list(self.ends):
            self.calm(exchange)
