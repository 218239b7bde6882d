"""All exchanges that are talked to, and the connections that their keys share."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from pathlib import Path

import aiohttp

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.keys import Key, KeyProfile
from jungletui.domain.times import Clock, utc_now
from jungletui.exchanges.allowlists import allow_list
from jungletui.exchanges.loader import load_exchange
from jungletui.exchanges.network import open_http
from jungletui.exchanges.session import Session
from jungletui.exchanges.world import Place, World

MOST_SESSIONS = 256


class House:
    """Makes sessions. One for a service; `close` it at the end."""

    def __init__(self, clock: Clock = utc_now, cache_dir: Path | None = None) -> None:
        self._clock = clock
        self._cache_dir = cache_dir
        self._http: aiohttp.ClientSession | None = None
        self._worlds: dict[Place, World] = {}
        self._sessions: OrderedDict[KeyProfile, Session] = OrderedDict()
        self._entering = asyncio.Lock()

    async def session(self, key: Key) -> Session:
        """A session for `key`; the same one again while the key stays the same. Nothing is sent.

        Raises ExchangeError: not-supported for an unknown exchange or one without an allow-list,
        wrong-environment, passphrase or key-type for a key that cannot be used there; UsageError
        for a malformed endpoint.
        """
        kept = self._sessions.get(key.profile)
        if kept is not None and kept.key == key:
            self._sessions.move_to_end(key.profile)
            return kept
        world = await self._world(key.profile)
        made, line = world.made_for(key.credential, key.public_id)
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
        if self._http is not None:
            await self._http.close()
            self._http = None

    async def _world(self, profile: KeyProfile) -> World:
        place = Place(profile.exchange, profile.environment, profile.endpoint)
        async with self._entering:
            if place not in self._worlds:
                await asyncio.to_thread(load_exchange, place.exchange)
                if not allow_list(place.exchange).private:
                    raise _unlisted(place.exchange)
                if self._http is None:
                    self._http = open_http()
                self._worlds[place] = World(place, self._http, self._clock, self._cache_dir)
            return self._worlds[place]


def _unlisted(exchange: str) -> ExchangeError:
    return ExchangeError(
        FailureKind.NOT_SUPPORTED,
        f"{exchange} has no list of reading calls yet, so every private call there is refused",
        "Keep the key here without reading it; `jungletui exchanges` says where reading works.",
    )
