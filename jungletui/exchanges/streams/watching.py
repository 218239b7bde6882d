"""Makes the ccxt.pro object that watches one key: the reading guard of its requests, the message
guard of its sockets, the key's own route, and no session of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from functools import cache
from typing import Any, cast

import aiohttp

from jungletui.exchanges.additions import added_methods
from jungletui.exchanges.digits import Exact
from jungletui.exchanges.endpoints import texts
from jungletui.exchanges.guard import ReadOnly, origin
from jungletui.exchanges.line import Line
from jungletui.exchanges.loader import load_streaming
from jungletui.exchanges.protocol import Ccxt
from jungletui.exchanges.streams import aster
from jungletui.exchanges.streams.hosts import dialled
from jungletui.exchanges.streams.sockets import Ears, socket_class
from jungletui.exchanges.ws_guard import messages_of

REPAIRED: Mapping[str, Mapping[str, object]] = {"aster": aster.METHODS}
"""Streams of ours, where ccxt's own cannot be opened."""
CLOSING = 1.5
"""Seconds for the goodbyes of all sockets."""


class Watching(ReadOnly):
    """Mixed in before a class of ccxt.pro, in the place of `ReadOnly`, which opens no socket."""

    http: aiohttp.ClientSession
    ears: Ears
    endpoint: str | None
    uid: str
    clients: dict[str, Any]
    pinged: set[str]
    running: set[asyncio.Task[Any]]
    timers: set[asyncio.TimerHandle]

    def open(self, lazy: bool = False) -> None:
        """ccxt would make a session and read all certificates."""
        del lazy
        made = cast("Any", self)
        if made.asyncio_loop is None:
            made.asyncio_loop = made.throttler.loop = asyncio.get_running_loop()

    def client(self, url: str) -> Any:
        """The socket to `url`; nothing is dialled yet."""
        self.open()
        made = cast("Any", self)
        if url not in self.clients:
            config = made.extend(
                made.streaming,
                {"ping": made.ping, "verbose": False, "asyncio_loop": made.asyncio_loop},
                {"decompressBinary": made.safe_bool(made.options, "decompressBinary", True)},
                made.safe_value(made.options, "ws", {}),
            )
            heard = (made.handle_message, made.on_error, made.on_close, made.on_connected)
            socket = socket_class()(url, *heard, config)
            socket.http, socket.ears = self.http, self.ears
            socket.allowed = messages_of(self.line.exchange)
            socket.address = lambda: dialled(url, self.endpoint, self._hosts(), made.id)
            self.clients[url] = socket
        return self.clients[url]

    def watch(self, url: str, *rest: Any, **named: Any) -> Any:
        """ccxt's own: subscribe, and wait for news."""
        return super(ReadOnly, self).watch(url, *rest, **named)  # type: ignore[misc]

    def watch_multiple(self, url: str, *rest: Any, **named: Any) -> Any:
        """As `watch`."""
        return super(ReadOnly, self).watch_multiple(url, *rest, **named)  # type: ignore[misc]

    def spawn(self, method: Callable[..., Coroutine[Any, Any, Any]], *rest: Any) -> Any:
        """Run beside; ends with the stream."""
        self.open()
        made = cast("Any", self)
        task = made.asyncio_loop.create_task(method(*rest))
        self.running.add(task)
        task.add_done_callback(self.running.discard)
        future = self.client("spawned").future(task.get_name())
        task.add_done_callback(lambda done: _hand_on(done, future))
        return future

    def delay(self, timeout: float, method: Callable[..., Any], *rest: Any) -> None:
        """Run later, unless the stream ends before: ccxt renews listen keys so."""
        loop = asyncio.get_running_loop()
        handle: asyncio.TimerHandle

        def due() -> None:
            self.timers.discard(handle)
            self.spawn(method, *rest)

        handle = loop.call_later(timeout / 1000, due)
        self.timers.add(handle)

    async def ping_all(self) -> None:
        """Ask every socket that is open for a sign of life, once each. Nothing is raised."""
        for url, socket in tuple(self.clients.items()):
            if url not in self.pinged and socket.connection is not None and not socket.closed():
                self.pinged.add(url)
                await socket.ask_for_life()

    async def hang_up(self) -> None:
        """Close every socket and stop what runs beside. Nothing is raised."""
        for timer in self.timers:
            timer.cancel()
        self.timers.clear()
        for task in tuple(self.running):
            task.cancel()
        sockets, self.clients = list(self.clients.values()), {}
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSING):
                await asyncio.gather(
                    *(socket.close() for socket in sockets), return_exceptions=True
                )
        await asyncio.gather(*self.running, return_exceptions=True)

    def forget(self) -> None:
        """Let go of everything, once it has hung up. Its sockets know it, and it them, so that only
        the collector would find it; and what was there when markets were loaded, the collector
        never looks at again (see `beside.to_stay`)."""
        session = vars(self).get("session")
        vars(self).clear()
        vars(self).update(session=session, clients={}, running=set(), timers=set())

    def _hosts(self) -> set[str]:
        """Hosts of every address that ccxt knows of this exchange."""
        made = cast("Any", self)
        host = made.hostname or ""
        found = (text.replace("{hostname}", host) for text in texts(made.urls["api"]))
        return {origin(url)[1] for url in found if "://" in url}


def _hand_on(done: asyncio.Task[Any], future: Any) -> None:
    if done.cancelled():
        future.cancel()
    elif (error := done.exception()) is not None:
        future.reject(error)
    else:
        future.resolve(done.result())


@cache
def watching_class(exchange: str) -> type[object]:
    """The class of ccxt.pro with both guards before it. Raises ExchangeError (not-supported) where
    ccxt streams nothing there."""
    original = load_streaming(exchange)
    added = added_methods(exchange) | dict(REPAIRED.get(exchange, {}))
    return type(f"Watching_{exchange}", (Watching, Exact, original), added)


def attach(
    made: Ccxt, line: Line, http: aiohttp.ClientSession, endpoint: str | None, ears: Ears
) -> Watching:
    """Give an object its line, its route and who listens; without them it neither sends nor
    dials."""
    watching = cast("Watching", made)
    watching.line, watching.http, watching.endpoint = line, http, endpoint
    watching.ears, watching.clients = ears, {}
    watching.pinged, watching.running, watching.timers = set(), set(), set()
    return watching
