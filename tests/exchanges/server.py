"""A loopback server that plays an exchange: fixed replies, and a record of what arrived."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

from aiohttp import web


@dataclass
class Answer:
    body: str = "{}"
    status: int = 200
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Arrived:
    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: str


Script = dict[str, "Answer | Callable[[Arrived], Answer | Awaitable[Answer]]"]


@dataclass
class Played:
    endpoint: str
    script: Script
    log: list[Arrived]

    def paths(self) -> list[str]:
        return [f"{request.method} {request.path}" for request in self.log]


@asynccontextmanager
async def playing(
    script: Script | None = None,
    sockets: Mapping[str, Callable[[web.Request], Awaitable[web.StreamResponse]]] | None = None,
) -> AsyncIterator[Played]:
    played = Played("", script if script is not None else {}, [])

    async def handle(request: web.Request) -> web.Response:
        arrived = Arrived(
            request.method,
            request.path,
            request.query_string,
            dict(request.headers),
            await request.text(),
        )
        played.log.append(arrived)
        found = played.script.get(f"{request.method} {request.path}") or played.script.get("*")
        if found is None:
            return web.Response(status=404, text="{}", content_type="application/json")
        answer = found(arrived) if callable(found) else found
        if isinstance(answer, Awaitable):  # an exchange that takes its time
            answer = await answer
        return web.Response(
            status=answer.status,
            text=answer.body,
            content_type=answer.content_type,
            headers=answer.headers,
        )

    app = web.Application()
    for path, listened in (sockets or {}).items():
        app.router.add_get(path, listened)
    app.router.add_route("*", "/{rest:.*}", handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    played.endpoint = f"http://127.0.0.1:{port}"
    try:
        yield played
    finally:
        await runner.cleanup()


class _Taken(asyncio.Protocol):
    """One connection on which nothing is ever said."""

    def __init__(self, taken: set[asyncio.Transport], arrived: Callable[[], object]) -> None:
        self._taken = taken
        self._arrived = arrived

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._taken.add(self._transport)
        self._arrived()

    def connection_lost(self, _: Exception | None) -> None:
        self._taken.discard(self._transport)


@asynccontextmanager
async def hanging(arrived: Callable[[], object] = lambda: None) -> AsyncIterator[str]:
    """The address of one that takes every connection and never answers; `arrived` is called for
    each. All of them are closed at the end."""
    taken: set[asyncio.Transport] = set()
    server = await asyncio.get_running_loop().create_server(
        lambda: _Taken(taken, arrived), "127.0.0.1", 0
    )
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        await asyncio.sleep(0)
        server.close()
        # A connection that was accepted a moment ago is made by a task of asyncio's own.
        await asyncio.gather(*(one for one in asyncio.all_tasks() if "_accept_" in repr(one)))
        for transport in tuple(taken):
            transport.abort()
        await asyncio.sleep(0)
        assert not taken
