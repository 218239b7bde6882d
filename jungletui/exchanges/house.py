"""All exchanges that are talked to, and the connections that their keys share, route by route."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import aiohttp

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.keys import Key, KeyProfile
from jungletui.domain.routes import DIRECT, Route
from jungletui.domain.surroundings import Egress
from jungletui.domain.times import Clock, utc_now
from jungletui.exchanges.allowlists import allow_list
from jungletui.exchanges.beside import in_turn
from jungletui.exchanges.egress import Lookup, question_at, question_for
from jungletui.exchanges.endpoints import require_family, require_private
from jungletui.exchanges.guard import check_host
from jungletui.exchanges.loader import load_exchange
from jungletui.exchanges.markets import Stock
from jungletui.exchanges.network import open_http, read_trust
from jungletui.exchanges.session import Session
from jungletui.exchanges.world import Place, World

MOST_SESSIONS = 256
EXCHANGE = "exchange"


def own_route(profile: KeyProfile) -> Route:
    """The route that the key itself names."""
    return Route(profile.proxy, profile.family)


class House:
    """Makes sessions. One for a service; `close` it at the end. `routes` says by which way the
    requests of a key leave; one limiter counts what leaves for one exchange by one way."""

    def __init__(
        self,
        clock: Clock = utc_now,
        cache_dir: Path | None = None,
        routes: Callable[[KeyProfile], Route] = own_route,
    ) -> None:
        self._clock = clock
        self._cache_dir = cache_dir
        self._routes = routes
        self._https: dict[tuple[Route, bool], aiohttp.ClientSession] = {}
        self._sockets: dict[tuple[Route, bool], aiohttp.ClientSession] = {}
        self._stocks: dict[Place, Stock] = {}
        self._lookup = Lookup(self.http, clock)
        self._worlds: dict[Place, World] = {}
        self._sessions: OrderedDict[KeyProfile, Session] = OrderedDict()
        self._entering = asyncio.Lock()

    async def session(self, key: Key) -> Session:
        """A session for `key`; the same one again while the key stays the same. Nothing is sent.

        Raises ExchangeError: not-supported for an unknown exchange or one without an allow-list,
        wrong-environment, passphrase or key-type for a key that cannot be used there; UsageError
        for a malformed endpoint or proxy.
        """
        await in_turn()
        kept = self._sessions.get(key.profile)
        if kept is not None and kept.key == key:
            self._sessions.move_to_end(key.profile)
            return kept
        world = await self._world(key.profile)
        made, line = world.made_for(key.credential, key.public_id or key.name)
        session = Session(key, made, line, world, self._clock)
        self._sessions[key.profile] = session
        while len(self._sessions) > MOST_SESSIONS:
            self._sessions.popitem(last=False)
        return session

    async def close(self) -> None:
        """Stop what is under way and close every connection."""
        await asyncio.gather(*(world.close() for world in self._worlds.values()))
        self._worlds.clear()
        self._sessions.clear()
        await asyncio.gather(*(http.close() for http in self._https.values()))
        await asyncio.gather(*(http.close() for http in self._sockets.values()))
        self._https.clear()
        self._sockets.clear()
        self._stocks.clear()

    def http(self, route: Route, secure: bool = True) -> aiohttp.ClientSession:
        """The connections of one route, for requests, with TLS or without. UsageError for a proxy
        that is none."""
        if (route, secure) not in self._https:
            self._https[route, secure] = open_http(route, secure=secure)
        return self._https[route, secure]

    def sockets(self, route: Route, secure: bool = True) -> aiohttp.ClientSession:
        """The same for websockets, of which any number may be open."""
        if (route, secure) not in self._sockets:
            self._sockets[route, secure] = open_http(route, sockets=True, secure=secure)
        return self._sockets[route, secure]

    def route(self, profile: KeyProfile) -> Route:
        """The route of a key: its own, or its exchange's."""
        return self._routes(profile)

    async def egress(self, key: Key, lookup: str) -> Egress:
        """The addresses by which `key`'s requests leave: `lookup` is `exchange`, to ask the key's
        own, or the address of a service. Raises what `session` raises, and ExchangeError while a
        ban of the exchange lasts."""
        route = self._routes(key.profile)
        await asyncio.to_thread(read_trust)
        if lookup != EXCHANGE:
            return await self._lookup.ask(question_at(lookup), route)
        session = await self.session(key)
        session.line.check()
        question = question_for(key.profile.exchange, session.made)
        check_host(session.line, question.url)
        return await self._lookup.ask(question, route)

    async def _world(self, profile: KeyProfile) -> World:
        route = self._routes(profile)
        require_private(profile.endpoint, route)
        require_family(profile.endpoint, route.family)
        place = Place(profile.exchange, profile.environment, profile.endpoint, route)
        async with self._entering:
            if place not in self._worlds:
                await asyncio.to_thread(load_exchange, place.exchange)
                secure = not (place.endpoint or "").startswith("http://")
                if secure:
                    await asyncio.to_thread(read_trust)
                if allow_list(place.exchange).is_empty:
                    raise _unlisted(place.exchange)
                stock = self._stocks.setdefault(replace(place, route=DIRECT), Stock())
                http, kept = self.http(route, secure), self._cache_dir
                sockets = partial(self.sockets, secure=secure)
                # Its plan, its lists and ccxt's description take a while to be read.
                self._worlds[place] = await asyncio.to_thread(
                    World, place, http, self._clock, kept, stock, sockets
                )
            return self._worlds[place]


def _unlisted(exchange: str) -> ExchangeError:
    return ExchangeError(
        FailureKind.NOT_SUPPORTED,
        f"{exchange} has no list of reading calls yet, so every private call there is refused",
        "Keep the key here without reading it; `jungletui exchanges` says where reading works.",
    )
