"""The service's interface over asyncio: a proxy made from the method table."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import time
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, cast

import msgspec

from jungletui.client.blocking import end_of, error_from, locked_because, service_ended, unreadable
from jungletui.client.launch import ServiceProcess
from jungletui.client.secret_line import secret_line, wipe
from jungletui.domain.failures import JungleError
from jungletui.domain.interface import Method, Service, methods
from jungletui.domain.progress import HEARER, Progress

UNREAD_ITEMS = 4096
ACTIVE_SECONDS = 5.0


class _Answer(msgspec.Struct, frozen=True):
    """A line from the service: the answer to a request, or an item of a stream."""

    id: int | None = None
    method: str | None = None
    params: msgspec.Raw = msgspec.Raw(b"")
    result: msgspec.Raw = msgspec.Raw(b"")
    error: msgspec.Raw = msgspec.Raw(b"")


class _Item(msgspec.Struct, frozen=True):
    id: int
    item: msgspec.Raw


class _Told(msgspec.Struct, frozen=True):
    id: int
    progress: Progress


class Pipe:
    """One connection: requests out, answers to those who wait for them."""

    def __init__(self, transport: asyncio.Transport, process: ServiceProcess) -> None:
        self._transport = transport
        self._descriptor: int = transport.get_extra_info("socket").fileno()
        self._number = 0
        self._waiting: dict[int, asyncio.Future[msgspec.Raw]] = {}
        self._streams: dict[int, asyncio.Queue[msgspec.Raw]] = {}
        self._hearers: dict[int, Callable[[Progress], None]] = {}
        self._ended = False
        self._farewell: Callable[[], JungleError] = lambda: end_of(process)
        self._listener: Callable[[JungleError], object] | None = None
        self._told_active = float("-inf")

    async def call(self, method: Method, parameters: Mapping[str, object]) -> Any:
        """The document that the service answers. Raises its JungleError, or ServiceError. When
        the awaiting task is cancelled, so is the request. How far it is, `HEARER` is told."""
        number, answer = self._send(method.name, parameters, hearer=HEARER.get())
        try:
            raw = await answer
        except asyncio.CancelledError:
            self._cancel(number)
            raise
        finally:
            self._waiting.pop(number, None)
            self._hearers.pop(number, None)
        return _decoded(raw, method)

    async def stream(self, method: Method, parameters: Mapping[str, object]) -> AsyncIterator[Any]:
        """The items of a stream until it ends; closing the iterator ends it. Raises as `call`."""
        number, answer = self._send(method.name, parameters)
        items: asyncio.Queue[msgspec.Raw] = asyncio.Queue()
        self._streams[number] = items
        answer.add_done_callback(lambda _: items.put_nowait(_END))
        try:
            while (raw := await items.get()) is not _END:
                yield _decoded(raw, method)
            answer.result()
        finally:
            if not answer.done():
                self._cancel(number)
            self._streams.pop(number, None)
            self._waiting.pop(number, None)

    def active(self) -> None:
        """Somebody is at the screen. From the first time on the service heeds this alone, and
        locks when it does not hear it for long; it is not told at every keystroke."""
        now = time.monotonic()
        if not self._ended and now - self._told_active >= ACTIVE_SECONDS:
            self._told_active = now
            self._write({"method": "$/active"})

    def on_end(self, listener: Callable[[JungleError], object]) -> None:
        """`listener` hears why the service is gone, once, though nobody asks it anything; not
        where this side closes."""
        self._listener = listener

    def close(self) -> None:
        """Close the connection; whoever waits gets a ServiceError."""
        self._listener = None
        self._farewell = service_ended
        self._transport.close()
        self.ended()

    def received(self, line: bytes) -> None:
        """Give one line from the service to whom it belongs."""
        try:
            answer = msgspec.json.decode(line, type=_Answer)
            if answer.method == "$/item":
                item = msgspec.json.decode(answer.params, type=_Item)
                self._queue(item)
                return
            if answer.method == "$/progress":
                told = msgspec.json.decode(answer.params, type=_Told)
                if (hearer := self._hearers.get(told.id)) is not None:
                    hearer(told.progress)
                return
            if answer.method == "$/locked":
                self._farewell = lambda: locked_because(line)
                return
        except msgspec.MsgspecError:
            self._garbled(line)
            return
        waiting = self._waiting.get(answer.id or 0)
        if waiting is None or waiting.done():
            return
        if bytes(answer.error):
            waiting.set_exception(error_from(json.loads(bytes(answer.error))))
        elif bytes(answer.result):
            waiting.set_result(answer.result)
        else:
            waiting.set_exception(unreadable())

    def ended(self) -> None:
        """The service is gone: everybody who waits is told."""
        self._ended = True
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(self._farewell())
        listener, self._listener = self._listener, None
        if listener is not None:
            listener(self._farewell())

    def _queue(self, item: _Item) -> None:
        """Keep an item until it is asked for; the oldest goes where nobody asks for long."""
        items = self._streams.get(item.id)
        if items is not None:
            if items.qsize() >= UNREAD_ITEMS:
                items.get_nowait()
            items.put_nowait(item.item)

    def _garbled(self, line: bytes) -> None:
        """A line that cannot be read fails the request it names; where it names none, the one
        that has waited longest, as no other line will come for it."""
        number = _number_in(line)
        number = number if number in self._waiting else next(iter(self._waiting), None)
        if number is not None and not self._waiting[number].done():
            self._waiting[number].set_exception(unreadable())

    def _send(
        self,
        method: str,
        parameters: Mapping[str, object],
        hearer: Callable[[Progress], None] | None = None,
    ) -> tuple[int, asyncio.Future[msgspec.Raw]]:
        if self._ended:
            raise self._farewell()
        self._number += 1
        answer: asyncio.Future[msgspec.Raw] = asyncio.get_running_loop().create_future()
        self._waiting[self._number] = answer
        heard = {} if hearer is None else {"progress": True}
        if hearer is not None:
            self._hearers[self._number] = hearer
        self._write({"id": self._number, "method": method, "params": parameters, **heard})
        return self._number, answer

    def _cancel(self, number: int) -> None:
        if not self._ended:
            self._write({"method": "$/cancel", "params": {"id": number}})

    def _write(self, message: Mapping[str, object]) -> None:
        """Send at once what the socket takes, so that the line can be wiped. The rest of a line
        that a full socket does not take waits in the transport, which cannot wipe it."""
        line = secret_line({"jsonrpc": "2.0", **message})
        sent = 0 if self._transport.get_write_buffer_size() else self._send_now(line)
        if sent < len(line):
            self._transport.write(bytes(memoryview(line)[sent:]))
        wipe(line)

    def _send_now(self, line: bytearray) -> int:
        """How many bytes the socket takes without waiting."""
        try:
            return os.write(self._descriptor, line)
        except OSError:  # full, or gone: the transport waits, or tells
            return 0


_END = msgspec.Raw(b"null")


class _Reader(asyncio.Protocol):
    """Cuts what arrives into lines of any length."""

    def __init__(self, process: ServiceProcess) -> None:
        self._process = process
        self.pipe: Pipe | None = None
        self._parts: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection stands."""
        self.pipe = Pipe(cast("asyncio.Transport", transport), self._process)

    def data_received(self, data: bytes) -> None:
        """Some bytes: whole lines go to the pipe, the rest waits."""
        assert self.pipe is not None  # noqa: S101  `connection_made` comes first
        *lines, rest = data.split(b"\n")
        for line in lines:
            self.pipe.received(b"".join((*self._parts, line)))
            self._parts.clear()
        if rest:
            self._parts.append(rest)

    def connection_lost(self, exc: Exception | None) -> None:
        """The service is gone, or we closed."""
        del exc
        if self.pipe is not None:
            self.pipe.ended()


