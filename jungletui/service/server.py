"""Requests side by side on one connection, each in a task of its own."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import aclosing
from functools import partial
from typing import Any

from jungletui.domain.documents import AccountEvent
from jungletui.domain.interface import Service
from jungletui.domain.progress import HEARER, Progress
from jungletui.service import wire
from jungletui.service.answers import failure_line, log_places
from jungletui.service.idle import Presence
from jungletui.service.outbox import Outbox
from jungletui.service.plain_digits import in_plain_digits

CHUNK = 1 << 18
FILLS_KEPT = 1024
"""Fills do not replace each other; so many wait for a client that stands still, at most."""
MANY_ROWS = 1000
WAITING_BYTES = 1 << 20
"""How much the operating system's and asyncio's buffers may hold before the outbox fills."""


async def serve(
    connection: socket.socket,
    service: Service,
    received: bytes = b"",
    debug: bool = False,
    presence: Presence | None = None,
) -> bool:
    """Answer requests of `connection` until the client closes it, or after `lock`: whether it was
    that. `received` is what was read of it before; `presence` is kept up to date."""
    connection.setblocking(False)
    reader = asyncio.StreamReader(limit=CHUNK)
    protocol = asyncio.StreamReaderProtocol(reader)
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_log_if(debug))
    transport, _ = await loop.create_connection(lambda: protocol, sock=connection)
    transport.set_write_buffer_limits(high=WAITING_BYTES)
    writer = asyncio.StreamWriter(transport, protocol, reader, loop)
    presence = presence or Presence()
    office = _Connection(service, debug, presence)

    def tell(line: bytes) -> None:
        loop.call_soon_threadsafe(writer.write, line)

    presence.listeners.add(tell)
    sending = asyncio.create_task(office.send(writer))
    receiving = asyncio.create_task(office.receive(reader, received))
    try:
        await asyncio.wait((sending, receiving), return_when=asyncio.FIRST_COMPLETED)
        return office.locked
    finally:
        presence.listeners.discard(tell)
        await _end(sending, receiving, *office.tasks.values())
        transport.abort()


class _Connection:
    """The tasks and the outgoing lines of one connection."""

    def __init__(self, service: Service, debug: bool, presence: Presence) -> None:
        self._service = service
        self._debug = debug
        self._presence = presence
        self._attended = False
        self._outbox = Outbox()
        self._locking: int | None = None
        self.tasks: dict[int, asyncio.Task[None]] = {}

    @property
    def locked(self) -> bool:
        """Whether `lock` was asked for and answered."""
        return self._locking is not None and self._locking not in self.tasks

    async def receive(self, reader: asyncio.StreamReader, received: bytes) -> None:
        """Start a task for every request until the client closes. A line may be of any length."""
        parts: list[bytes] = []
        chunk = received
        while True:
            *lines, rest = chunk.split(b"\n")
            for line in lines:
                self._start(b"".join((*parts, line)))
                parts = []
            if rest:
                parts.append(rest)
            chunk = await reader.read(CHUNK)
            if not chunk:
                return

    async def send(self, writer: asyncio.StreamWriter) -> None:
        """Write what is queued, never faster than the client reads; ends after `lock`."""
        while True:
            for line in await self._outbox.take():
                writer.write(line)
                await writer.drain()
            if self.locked:
                transport = writer.transport
                transport.set_write_buffer_limits(high=0)
                await writer.drain()
                return

    def _start(self, line: bytes) -> None:
        try:
            request = wire.read_request(line)
        except wire.WireError as error:
            self._outbox.put_answer(failure_line(None, error, self._debug))
            return
        if request.id is None:
            self._heed(request)
            return
        task = asyncio.create_task(self._answer(request.id, request))
        self.tasks[request.id] = task

    def _heed(self, notification: wire.Request) -> None:
        """A client that tells of its person's doings is judged by them alone from then on: a
        screen that reads by itself keeps nothing open."""
        if notification.method == wire.ACTIVE:
            self._attended = True
            self._presence.touch()
        if notification.method == wire.CANCEL:
            task = self.tasks.get(wire.read_cancellation(notification.params) or 0)
            if task is not None:
                task.cancel()

    async def _answer(self, number: int, request: wire.Request) -> None:
        """Do what is asked, which counts as activity unless the client or a stream does it."""
        if self._attended or wire.streams(request.method):
            await self._answer_quietly(number, request)
            return
        with self._presence.busy():
            await self._answer_quietly(number, request)

    async def _answer_quietly(self, number: int, request: wire.Request) -> None:
        """Do what is asked and queue the answer, whatever happens."""
        if request.progress:
            HEARER.set(partial(self._tell_progress, number))
        try:
            parameters = wire.read_params(request.method, request.params)
            answer = getattr(self._service, request.method)(**parameters)
            if wire.table()[request.method].streams:
                await self._stream(number, answer)
                line = wire.result_line(number, None)
            else:
                line = await _encoded(number, await answer)
            if request.method == "lock":
                self._locking = number
        except asyncio.CancelledError:
            line = wire.error_line(number, wire.CANCELLED, "cancelled")
        except Exception as error:  # noqa: BLE001  the boundary of one request: others go on
            line = failure_line(number, error, self._debug)
        self.tasks.pop(number, None)
        self._outbox.put_answer(line)

    def _tell_progress(self, number: int, progress: Progress) -> None:
        self._outbox.put_item((number, "progress"), wire.progress_line(number, progress))

    async def _stream(self, number: int, items: AsyncIterator[Any]) -> None:
        """Queue every item until the stream ends or the client has had enough."""
        try:
            async with aclosing(items) as open_items:  # type: ignore[type-var]
                async for item in open_items:
                    line = wire.item_line(number, in_plain_digits(item))
                    self._outbox.put_item((number, _slot(item)), line)
        except asyncio.CancelledError:
            return


def _log_if(debug: bool) -> Callable[[asyncio.AbstractEventLoop, dict[str, Any]], None]:
    """What becomes of an error that nobody awaits: asyncio would print its arguments."""

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        del loop
        error = context.get("exception")
        if debug and error is not None:
            log_places(error)

    return handle


async def _encoded(number: int, document: object) -> bytes:
    """The answer's line; one that takes long to write is written beside the event loop."""
    if len(getattr(document, "rows", ())) < MANY_ROWS:
        return wire.result_line(number, in_plain_digits(document))
    return await asyncio.to_thread(lambda: wire.result_line(number, in_plain_digits(document)))


def _slot(item: object) -> Hashable:
    """Items of one slot replace each other: the same part of the same account."""
    if isinstance(item, AccountEvent):
        what = [name for name in ("balances", "orders", "error") if getattr(item, name) is not None]
        number = hash(item.fills.rows) % FILLS_KEPT if item.fills is not None else -1
        return item.key, *what, number
    return id(item)


async def _end(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
