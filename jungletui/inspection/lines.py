"""What a diagnosis uses of a session with an exchange, and how long it waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, TypeVar

from jungletui.domain.accounts import BalanceRow, NotRead
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.json import Json
from jungletui.domain.keys import Key
from jungletui.domain.times import Clock, utc_now
from jungletui.exchanges.siblings import Sibling
from jungletui.exchanges.timesync import ClockReading

PATIENCE = timedelta(seconds=15)
"""How long one step may take."""
T = TypeVar("T")


class Line(Protocol):
    """A session with an exchange; each method sends reads only and may raise ExchangeError."""

    @property
    def corrects_clock(self) -> bool:
        """Whether calls carry the exchange's time instead of this host's."""
        ...

    async def read_clock(self) -> ClockReading | None:
        """The exchange's time; None where it has no such call."""
        ...

    async def call(self, method: str, params: Mapping[str, Json] | None = None) -> Json:
        """One read by ccxt's implicit method name."""
        ...

    async def balances(self) -> tuple[tuple[BalanceRow, ...], tuple[NotRead, ...]]:
        """What the account holds."""
        ...


@dataclass(frozen=True, slots=True)
class Probes:
    """How one key is diagnosed: how a line is opened (raises ExchangeError), the other sites that
    may be asked, the addresses this host leaves by, the time, and how long a step may take."""

    open: Callable[[Key], Awaitable[Line]]
    siblings: tuple[Sibling, ...] = ()
    egress: tuple[str, ...] = ()
    clock: Clock = utc_now
    patience: timedelta = PATIENCE


async def in_time(work: Awaitable[T], exchange: str, probes: Probes) -> T:
    """Await `work`, but not forever. Raises ExchangeError: unreachable where it takes too long."""
    try:
        async with asyncio.timeout(probes.patience.total_seconds()):
            return await work
    except TimeoutError:
        raise ExchangeError(
            FailureKind.UNREACHABLE,
            f"{exchange}: no answer within {probes.patience.total_seconds():g} s",
            "Check this host's network and proxy, and the exchange's status page.",
        ) from None
