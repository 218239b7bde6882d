"""A loopback server that plays an exchange: fixed replies, and a record of what arrived."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

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


@asynccontextmanager
async def hanging(arrived: Callable[[], object] = lambda: None) -> AsyncIterator[str]:
    """The address of one that takes every connection and never answers; `arrived` is called for
    each. All of them are closed at the end."""
    released, handlers = asyncio.Event(), []

    async def accept(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        handlers.append(asyncio.current_task())
        arrived()
        await released.wait()
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        released.set()
        server.close()
        for _ in range(10):  # what was accepted a moment ago gets its handler some rounds later
            await asyncio.sleep(0)
        await asyncio.gather(*handlers)
