"""Switchable faults: everything that goes wrong between a client and an exchange, on demand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from aiohttp import web
from aiohttp.typedefs import Handler

ErrorBody = Callable[[int], str]

HTML = "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>503</body></html>"


class FaultKind(StrEnum):
    """What goes wrong. `body` is status 200 with the fault's own text. Those that begin with `ws`
    happen to the messages of open websockets, and to nothing else."""

    LATENCY = "latency"
    RATE_LIMITED = "429"
    BANNED = "418"
    BROKEN = "500"
    UNAVAILABLE = "503"
    HANG = "hang"
    TRUNCATED = "truncated"
    HTML = "html"
    EMPTY = "empty"
    DROPPED = "dropped"
    BODY = "body"
    WS_DROPPED = "ws-dropped"
    WS_SILENT = "ws-silent"
    WS_GARBLED = "ws-garbled"


ON_MESSAGES = frozenset({FaultKind.WS_DROPPED, FaultKind.WS_SILENT, FaultKind.WS_GARBLED})


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `path` limits it to requests whose path begins so; `body` replaces the
    exchange's own error text; `delay` is seconds, for latency."""

    kind: FaultKind
    path: str = ""
    retry_after: int = 30
    delay: float = 1.0
    body: str | None = None


@dataclass(slots=True)
class Faults:
    """The switch of one exchange: at most one fault, for all or for the next N requests (messages
    to send, for the faults of websockets).
    `met` is set once a request hangs."""

    current: Fault | None = None
    remaining: int | None = None
    met: asyncio.Event = field(default_factory=asyncio.Event)
    _freed: asyncio.Event = field(default_factory=asyncio.Event)

    def set(self, fault: Fault | FaultKind, count: int | None = None) -> None:
        """Break all requests, or the next `count`, in this way."""
        self.clear()
        self.current = Fault(fault) if isinstance(fault, FaultKind) else fault
        self.remaining = count

    def clear(self) -> None:
        """Work again; requests that hang are dropped."""
        self.current = self.remaining = None
        self._freed.set()
        self._freed, self.met = asyncio.Event(), asyncio.Event()

    def take(self, path: str) -> Fault | None:
        """The fault for a request to `path`, counted down."""
        return None if self._on_messages() else self._taken(path)

    def take_message(self, path: str) -> FaultKind | None:
        """What happens to a message on a websocket to `path`, counted down."""
        fault = self._taken(path) if self._on_messages() else None
        return None if fault is None else fault.kind

    def _on_messages(self) -> bool:
        return self.current is not None and self.current.kind in ON_MESSAGES

    def _taken(self, path: str) -> Fault | None:
        fault = self.current
        if fault is None or not path.startswith(fault.path) or self.remaining == 0:
            return None
        if self.remaining is not None:
            self.remaining -= 1
        return fault

    async def freed(self) -> None:
        """Wait until the fault is cleared."""
        self.met.set()
        await self._freed.wait()


async def answer(
    faults: Faults, request: web.Request, handler: Handler, error_body: ErrorBody
) -> web.StreamResponse:
    """The reply to `request`, broken as the switch says."""
    fault = faults.take(request.path)
    if fault is None:
        return await handler(request)
    match fault.kind:
        case FaultKind.LATENCY:
            await asyncio.sleep(fault.delay)
            return await handler(request)
        case FaultKind.HANG:
            await faults.freed()
            return _drop(request)
        case FaultKind.DROPPED:
            return _drop(request)
        case FaultKind.HTML:
            return web.Response(text=fault.body or HTML, content_type="text/html")
        case FaultKind.BODY:
            return web.Response(text=fault.body or "", content_type="application/json")
        case FaultKind.EMPTY:
            return web.Response(text="", content_type="application/json")
        case FaultKind.TRUNCATED:
            if "Upgrade" in request.headers:
                return _drop(request)
            return await _truncated(request, await handler(request))
    status = int(fault.kind.value)
    headers = {"Retry-After": str(fault.retry_after)} if status in {418, 429} else {}
    return web.Response(
        text=fault.body if fault.body is not None else error_body(status),
        status=status,
        headers=headers,
        content_type="application/json",
    )


def _drop(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=503)


async def _truncated(request: web.Request, whole: web.StreamResponse) -> web.StreamResponse:
    """Half of the body under the length of the whole, then the connection ends."""
    body = whole.body if isinstance(whole, web.Response) else b""
    body = body if isinstance(body, bytes) else b"{}"
    response = web.StreamResponse(status=whole.status, headers={"Content-Length": str(len(body))})
    response.content_type = "application/json"
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return response
