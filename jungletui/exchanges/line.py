"""The line of one key to its exchange: what the guard asks before, while and after it sends."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime

import aiohttp

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.json import Json
from jungletui.domain.times import Clock
from jungletui.exchanges.allowlists import AllowList
from jungletui.exchanges.asking_once import AskingOnce
from jungletui.exchanges.beside import in_turn
from jungletui.exchanges.codebooks import CodeBook
from jungletui.exchanges.failures import announced_end, is_refused, refusal, said
from jungletui.exchanges.gauges import gauges_of
from jungletui.exchanges.hearing import hear
from jungletui.exchanges.large import LARGE
from jungletui.exchanges.network import Request, send
from jungletui.exchanges.nonces import Nonce
from jungletui.exchanges.pacing import Pacer, Pacers
from jungletui.exchanges.pauses import Pause
from jungletui.exchanges.redaction import Redactor
from jungletui.exchanges.replies import Reply, misshapen, parse
from jungletui.exchanges.timesync import ExchangeTime

Origin = tuple[str, str, int | None]
_NO_ORDER = nullcontext()


@dataclass(frozen=True, slots=True)
class Order:
    """One request that `sign` made and `fetch` may send, once."""

    url: str = field(repr=False)
    method: str
    section: str
    path: str


@dataclass(slots=True)
class Line:
    """What one key shares with the others of its exchange, and what is its own.

    `bans` holds what the exchange announced for all of its keys, `limits` what it announced for
    those that share a limit with this one.

    `pacer` spaces what shares a limit, `own` holds back this key alone, `address` all that leaves
    by one route. `in_order` is there where
    requests of one key must arrive in the order in which they were signed; `slots` bounds how many
    requests are under way at one exchange.
    """

    exchange: str
    allowed: AllowList
    book: CodeBook
    redactor: Redactor
    origins: frozenset[Origin]
    http: aiohttp.ClientSession
    clock: Clock
    time: ExchangeTime
    pacer: Pacers
    nonce: Nonce
    slots: asyncio.Semaphore
    bans: Pause
    limits: Pause
    own: Pacers = field(default_factory=lambda: Pacers(0, 0))
    address: Pacer | None = None
    in_order: asyncio.Lock | None = None
    once: AskingOnce = field(default_factory=AskingOnce)
    _expected: list[Order] = field(default_factory=list)

    def expect(self, order: Order) -> None:
        """Remember what was signed."""
        self._expected.append(order)

    def take(self, url: str, method: str) -> Order | None:
        """What was signed as this request; None where nothing was."""
        for order in self._expected:
            if (order.url, order.method) == (url, method):
                self._expected.remove(order)
                return order
        return None

    def check(self) -> None:
        """Raise ExchangeError while a ban or limit lasts that the exchange announced before."""
        self.bans.check()
        self.limits.check()

    def note(self, failure: ExchangeError, end: datetime | None) -> None:
        """Remember a ban or limit, and when it ends, if that was told."""
        pause = self.bans if failure.failure is FailureKind.BANNED else self.limits
        pause.note(self.book.name, failure, end)

    async def wait(self, section: str, cost: float) -> None:
        """Wait for one's turn, and for what the exchange told of its limits."""
        await self.pacer.wait(section, cost)
        await self.own.wait(section, 0)
        if self.address is not None:
            await self.address.wait(1)

    def heed(self, reply: Reply, section: str) -> None:
        """Hold back where little of a limit is left, as the reply's headers tell."""
        gauges = gauges_of(self.exchange)
        now = self.time.milliseconds() / 1000 if gauges else 0.0
        for gauge in gauges:
            seconds = gauge.hold(reply.headers, section, now)
            if seconds > 0:
                (self.own if gauge.per == "key" else self.pacer).hold(section, seconds)

    def order_of(self, signed: bool) -> AbstractAsyncContextManager[None]:
        """What a request holds from its signature to its answer, so that none overtakes it."""
        return self.in_order if signed and self.in_order is not None else _NO_ORDER

    async def converse(
        self, order: Order, headers: Mapping[str, str], body: object
    ) -> tuple[Reply, Json]:
        """Send, and judge the answer. Raises ExchangeError for a refusal that is in a table and for
        an answer that is not what the protocol says."""
        text = body if isinstance(body, str) else None
        reply = await send(
            self.http, Request(order.url, order.method, headers, text), self.book.name
        )
        await in_turn()
        self.heed(reply, order.section)
        try:
            if len(reply.text) < LARGE:
                found = parse(reply, self.book)
            else:
                found = await asyncio.to_thread(parse, reply, self.book)
        except ExchangeError as error:
            self.note(error, announced_end(reply, None, self.book, self.clock()))
            raise
        endpoint = f"{order.method} {order.section} {order.path}"
        failure = refusal(reply, found, self.book, self.redactor, self.clock())
        if failure is None and not is_refused(found, self.book) and reply.status < 400:
            failure = misshapen(found, self.book, endpoint)
        if failure is not None:
            self.note(failure, announced_end(reply, found, self.book, self.clock()))
            raise failure
        hear(endpoint, reply.text)
        return reply, found

    def words(self, body: Json) -> str:
        """The exchange's own words in an error."""
        return said(body, self.book)
