"""Each way in which a stream can fail to open, over a real socket: what is said, and that a ban or
a limit holds back requests as well."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.exchanges import network
from jungletui.exchanges.house import House
from jungletui.exchanges.streams import watching
from tests.exchanges.certificates import make_certificate, serving
from tests.exchanges.conftest import fixed_clock
from tests.exchanges.server import playing
from tests.exchanges.test_handed_over import PROXY, SESSION, polymarket, session

FAR = {"Retry-After": "3600"}
HTML = "<html><title>Just a moment</title></html>"
REFUSALS = {
    "429": (web.Response(status=429, headers=FAR), "rate-limited", "too many requests"),
    "418": (web.Response(status=418, headers=FAR), "banned", "has banned this address"),
    "451": (web.Response(status=451), "geo-blocked", "does not serve this location"),
    "500": (web.Response(status=500, text="oops"), "unreachable", "not opened (HTTP 500)"),
    "maintenance": (web.Response(status=503), "maintenance", "says that it is down"),
    "html": (web.Response(text=HTML, content_type="text/html"), "unreachable", "not opened"),
    "moved": (web.Response(status=302, headers={"Location": "/"}), "unreachable", ""),
}


@asynccontextmanager
async def opened(sockets=None):
    """A key that is to be followed, with its markets."""
    async with AsyncExitStack() as stack:
        played = await stack.enter_async_context(playing(polymarket(), sockets=sockets))
        house = House(clock=fixed_clock)
        stack.push_async_callback(house.close)
        one = await session(house, played, "polymarket", apiKey=PROXY, secret=SESSION)
        await one.balances()
        yield one


async def failure_of(one) -> ExchangeError:
    [line] = (await one.streaming()).lines
    with pytest.raises(ExchangeError) as told:
        await asyncio.wait_for(one.listen(line, lambda _: None, lambda: None), 30)
    return told.value


@pytest.mark.parametrize("name", REFUSALS)
async def test_a_handshake_that_is_refused(name):
    answer, kind, words = REFUSALS[name]

    async def refuse(_request):
        return web.Response(status=answer.status, headers=answer.headers.copy(), body=answer.body)

    async with opened({"/v1/ws": refuse}) as one:
        failure = await failure_of(one)
        assert failure.kind == kind
        assert words in failure.message
        if kind in ("banned", "rate-limited"):
            with pytest.raises(ExchangeError) as held_back:
                await one.balances()
            assert held_back.value.kind == kind, "requests are held back, too"
        else:
            assert await one.balances()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("dns", "its name is not found"),
        ("refused", "no connection: refused"),
        ("tls", "its certificate is not accepted (self-signed certificate)"),
        ("timeout", "no answer in time"),
        ("hung-up", "the connection broke off"),
    ],
)
async def test_no_connection(name, words, monkeypatch, tmp_path):
    monkeypatch.setattr(network, "TIMEOUT", aiohttp.ClientTimeout(total=2.0))

    async def accept(reader, writer):
        if name == "timeout":
            await reader.read()
        writer.close()

    tls = serving(make_certificate(tmp_path)) if name == "tls" else None
    server = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    if name == "refused":
        server.close()
    where = f"{'wss' if tls else 'ws'}://127.0.0.1:{port}/v1/ws"
    if name == "dns":
        where = "wss://no-such-host.invalid/v1/ws"
    monkeypatch.setattr(watching, "dialled", lambda *_: where)
    async with opened() as one:
        failure = await failure_of(one)
        assert failure.failure is FailureKind.UNREACHABLE
        assert words in failure.message, failure.message
        assert "/v1/ws" not in failure.message
    server.close()
