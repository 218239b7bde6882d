"""The websockets of one exchange: who is connected, what moved, and how a connection lives."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import WSMsgType, web

from jungletui.sandbox.changes import Changes, Eye
from jungletui.sandbox.faults import Faults
from jungletui.sandbox.line import Line, Subscription
from jungletui.sandbox.tokens import Tokens
from jungletui.sandbox.world import World

LIFE = 24 * 3600.0
"""No exchange keeps a connection longer (binance, kucoin and gate say so)."""
GOING_AWAY = 1001


def _nothing(*_: Any) -> None:
    """A connection of which this does not hold."""


@dataclass(frozen=True, slots=True)
class Talk:
    """What one kind of websocket says. Every part answers by `Line.say` and returns nothing.

    `hear` takes each message of the client; `tell` what moved in the account of a subscription;
    `greet` comes first; `beat` every `every` seconds; who is not heard for `patience` seconds is
    cut. `end` tells a subscription that its listen key is over.
    """

    hear: Callable[[Line, str], None]
    tell: Callable[[Line, Subscription, Changes], None] = _nothing
    greet: Callable[[Line], None] = _nothing
    beat: Callable[[Line], None] = _nothing
    end: Callable[[Line, Subscription], None] = _nothing
    every: float = 20.0
    patience: float = LIFE


@dataclass(frozen=True, slots=True)
class Written:
    """A message that was neither a login, a subscription nor a ping: it would act."""

    at: datetime
    path: str
    message: str


@dataclass(slots=True)
class Streams:
    """The websockets of one exchange, and what a test may do to them."""

    world: World
    faults: Faults
    tick: float = 0.5
    lines: list[Line] = field(default_factory=list)
    writes: list[Written] = field(default_factory=list)
    tokens: Tokens = field(init=False)
    opened: int = 0
    _eyes: dict[str, Eye] = field(default_factory=dict)
    _talks: dict[int, Talk] = field(default_factory=dict)
    _silenced: bool = False
    _pongs: bool = False
    _keeper: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self.tokens = Tokens(self.world)

    # the life of a connection ---------------------------------------------------------------

    async def serve(self, request: web.Request, talk: Talk) -> web.StreamResponse:
        """One connection from its handshake to its end."""
        socket = web.WebSocketResponse(autoping=False, compress=False, max_msg_size=2**17)
        if not socket.can_prepare(request).ok:
            return web.Response(status=426, text="Upgrade Required")
        await socket.prepare(request)
        self.opened += 1
        line = Line(socket, request, self, self.opened, self._silenced, self._pongs)
        self.lines.append(line)
        self._talks[line.number] = talk
        if self._keeper is None:
            self._keeper = asyncio.create_task(self._keep())
        writer = asyncio.create_task(line.write())
        try:
            talk.greet(line)
            async for message in socket:
                line.heard_at = time.monotonic()
                if message.type is WSMsgType.PING:
                    line.pong(message.data)
                elif message.type is WSMsgType.TEXT:
                    talk.hear(line, message.data)
        finally:
            self.lines.remove(line)
            del self._talks[line.number]
            writer.cancel()
        return socket

    async def close(self) -> None:
        """End all connections and the keeper. Raises what the keeper ran into."""
        for line in self.lines:
            line.abort()
        if self._keeper is not None:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper
            self._keeper = None

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(self.tick)
            self.push()
            self._tend()

    def _tend(self) -> None:
        """Ping who is due; cut who is silent for too long or too old."""
        now = time.monotonic()
        for line in list(self.lines):
            talk = self._talks[line.number]
            if now - line.opened_at > LIFE or now - line.heard_at > talk.patience:
                line.close(GOING_AWAY)
            elif now - line.beaten_at > talk.every:
                line.beaten_at = now
                talk.beat(line)

    # what is told ---------------------------------------------------------------------------

    def watch(self, line: Line, subscription: Subscription) -> None:
        """From now on tell `line` what moves in the account of `subscription`."""
        self.push()
        account = subscription.account
        self._eyes.setdefault(account.name, Eye(account))
        line.subscriptions[subscription.name] = subscription

    def push(self) -> None:
        """Look at the books now, and tell everyone what moved since the last time."""
        self.world.advance()
        watched = {s.account.name for line in self.lines for s in line.subscriptions.values()}
        for name in self._eyes.keys() - watched:
            del self._eyes[name]
        now = self.world.now()
        found = {name: eye.look(now) for name, eye in self._eyes.items()}
        for line in list(self.lines):
            for subscription in list(line.subscriptions.values()):
                changes = found.get(subscription.account.name)
                if changes:
                    self._talks[line.number].tell(line, subscription, changes)

    # what a test may do ---------------------------------------------------------------------

    def drop(self, code: int | None = None) -> None:
        """End every connection: without a word, or with a close frame of that code."""
        for line in list(self.lines):
            if code is None:
                line.abort()
            else:
                line.close(code)

    def silence(self, *, pongs: bool = False) -> None:
        """Say nothing more on any connection, old or new, and keep it open; with `pongs`, still
        answer pings."""
        self._silenced, self._pongs = True, pongs
        for line in self.lines:
            line.silent, line.pongs = True, pongs

    def resume(self) -> None:
        """Talk again. What moved meanwhile is never told."""
        self.push()
        self._silenced = False
        for line in self.lines:
            line.silent = False

    def garble(self, count: int = 1) -> None:
        """Break the next `count` messages of every connection."""
        for line in self.lines:
            line.broken = count

    def expire_listen_keys(self) -> None:
        """Every listen key and token ends, and with it what it opened."""
        self.tokens.end_all()
        for line in list(self.lines):
            for subscription in list(line.subscriptions.values()):
                self._talks[line.number].end(line, subscription)

    def age(self, seconds: float) -> None:
        """Make every connection so much older, and as long unheard; then do what is due."""
        for line in self.lines:
            line.opened_at -= seconds
            line.beaten_at -= seconds
            line.heard_at -= seconds
        self._tend()

    def written(self, line: Line, message: str) -> None:
        """Keep a message that would act."""
        self.writes.append(Written(self.world.wall(), line.path, message))


STREAMS: web.AppKey[Streams] = web.AppKey("streams", Streams)
"""Where a handler finds the websockets of its exchange: `request.app[STREAMS]`."""


def connections(talk: Talk) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """A route's handler for websockets that speak `talk`."""

    async def handle(request: web.Request) -> web.StreamResponse:
        return await request.app[STREAMS].serve(request, talk)

    return handle


def parsed(text: str) -> dict[str, Any] | None:
    """A message as a table; None for everything else."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
