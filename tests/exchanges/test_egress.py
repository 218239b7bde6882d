"""Which address an exchange sees: asked from it, or from a service, family by family."""

from __future__ import annotations

import asyncio
import json
import socket
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import web

from jungletui.domain.failures import ExchangeError
from jungletui.domain.routes import Family
from jungletui.domain.secret import Secret
from jungletui.exchanges import egress
from jungletui.exchanges.egress import address_in, has_family
from jungletui.exchanges.house import EXCHANGE, House
from tests.exchanges.conftest import fixed_clock, make_key
from tests.exchanges.proxies import http_proxy, socks_proxy
from tests.exchanges.server import Answer, hanging, playing

TRACE = "fl=1f1\nh=api.example\nip={}\nts=1700000000.0\nvisit_scheme=https\n"


def has_v6_loopback():
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@asynccontextmanager
async def echoing(as_text=TRACE.format):
    """A service on both families that tells whom it sees."""
    seen = []

    async def handle(request):
        seen.append((request.path, dict(request.headers)))
        return web.Response(text=as_text(request.remote))

    app = web.Application()
    app.router.add_get("/{rest:.*}", handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    first = web.TCPSite(runner, "127.0.0.1", 0)
    await first.start()
    port = runner.addresses[0][1]
    if has_v6_loopback():
        await web.TCPSite(runner, "::1", port).start()
    try:
        yield f"http://localhost:{port}", seen
    finally:
        await runner.cleanup()


@pytest.fixture
def names(monkeypatch):
    """`localhost` has an address of each family, whatever this host's files say."""
    asked = socket.getaddrinfo

    def found(host, port, family=0, *rest, **more):
        if host == "localhost" and family == socket.AF_INET6:
            return [(family, socket.SOCK_STREAM, 6, "", ("::1", port, 0, 0))]
        return asked(host, port, family, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", found)


@pytest.fixture
def families(monkeypatch):
    """The families that this host is said to have a way out by."""
    there = {Family.V4, Family.V6}
    monkeypatch.setattr(egress, "has_family", lambda family: family in there)
    return there


@pytest.fixture
def moment():
    return [fixed_clock()]


@pytest.fixture
async def house(moment):
    made = House(clock=lambda: moment[0])
    yield made
    await made.close()


@pytest.mark.skipif(not has_v6_loopback(), reason="this host has no IPv6 at all")
async def test_each_family_is_asked_for_itself(house, families, names):
    async with echoing() as (url, seen):
        found = await house.egress(make_key("okx", url), EXCHANGE)
    assert (found.v4, found.v6) == ("127.0.0.1", "::1")
    assert found.source == "okx"
    assert [path for path, _ in seen] == ["/cdn-cgi/trace"] * 2
    sent = json.dumps([headers for _, headers in seen])
    assert "made-up" not in sent
    assert "OK-ACCESS" not in sent.upper()


async def test_a_family_that_this_host_lacks_is_not_asked(house, families):
    families.discard(Family.V6)
    async with echoing() as (url, seen):
        found = await house.egress(make_key("okx", url), EXCHANGE)
    assert (found.v4, found.v6) == ("127.0.0.1", "")
    assert len(seen) == 1
    assert "this host has no IPv6" in found.evidence


async def test_an_exchange_without_ipv6_leaves_that_unknown(house, families):
    async with playing({"*": Answer(TRACE.format("203.0.113.7"), content_type="text/plain")}) as at:
        found = await house.egress(make_key("okx", at.endpoint), EXCHANGE)
    assert (found.v4, found.v6) == ("203.0.113.7", None)
    assert "okx" in found.evidence


async def test_a_pinned_key_is_asked_by_its_family_only(house, families):
    async with echoing() as (url, seen):
        key = make_key("okx", url)
        pinned = replace(key, profile=replace(key.profile, family=Family.V4))
        found = await house.egress(pinned, EXCHANGE)
    assert (found.v4, found.v6) == ("127.0.0.1", None)
    assert "IPv6 is not used by this key" in found.evidence
    assert len(seen) == 1


@pytest.mark.parametrize("proxied", [http_proxy, socks_proxy])
async def test_by_a_proxy_it_is_the_proxys_address(house, families, proxied):
    async with playing({"*": Answer('{"ip": "198.51.100.4"}')}) as played, proxied() as proxy:
        key = make_key("kucoin", played.endpoint)
        key = replace(key, credential={**key.credential, "password": Secret("made-up words")})
        away = replace(key, profile=replace(key.profile, proxy=proxy.url))
        found = await house.egress(away, EXCHANGE)
        assert (found.v4, found.v6) == ("198.51.100.4", None)
        assert "by the proxy" in found.evidence
        assert len(proxy.asked) == 1
        assert played.paths() == ["GET /api/ua/v1/user/my-ip"]


async def test_a_service_is_asked_where_one_is_named(house, families):
    families.discard(Family.V6)
    async with playing({"GET /me": Answer('{"ip": "203.0.113.7"}')}) as service:
        found = await house.egress(make_key("okx"), f"{service.endpoint}/me")
    assert (found.v4, found.source) == ("203.0.113.7", "127.0.0.1")


async def test_an_answer_is_kept_for_a_while(house, families, moment):
    families.discard(Family.V6)
    async with echoing() as (url, seen):
        key = make_key("okx", url)
        await asyncio.gather(*(house.egress(key, EXCHANGE) for _ in range(5)))
        assert len(seen) == 1
        moment[0] += timedelta(minutes=9)
        await house.egress(key, EXCHANGE)
        assert len(seen) == 1
        moment[0] += timedelta(minutes=2)
        await house.egress(key, EXCHANGE)
        assert len(seen) == 2


@pytest.mark.parametrize(
    "answer",
    [
        Answer("", status=404),
        Answer("<html>203.0.113.7</html>"),
        Answer('{"ip": ["203.0.113.7"]}'),
        Answer('{"data": {"data": {"data": {"ip": "203.0.113.7"}}}}'),
        Answer("ip=unknown\n203.0.113.7"),
        Answer("[" * 3000),
        Answer("9" * 5000),
        Answer("203.0.113.7", status=302, headers={"Location": "/other"}),
    ],
)
async def test_what_tells_no_address_is_no_address(house, families, moment, answer):
    families.discard(Family.V6)
    async with playing({"*": answer}) as played:
        key = make_key("okx", played.endpoint)
        found = await house.egress(key, EXCHANGE)
        assert (found.v4, found.v6) == (None, "")
        assert "does not tell addresses" in found.evidence
        played.script["*"] = Answer("203.0.113.7")
        moment[0] += timedelta(minutes=2)
        assert (await house.egress(key, EXCHANGE)).v4 == "203.0.113.7"


async def test_an_exchange_that_does_not_answer_is_not_asked_long(house, families, monkeypatch):
    families.discard(Family.V6)
    monkeypatch.setattr(egress, "PATIENCE", 0.05)
    async with hanging() as endpoint:
        found = await house.egress(make_key("okx", endpoint), EXCHANGE)
    assert found.v4 is None
    assert "no answer in time" in found.evidence


async def test_nobody_is_asked_while_a_ban_lasts(house, families):
    banned = Answer("{}", status=418, headers={"Retry-After": "60"})
    async with playing({"*": banned}) as played:
        key = make_key("binance", played.endpoint)
        with pytest.raises(ExchangeError):
            await (await house.session(key)).call("publicGetTime")
        count = len(played.log)
        with pytest.raises(ExchangeError):
            await house.egress(key, EXCHANGE)
        assert len(played.log) == count


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("203.0.113.7\n", "203.0.113.7"),
        ("2001:DB8:0::7", "2001:db8::7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ('"203.0.113.7"', "203.0.113.7"),
        ('{"ip": "203.0.113.7"}', "203.0.113.7"),
        ('{"code": "200000", "data": "203.0.113.7"}', "203.0.113.7"),
        ('{"data": {"ip": "2001:db8::7"}}', "2001:db8::7"),
        (TRACE.format("2001:db8::7"), "2001:db8::7"),
        ("203.0.113.7, 10.0.0.1", None),
        ("", None),
        ("0", None),
        ("{", None),
        ("null", None),
    ],
)
def test_addresses_in_bodies(text, address):
    assert address_in(text) == address


def test_looking_for_a_way_out_sends_nothing_and_never_fails():
    assert {has_family(family) for family in (Family.V4, Family.V6)} <= {True, False}
