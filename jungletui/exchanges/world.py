"""What all keys of one exchange, environment and endpoint share: markets, prices, time, limits."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from jungletui.domain.keys import Credential, Environment
from jungletui.domain.times import Clock
from jungletui.exchanges.allowlists import allow_list
from jungletui.exchanges.building import build, connect, origins_of, sign_in
from jungletui.exchanges.codebooks import code_book
from jungletui.exchanges.line import Line
from jungletui.exchanges.markets import Markets, Shelf
from jungletui.exchanges.nonces import Nonce
from jungletui.exchanges.pacing import Pacers
from jungletui.exchanges.pauses import Pause
from jungletui.exchanges.plans import plan_of
from jungletui.exchanges.prices import Prices
from jungletui.exchanges.protocol import Ccxt
from jungletui.exchanges.redaction import Redactor
from jungletui.exchanges.timesync import ExchangeTime


@dataclass(frozen=True, slots=True)
class Place:
    """Where a world is."""

    exchange: str
    environment: Environment
    endpoint: str | None


@dataclass(frozen=True, slots=True)
class Personal:
    """What objects of one key must share although each is made anew."""

    nonce: Nonce
    order: asyncio.Lock
    pacer: Pacers
    limits: Pause


class World:
    """One place, with its shared parts. Made by `House`, closed by it."""

    def __init__(
        self, place: Place, http: aiohttp.ClientSession, clock: Clock, cache_dir: Path | None
    ) -> None:
        self.place = place
        self.plan = plan_of(place.exchange)
        self._http = http
        self._clock = clock
        self._slots = asyncio.Semaphore(self.plan.concurrency)
        self._personal: dict[str, Personal] = {}
        self._public = self._build()
        self._origins = origins_of(self._public)
        self._pacer = self._new_pacer()
        self._bans, self._limits = Pause(clock), Pause(clock)
        fetch = self._public.fetch_time if self.plan.needs_time else None
        self.time = ExchangeTime(clock, fetch)
        nobody = Personal(Nonce(), asyncio.Lock(), self._pacer, self._limits)
        connect(self._public, self._line(Redactor({}), nobody))
        shelf = None if cache_dir is None else Shelf(cache_dir / _file_name(place))
        self.markets = Markets(self._public, clock, shelf)
        self.prices = Prices(self._public, clock)

    def made_for(self, credential: Credential, public_id: str) -> tuple[Ccxt, Line]:
        """A ccxt object that signs with `credential`, and its line. Raises ExchangeError where a
        field is missing."""
        made = self._build()
        sign_in(made, credential)
        personal = self._personal.get(public_id)
        if personal is None:
            personal = self._new_personal()
            self._personal[public_id] = personal
        line = self._line(Redactor(credential), personal)
        connect(made, line)
        return made, line

    async def public(self) -> Ccxt:
        """The object without a credential, with markets."""
        await self.markets.share(self._public)
        return self._public

    async def close(self) -> None:
        """Stop what is under way."""
        await asyncio.gather(self.time.close(), self.markets.close(), self.prices.close())

    def _build(self) -> Ccxt:
        place = self.place
        return build(place.exchange, place.environment, place.endpoint, self.plan.options)

    def _new_personal(self) -> Personal:
        """A limit that counts per key stops only that key."""
        if self.plan.pace_per_key:
            return Personal(Nonce(), asyncio.Lock(), self._new_pacer(), Pause(self._clock))
        return Personal(Nonce(), asyncio.Lock(), self._pacer, self._limits)

    def _new_pacer(self) -> Pacers:
        spacing = float(self._public.rateLimit) / 1000 / self.plan.share
        return Pacers(spacing, self.plan.burst, self.plan.pace_apart)

    def _line(self, redactor: Redactor, personal: Personal) -> Line:
        exchange = self.place.exchange
        return Line(
            exchange=exchange,
            allowed=allow_list(exchange),
            book=code_book(exchange),
            redactor=redactor,
            origins=self._origins,
            http=self._http,
            clock=self._clock,
            time=self.time,
            pacer=personal.pacer,
            nonce=personal.nonce,
            slots=self._slots,
            bans=self._bans,
            limits=personal.limits,
            in_order=personal.order if self.plan.in_order else None,
        )


def _file_name(place: Place) -> str:
    """A name that holds no character of an endpoint."""
    where = hashlib.sha256((place.endpoint or "").encode()).hexdigest()[:12]
    return f"markets-{place.exchange}-{place.environment.value}-{where}.json"
