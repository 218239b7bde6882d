"""One open websocket: what it listens to, and what waits to be sent on it."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import ClientConnectionError, web

from jungletui.sandbox.faults import FaultKind
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.model import Account
from jungletui.sandbox.world import World

if TYPE_CHECKING:
    from jungletui.sandbox.streams import Streams

Frame = str | tuple[str, bytes] | int
"""A text; a ping or pong with its payload; the code of a close frame."""
LONGEST = 10_000
"""Messages that may wait to be sent."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """One channel that is listened to; `terms` is what the exchange keeps with it."""

    name: str
    account: Account
    channel: str = ""
    terms: Any = None


@dataclass(slots=True, eq=False)
class Line:
    """An open connection. `key` is who logged in on it; `seen` is what the exchange remembers."""

    socket: web.WebSocketResponse
    request: web.Request
    streams: Streams
    number: int
    silent: bool = False
    pongs: bool = False
    broken: int = 0
    key: SandboxKey | None = None
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)
    opened_at: float = field(default_factory=time.monotonic)
    heard_at: float = field(default_factory=time.monotonic)
    beaten_at: float = field(default_factory=time.monotonic)
    _waiting: asyncio.Queue[Frame] = field(default_factory=asyncio.Queue)

    @property
    def world(self) -> World:
        """The world of the exchange."""
        return self.streams.world

    @property
    def path(self) -> str:
        """Where the client connected."""
        return self.request.path

    @property
    def remote(self) -> str:
        """The client's address."""
        return self.request.remote or ""

    def say(self, message: dict[str, Any] | list[Any] | str) -> None:
        """Send `message`: a text as it is, anything else as JSON. Who does not read is cut."""
        fault = None if self.silent else self.streams.faults.take_message(self.path)
        if self.silent or fault is FaultKind.WS_SILENT:
            return
        if fault is FaultKind.WS_DROPPED or self._waiting.qsize() > LONGEST:
            self.abort()
            return
        text = message if isinstance(message, str) else json.dumps(message, separators=(",", ":"))
        if self.broken or fault is FaultKind.WS_GARBLED:
            self.broken = max(0, self.broken - 1)
            text = text[: len(text) // 2] or "\ufffd"
        self._waiting.put_nowait(text)

    def answer_ping(self, message: dict[str, Any] | list[Any] | str) -> None:
        """Send a reply to a ping, which is told apart from what it pushes: see `silence`."""
        if not self.silent or self.pongs:
            silent, self.silent = self.silent, False
            self.say(message)
            self.silent = silent

    def ping(self, payload: bytes = b"") -> None:
        """Send a ping frame."""
        if not self.silent:
            self._waiting.put_nowait(("ping", payload))

    def pong(self, payload: bytes) -> None:
        """Answer a ping frame."""
        if not self.silent or self.pongs:
            self._waiting.put_nowait(("pong", payload))

    def close(self, code: int) -> None:
        """End the connection after what waits, with a close frame."""
        self._waiting.put_nowait(code)

    def abort(self) -> None:
        """End the connection at once, without a word."""
        if self.request.transport is not None:
            self.request.transport.abort()

    async def write(self) -> None:
        """Send what waits until the connection ends."""
        with suppress(ClientConnectionError, ConnectionError):
            while True:
                frame = await self._waiting.get()
                if isinstance(frame, int):
                    await self.socket.close(code=frame)
                    return
                if isinstance(frame, tuple):
                    kind, payload = frame
                    await (self.socket.ping if kind == "ping" else self.socket.pong)(payload)
                else:
                    await self.socket.send_str(frame)