class Proxy:
    """Has every method of `domain.interface.Service`, `active`, `on_end` and `close`."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        for name, method in methods().items():
            setattr(self, name, _bound(pipe, method))

    def active(self) -> None:
        """Tell the service that a person is at the screen."""
        self._pipe.active()

    def on_end(self, listener: Callable[[JungleError], object]) -> None:
        """Tell `listener` once the service locked itself or died."""
        self._pipe.on_end(listener)

    def close(self) -> None:
        """Close the connection, which ends the service."""
        self._pipe.close()


async def connect(process: ServiceProcess) -> Service:
    """The service of `process`, to be called as if it were here. After it died every call raises
    ServiceError: start another one and connect again."""
    loop = asyncio.get_running_loop()
    owned = socket.socket(fileno=process.socket.detach())
    owned.setblocking(False)
    _, reader = await loop.create_connection(lambda: _Reader(process), sock=owned)
    assert reader.pipe is not None  # noqa: S101  it is connected
    return cast("Service", Proxy(reader.pipe))


def _bound(pipe: Pipe, method: Method) -> Callable[..., Any]:
    """A function with the parameters of `method`, in their order or by name."""
    names = tuple(method.parameters)

    def ask(*values: object, **named: object) -> Any:
        parameters = {**dict(zip(names, values, strict=False)), **named}
        if len(values) > len(names) or set(parameters) != set(names):
            raise TypeError(f"{method.name} takes {', '.join(names) or 'nothing'}")
        return (pipe.stream if method.streams else pipe.call)(method, parameters)

    return ask


def _decoded(raw: msgspec.Raw, method: Method) -> Any:
    try:
        return msgspec.json.decode(raw, type=method.answer)
    except msgspec.MsgspecError:
        raise unreadable() from None


def _number_in(line: bytes) -> int | None:
    """The id near the start of a line that is otherwise garbled."""
    found = re.search(rb'"id":(\d{1,15})', line[:64])
    return int(found[1]) if found else None
