"""What all keys of one exchange, environment, endpoint and route share: markets, prices, time,
limits."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import aiohttp

from jungletui.domain.keys import Credential, Environment
from jungletui.domain.routes import DIRECT, Route, password_in
from jungletui.domain.secret import Secret
from jungletui.domain.times import Clock
from jungletui.exchanges.account_calls import ACCOUNT_CALLS
from jungletui.exchanges.accounts import Accounts
from jungletui.exchanges.allowlists import allow_list
from jungletui.exchanges.building import build, connect, origins_of, sign_in, twin
from jungletui.exchanges.codebooks import code_book
from jungletui.exchanges.line import Line
from jungletui.exchanges.markets import Markets, Shelf, Stock
from jungletui.exchanges.nonces import Nonce
from jungletui.exchanges.pacing import Pacers
from jungletui.exchanges.pauses import Pause
from jungletui.exchanges.plans import plan_of
from jungletui.exchanges.prices import Prices
from jungletui.exchanges.protocol import Ccxt
from jungletui.exchanges.redaction import Redactor
from jungletui.exchanges.streams.sockets import Ears
from jungletui.exchanges.streams.watching import Watching, attach, watching_class
from jungletui.exchanges.timesync import ExchangeTime


@dataclass(frozen=True, slots=True)
class Place:
    """Where a world is, and by which route it is reached."""

    exchange: str
    environment: Environment
    endpoint: str | None
    route: Route = DIRECT


@dataclass(frozen=True, slots=True)
class Personal:
    """What objects of one key must share although each is made anew."""

    nonce: Nonce
    order: asyncio.Lock
    pacer: Pacers
    limits: Pause
    own: Pacers


class World:
    """One place, with its shared parts. Made by `House`, closed by it."""

    def __init__(
        self,
        place: Place,
        http: aiohttp.ClientSession,
        clock: Clock,
        cache_dir: Path | None,
        stock: Stock,
        sockets: Callable[[Route], aiohttp.ClientSession],
    ) -> None:
        self.place = place
        self.plan = plan_of(place.exchange)
        self._http = http
        self._sockets = sockets
        self._clock = clock
        self._slots = asyncio.Semaphore(self.plan.concurrency)
        self._personal: dict[str, Personal] = {}
        self._pattern = self._build()
        self._public = twin(self._pattern)
        self._origins = origins_of(self._public)
        self._pacer = self._new_pacer()
        self._address = self.plan.address_pacer()
        self._bans, self._limits = Pause(clock), Pause(clock)
        fetch = self._public.fetch_time if self.plan.needs_time else None
        self.time = ExchangeTime(clock, fetch)
        nobody = Personal(Nonce(), asyncio.Lock(), self._pacer, self._limits, self._unpaced())
        connect(self._public, self._line(Redactor({}), nobody))
        shelf = None if cache_dir is None else Shelf(cache_dir / _file_name(place))
        self.markets = Markets(self._public, clock, shelf, stock)
        self.prices = Prices(self._public, clock)
        self.accounts = Accounts(place.exchange, ACCOUNT_CALLS.get(place.exchange))

    def made_for(self, credential: Credential, public_id: str) -> tuple[Ccxt, Line]:
        """A ccxt object that signs with `credential`, and its line. Raises ExchangeError where a
        field is missing."""
        made = twin(self._pattern)
        sign_in(made, credential)
        personal = self._personal.get(public_id)
        if personal is None:
            personal = self._new_personal()
            self._personal[public_id] = personal
        hidden = {**credential, **_login(self.place.route)}
        line = self._line(Redactor(hidden, self.place.exchange), personal)
        connect(made, line)
        return made, line

    def listening_for(
        self, credential: Credential, line: Line, options: Mapping[str, object], ears: Ears
    ) -> Watching:
        """An object that listens with `credential`, beside the one that reads over `line`. It alone
        may ask for listen keys. Raises ExchangeError where ccxt streams nothing there, UsageError
        for a malformed endpoint."""
        place, made = self.place, twin(self._listening_pattern)
        made.options = cast("Any", made).deep_extend(made.options, options)
        sign_in(made, credential)
        made.set_markets_from_exchange(self._public)
        line = replace(line, allowed=line.allowed.for_streaming(), _expected=[])
        return attach(made, line, self._sockets(place.route), place.endpoint, ears)

    async def ready_to_listen(self) -> None:
        """Load what listens here, beside the event loop. Raises what `listening_for` raises."""
        await asyncio.to_thread(lambda: self._listening_pattern)

    @cached_property
    def _listening_pattern(self) -> Ccxt:
        place, options = self.place, self.plan.options
        return build(place.exchange, place.environment, place.endpoint, options, watching_class)

    async def public(self) -> Ccxt:
        """The object without a credential, with markets."""
        await self.markets.share(self._public)
        return self._public

    async def close(self) -> None:
        """Stop what is under way."""
        await asyncio.gather(
            self.time.close(), self.markets.close(), self.prices.close(), self.accounts.close()
        )

    def _build(self) -> Ccxt:
        place = self.place
        return build(place.exchange, place.environment, place.endpoint, self.plan.options)

    def _new_personal(self) -> Personal:
        """A limit that counts per key stops only that key."""
        if self.plan.pace_per_key:
            return Personal(
                Nonce(), asyncio.Lock(), self._new_pacer(), Pause(self._clock), self._unpaced()
            )
        return Personal(Nonce(), asyncio.Lock(), self._pacer, self._limits, self._unpaced())

    def _new_pacer(self) -> Pacers:
        spacing = float(self._public.rateLimit) / 1000 / self.plan.share
        plan = self.plan
        return Pacers(spacing, plan.burst, plan.pace_apart, plan.pace_faster, plan.window)

    def _unpaced(self) -> Pacers:
        """For what the exchange tells about one key's limits: nothing waits until it does."""
        return Pacers(0, 0, self.plan.pace_apart)

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
            address=self._address,
            nonce=personal.nonce,
            slots=self._slots,
            bans=self._bans,
            limits=personal.limits,
            own=personal.own,
            in_order=personal.order if self.plan.in_order else None,
        )


def _login(route: Route) -> Credential:
    """What of a proxy's login must not be shown either, should anything repeat it."""
    return {} if route.proxy is None else {"proxy": Secret(password_in(route.proxy))}


def _file_name(place: Place) -> str:
    """A name that holds no character of an endpoint."""
    where = hashlib.sha256((place.endpoint or "").encode()).hexdigest()[:12]
    return f"markets-{place.exchange}-{place.environment.value}-{where}.json"
