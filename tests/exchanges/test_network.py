"""The way to an exchange: what fails on it, and that nothing empty is taken for an answer."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import AsyncExitStack

import aiohttp
import pytest

from jungletui.domain.failures import ExchangeError
from jungletui.exchanges import network
from jungletui.exchanges.network import Request, open_http, send
from tests.exchanges.conftest import make_key
from tests.exchanges.replies import PUBLIC
from tests.exchanges.server import Answer, hanging, playing


@pytest.fixture
async def http():
    made = open_http()
    yield made
    await made.close()


def get(url, headers=None):
    return Request(url, "GET", headers or {}, None)


async def raw(answer: bytes, after: bytes = b"\r\n\r\n"):
    """A server that sends these bytes and hangs up."""

    async def accept(reader, writer):
        await reader.readuntil(after)
        writer.write(answer)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    return server, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/x?signature=abcdef"


async def failure_of(http, url):
    with pytest.raises(ExchangeError) as caught:
        await send(http, get(url), "Someone")
    assert "signature" not in caught.value.message
    assert caught.value.__cause__ is None
    return caught.value


async def test_refused(http):
    server, url = await raw(b"")
    server.close()
    await server.wait_closed()
    failure = await failure_of(http, url)
    assert failure.kind == "unreachable"
    assert "Someone (127.0.0.1): no connection: refused" in failure.message


async def test_name(http):
    failure = await failure_of(http, "http://no-such-host.invalid/")
    assert (failure.kind, "name is not found" in failure.message) == ("unreachable", True)


async def test_tls(http):
    server, url = await raw(b"this is no TLS", after=b"\x03")
    failure = await failure_of(http, url.replace("http:", "https:"))
    server.close()
    assert failure.kind == "unreachable"


async def test_hung_up(http):
    server, url = await raw(b"")
    failure = await failure_of(http, url)
    server.close()
    assert failure.kind == "unreachable"


async def test_timeout(monkeypatch):
    monkeypatch.setattr(network, "TIMEOUT", aiohttp.ClientTimeout(total=0.05))
    patient = open_http()
    async with hanging() as endpoint:
        failure = await failure_of(patient, endpoint + "/")
    await patient.close()
    assert (failure.kind, "no answer in time" in failure.message) == ("unreachable", True)


async def test_hosts_that_hang_keep_nobody_else_waiting(http):
    """More requests hang than aiohttp lets go at once to all hosts, unless it is told (100)."""
    all_there, hung = asyncio.Event(), []

    def arrived() -> None:
        hung.append(True)
        if len(hung) == 8 * network.LIMIT_PER_HOST:
            all_there.set()

    async with AsyncExitStack() as stack:
        endpoints = [await stack.enter_async_context(hanging(arrived)) for _ in range(8)]
        asked = [
            asyncio.create_task(send(http, get(endpoint + "/"), "Someone"))
            for endpoint in endpoints
            for _ in range(network.LIMIT_PER_HOST)
        ]
        try:
            async with asyncio.timeout(20), playing({"GET /": Answer("[]")}) as played:
                await all_there.wait()
                assert (await send(http, get(played.endpoint + "/"), "Someone")).text == "[]"
        finally:
            for task in asked:
                task.cancel()
            await asyncio.gather(*asked, return_exceptions=True)


async def test_broken_off(http):
    server, url = await raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    failure = await failure_of(http, url)
    server.close()
    assert (failure.kind, "broke off" in failure.message) == ("bad-reply", True)


async def test_too_large(http, monkeypatch):
    monkeypatch.setattr(network, "LARGEST_REPLY", 10)
    async with playing({"GET /": Answer("[" + "1," * 100 + "1]")}) as played:
        failure = await failure_of(http, played.endpoint + "/")
    assert (failure.kind, "larger than" in failure.message) == ("bad-reply", True)


async def test_a_header_cannot_be_split(http):
    async with playing() as played:
        with pytest.raises(ExchangeError) as caught:
            await send(http, get(played.endpoint, {"X-KEY": "a\r\nX-Evil: b"}), "Someone")
    assert caught.value.kind == "key-type"
    assert played.log == []


async def test_no_cookie_goes_from_one_key_to_the_next(http):
    answer = Answer(headers={"Set-Cookie": "who=first"})
    async with playing({"GET /": answer}) as played:
        for _ in range(2):
            await send(http, get(played.endpoint + "/"), "Someone")
    assert all("Cookie" not in request.headers for request in played.log)


@pytest.mark.parametrize(
    "answer",
    [
        Answer("<html>please log in</html>", content_type="text/html"),
        Answer(""),
        Answer('{"balances": ['),
        Answer("{}"),
    ],
)
async def test_no_such_answer_is_an_empty_balance(house, answer):
    script = PUBLIC["binance"]() | {"*": answer}
    async with playing(script) as played:
        session = await house.session(make_key("binance", played.endpoint))
        with pytest.raises(ExchangeError) as caught:
            await session.balances()
    assert caught.value.kind == "bad-reply"


@pytest.mark.parametrize("sockets", [False, True])
async def test_connections_for_endpoints_without_tls_believe_nobody(sockets):
    async with open_http(sockets=sockets, secure=False) as made:
        trust = made.connector._ssl
        assert trust.verify_mode is ssl.CERT_REQUIRED
        assert trust.check_hostname
        assert trust.cert_store_stats()["x509"] == 0
    async with open_http(sockets=sockets) as made:
        assert made.connector._ssl.cert_store_stats()["x509"] > 0
