"""Every request of a key by its own proxy, with real proxies before the sandbox, and what each of
them can refuse."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from aiohttp import web

from jungletui.domain.failures import ExchangeError, UsageError
from jungletui.domain.keys import KeyProfile
from jungletui.domain.routes import DIRECT, Family, Route
from jungletui.exchanges import network
from jungletui.exchanges.house import House
from jungletui.exchanges.network import Request, open_http, send
from jungletui.sandbox.run import SandboxOptions, running
from tests.exchanges.certificates import answering, believing, make_certificate, serving
from tests.exchanges.conftest import make_key
from tests.exchanges.proxies import LOGIN, PASSWORD, http_proxy, socks_proxy
from tests.exchanges.sandboxed import key_of
from tests.exchanges.server import Answer, playing

KINDS = {
    "http": http_proxy,
    "socks5": socks_proxy,
    "socks5h": lambda **options: socks_proxy("socks5h", **options),
}


@pytest.fixture
async def house():
    made = House()
    yield made
    await made.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("tls"))


def by(key, proxy):
    return replace(key, profile=replace(key.profile, proxy=proxy))


async def got(route, url):
    http = open_http(route)
    try:
        return await send(http, Request(url, "GET", {}, None), "Someone")
    finally:
        await http.close()


async def refusal(route, url="http://127.0.0.1:9/"):
    with pytest.raises(ExchangeError) as caught:
        await got(route, url)
    assert caught.value.kind == "unreachable"
    assert PASSWORD not in f"{caught.value.message} {caught.value.remedy}"
    assert caught.value.__cause__ is None
    return caught.value.message


@pytest.mark.parametrize("kind", KINDS)
async def test_a_key_is_read_by_its_proxy_and_its_neighbour_is_not(house, kind):
    options = SandboxOptions(moving=False, markets=20, exchanges=("kraken",))
    async with running(options) as sandbox, KINDS[kind](login=LOGIN) as proxy:
        plain = key_of(sandbox.key("kraken-dca"))
        direct = await house.session(plain)
        away = await house.session(by(plain, proxy.with_login(LOGIN)))
        assert (await away.balances())[0]
        host = sandbox.endpoints["kraken"].removeprefix("http://")
        assert proxy.asked
        assert all(host in target for target in proxy.asked)
        assert set(proxy.logins) == {LOGIN}
        count = len(proxy.asked)
        assert (await direct.balances())[0]
        assert len(proxy.asked) == count
        assert direct.line.pacer is not away.line.pacer
        assert PASSWORD not in repr((away, away.world.place, away.key))


async def test_markets_are_fetched_once_whatever_the_route(house):
    options = SandboxOptions(moving=False, markets=20, exchanges=("binance",))
    async with running(options) as sandbox, http_proxy() as proxy:
        key = key_of(sandbox.key("binance-freqtrade"))
        first, second = await house.session(key), await house.session(by(key, proxy.url))
        await first.balances()
        await second.balances()
        fetched = [row for row in sandbox.log("binance") if row.path == "/api/v3/exchangeInfo"]
        assert len(fetched) == 1
        assert second.made.markets is first.made.markets


async def test_keys_of_one_proxy_share_its_connections_and_its_limits(house):
    async with http_proxy() as proxy:
        keys = [
            by(make_key("binance", "http://127.0.0.1:9", f"k{n}", public_id=f"k{n}"), proxy.url)
            for n in range(2)
        ]
        one, two = [await house.session(key) for key in keys]
    assert one.line.pacer is two.line.pacer
    assert one.line.bans is two.line.bans
    assert one.line.http is two.line.http is house.http(Route(proxy.url), secure=False)
    assert one.line.http is not house.http(DIRECT, secure=False)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_proxy_sees_no_more_of_https_than_the_host(certificate, monkeypatch, kind):
    monkeypatch.setattr(network, "_trust", lambda: believing(certificate))
    async with answering(certificate) as port, KINDS[kind]() as proxy:
        reply = await got(Route(proxy.url), f"https://localhost:{port}/secret?signature=abc")
        target = {"http": "CONNECT localhost", "socks5": "127.0.0.1"}.get(kind, "localhost")
        assert (reply.status, reply.text) == (200, "{}")
        assert proxy.asked == [f"{target}:{port}"]


@pytest.mark.parametrize("kind", [*KINDS, "https"])
async def test_a_websocket_goes_by_the_proxy_too(certificate, monkeypatch, kind):
    monkeypatch.setattr(network, "_trust", lambda: believing(certificate))

    async def talk(request):
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str(f"heard {await socket.receive_str()}")
        return socket

    app = web.Application()
    app.router.add_get("/ws", talk)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=serving(certificate)).start()
    port = runner.addresses[0][1]
    made = partial(http_proxy, serving(certificate)) if kind == "https" else KINDS[kind]
    async with made(login=LOGIN) as proxy:
        url = proxy.with_login(LOGIN).replace("127.0.0.1", "localhost")
        http = open_http(Route(url), sockets=True)
        async with http.ws_connect(f"wss://localhost:{port}/ws") as socket:
            await socket.send_str("you")
            assert await socket.receive_str() == "heard you"
        await http.close()
        where = {"socks5": "127.0.0.1", "socks5h": "localhost"}.get(kind, "CONNECT localhost")
        assert proxy.asked == [f"{where}:{port}"]
        assert proxy.logins == [LOGIN]
    await runner.cleanup()


async def test_a_proxy_may_be_spoken_to_by_tls(certificate, monkeypatch):
    monkeypatch.setattr(network, "_trust", lambda: believing(certificate))
    async with (
        playing({"GET /x": Answer("[1]")}) as played,
        http_proxy(serving(certificate), login=LOGIN) as proxy,
    ):
        url = proxy.with_login(LOGIN).replace("127.0.0.1", "localhost")
        assert (await got(Route(url), f"{played.endpoint}/x")).text == "[1]"
    assert proxy.logins == [LOGIN]


async def test_another_certificate_is_refused_behind_a_proxy_too(certificate):
    async def answer(reader, writer):
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=serving(certificate))
    url = f"https://localhost:{server.sockets[0].getsockname()[1]}/"
    for kind in ("http", "socks5h"):
        async with KINDS[kind]() as proxy:
            assert "its certificate is not accepted" in await refusal(Route(proxy.url), url)
    server.close()


@pytest.mark.parametrize("kind", KINDS)
async def test_a_proxy_that_is_not_there(kind):
    async with KINDS[kind]() as proxy:
        url = proxy.with_login(LOGIN)
    assert "the proxy does not answer" in await refusal(Route(url))


@pytest.mark.parametrize("scheme", ["https://localhost:9/", "http://127.0.0.1:9/"])
async def test_another_login_is_refused(scheme):
    for kind in ("http", "socks5h"):
        async with KINDS[kind](login="somebody:else") as proxy:
            route = Route(proxy.with_login(LOGIN))
            if kind == "http" and scheme.startswith("http:"):
                reply = await got(route, scheme)
                assert reply.status == 407
            else:
                assert "it wants another login" in await refusal(route, scheme)


async def test_no_login_where_one_is_wanted():
    async with socks_proxy(login=LOGIN) as proxy:
        assert "the proxy refuses" in await refusal(Route(proxy.url))


@pytest.mark.parametrize(
    ("reply", "words"),
    [(2, "rules"), (3, "no network"), (4, "does not reach"), (5, "refused it"), (1, "refuses (1)")],
)
async def test_what_a_socks_proxy_refuses(reply, words):
    async with socks_proxy(refuse=reply) as proxy:
        assert words in await refusal(Route(proxy.url))


async def test_what_an_http_proxy_refuses():
    async with http_proxy(refuse=502) as proxy:
        assert "the proxy refuses (502)" in await refusal(Route(proxy.url), "https://localhost:9/")


async def test_a_proxy_that_says_nothing(monkeypatch):
    import aiohttp

    quick = aiohttp.ClientTimeout(total=5, sock_connect=0.05)
    monkeypatch.setattr(network, "TIMEOUT", quick)
    silent = asyncio.Event()

    async def accept(_reader, writer):
        await silent.wait()
        writer.close()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    assert "in time" in await refusal(Route(f"socks5://127.0.0.1:{port}"))
    silent.set()
    server.close()


async def test_names_are_looked_up_at_the_proxy_with_socks5h_only():
    async with (
        playing({"GET /": Answer("[]")}) as played,
        socks_proxy("socks5h", elsewhere=int(played.endpoint.rpartition(":")[2])) as proxy,
    ):
        assert (await got(Route(proxy.url), "http://no-such-host.invalid:80/")).status == 200
        assert proxy.asked == ["no-such-host.invalid:80"]
        local = proxy.url.replace("socks5h", "socks5")
        await refusal(Route(local), "http://no-such-host.invalid:80/")


async def test_http_never_leaves_this_machine_by_a_proxy_elsewhere(house):
    key = make_key("binance", "http://127.0.0.1:9")
    with pytest.raises(UsageError, match="in the clear"):
        await house.session(by(key, "http://192.0.2.1:3128"))
    away = replace(key, profile=replace(key.profile, endpoint="https://127.0.0.1:9"))
    assert await house.session(by(away, "http://192.0.2.1:3128"))


async def test_a_family_can_be_pinned():
    async with playing({"GET /": Answer("[]")}) as played:
        assert (await got(Route(family=Family.V4), f"{played.endpoint}/")).status == 200
        url = played.endpoint.replace("127.0.0.1", "localhost")
        assert (await got(Route(family=Family.V4), f"{url}/")).status == 200
        await refusal(Route(family=Family.V6), f"{url}/")


async def test_an_endpoint_of_the_other_family_is_refused(house):
    key = make_key("binance", "http://127.0.0.1:9")
    with pytest.raises(UsageError, match="family"):
        await house.session(replace(key, profile=replace(key.profile, family=Family.V6)))


async def test_an_exchange_may_have_a_route_of_its_own():
    async with http_proxy() as proxy, playing({"GET /api/v3/time": Answer("{}")}) as played:
        routes = {"binance": Route(proxy.url)}
        there = House(routes=lambda profile: routes.get(profile.exchange, DIRECT))
        session = await there.session(make_key("binance", played.endpoint))
        await session.call("publicGetTime")
        assert there.route(KeyProfile("k", "okx")) is DIRECT
        await there.close()
    assert proxy.asked == [f"GET {played.endpoint}/api/v3/time"]


async def test_a_ban_stops_the_route_that_it_is_for():
    now = [make_key("binance").added_at]
    there = House(clock=lambda: now[0])
    banned = Answer('{"code": -1003, "msg": "Banned."}', status=418, headers={"Retry-After": "90"})
    async with http_proxy() as proxy, playing({"GET /api/v3/time": banned}) as played:
        key = make_key("binance", played.endpoint)
        direct, away = await there.session(key), await there.session(by(key, proxy.url))
        with pytest.raises(ExchangeError):
            await direct.call("publicGetTime")
        played.script["GET /api/v3/time"] = Answer("{}")
        assert await away.call("publicGetTime") == {}
        now[0] += timedelta(seconds=30)
        with pytest.raises(ExchangeError, match=r"banned this address.*\(1 min 0 s left\)"):
            await direct.call("publicGetTime")
    await there.close()
