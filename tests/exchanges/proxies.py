"""Small real proxies on the loopback: HTTP (absolute form and CONNECT) and SOCKS5 (RFC 1928, 1929).
They write down who logged in and where they were asked to go."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

USER, PASSWORD = "made-up-user", "made-up-pass-word"
LOGIN = f"{USER}:{PASSWORD}"


@dataclass
class Proxy:
    """`asked` are the targets, `logins` what was presented; `refuse` is a SOCKS reply or an HTTP
    status; `login` is wanted where it is set; `elsewhere` leads every name to one port here."""

    url: str = ""
    login: str = ""
    refuse: int = 0
    elsewhere: int = 0
    asked: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def with_login(self, login: str) -> str:
        scheme, _, rest = self.url.partition("://")
        return f"{scheme}://{login}@{rest}"


@asynccontextmanager
async def http_proxy(tls: ssl.SSLContext | None = None, **options) -> AsyncIterator[Proxy]:
    async with _served(_speak_http, "http" if tls is None else "https", tls, **options) as proxy:
        yield proxy


@asynccontextmanager
async def socks_proxy(scheme: str = "socks5", **options) -> AsyncIterator[Proxy]:
    async with _served(_speak_socks, scheme, None, **options) as proxy:
        yield proxy


@asynccontextmanager
async def _served(speak, scheme, tls, **options) -> AsyncIterator[Proxy]:
    proxy = Proxy(**options)

    async def accept(reader, writer):
        task = asyncio.current_task()
        proxy.tasks.add(task)
        try:
            await speak(proxy, reader, writer)
        except (OSError, EOFError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass
        finally:
            proxy.tasks.discard(task)
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    server = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=tls)
    proxy.url = f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield proxy
    finally:
        server.close()
        for task in list(proxy.tasks):
            task.cancel()
        await asyncio.gather(*proxy.tasks, return_exceptions=True)


async def _speak_http(proxy, reader, writer):
    while True:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        line, *lines = head.split("\r\n")
        method, target, _ = line.split(" ")
        headers = dict(text.split(": ", 1) for text in lines if text)
        shown = {name.lower(): text for name, text in headers.items()}
        given = shown.get("proxy-authorization", "").removeprefix("Basic ")
        proxy.logins.append(base64.b64decode(given).decode())
        proxy.asked.append(f"{method} {target}")
        status = 407 if proxy.login and proxy.logins[-1] != proxy.login else proxy.refuse
        if status:
            writer.write(f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n".encode())
            await writer.drain()
            return
        if method == "CONNECT":
            host, _, port = target.rpartition(":")
            there = await asyncio.open_connection(host, proxy.elsewhere or int(port))
            writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
            await writer.drain()
            await _join(reader, writer, *there)
            return
        await _pass_on(proxy, (method, urlsplit(target), lines, shown), reader, writer)


async def _pass_on(proxy, request, reader, writer):
    """One request in absolute form, to its host in origin form; the answer until that one ends."""
    method, url, lines, shown = request
    body = await reader.readexactly(int(shown.get("content-length", 0)))
    kept = [line for line in lines if line and not line.lower().startswith(("proxy-", "connec"))]
    path = f"{url.path}?{url.query}" if url.query else url.path or "/"
    head = "\r\n".join([f"{method} {path} HTTP/1.1", *kept, "Connection: close", "", ""])
    theirs, out = await asyncio.open_connection(url.hostname, proxy.elsewhere or url.port)
    out.write(head.encode("latin-1") + body)
    await out.drain()
    writer.write(await theirs.read())
    await writer.drain()
    out.close()
    raise asyncio.IncompleteReadError(b"", None)  # one request a connection


async def _speak_socks(proxy, reader, writer):
    version, count = await reader.readexactly(2)
    methods = await reader.readexactly(count)
    assert version == 5
    wanted = 2 if proxy.login else 0
    if wanted not in methods:
        writer.write(b"\x05\xff")
        return
    writer.write(bytes([5, wanted]))
    if wanted:
        _, length = await reader.readexactly(2)
        user = (await reader.readexactly(length)).decode()
        (length,) = await reader.readexactly(1)
        proxy.logins.append(f"{user}:{(await reader.readexactly(length)).decode()}")
        right = proxy.logins[-1] == proxy.login
        writer.write(bytes([1, 0 if right else 1]))
        if not right:
            return
    _, command, _, kind = await reader.readexactly(4)
    assert command == 1
    if kind == 3:
        (length,) = await reader.readexactly(1)
        host = (await reader.readexactly(length)).decode()
    else:
        host = ".".join(map(str, await reader.readexactly(4)))
    port = int.from_bytes(await reader.readexactly(2), "big")
    proxy.asked.append(f"{host}:{port}")
    writer.write(bytes([5, proxy.refuse, 0, 1, 0, 0, 0, 0, 0, 0]))
    await writer.drain()
    if proxy.refuse:
        return
    there = await asyncio.open_connection("127.0.0.1", proxy.elsewhere or port)
    await _join(reader, writer, *there)


async def _join(reader, writer, theirs, out):
    async def pump(source, sink):
        while data := await source.read(1 << 16):
            sink.write(data)
            await sink.drain()
        with contextlib.suppress(OSError):
            sink.close()

    try:
        await asyncio.gather(pump(reader, out), pump(theirs, writer), return_exceptions=True)
    finally:
        out.close()
