"""The life of a websocket: ticks, pings, the 24-hour cut, and everything that goes wrong."""

import json
from datetime import timedelta
from typing import Any

import aiohttp
import ccxt.pro as ccxtpro
import pytest

from jungletui.sandbox.faults import FaultKind
from jungletui.sandbox.run import Sandbox, SandboxOptions, running
from tests.sandbox.conftest import Hand
from tests.sandbox.streaming import (
    bought,
    exact,
    order_of,
    raw,
    said,
    serving,
    streaming,
    subscribed,
    until,
    watching,
)

API = "/ws-api/v3"

sandbox = serving("binance")


async def ping(socket: Any, number: int = 1) -> None:
    await socket.send_str(json.dumps({"id": number, "method": "ping"}))


async def place(socket: Any, number: int) -> None:
    await socket.send_str(json.dumps({"id": number, "method": "order.place"}))


async def test_the_clock_alone_fills_orders_and_whoever_watches_is_told(hand: Hand) -> None:
    options = SandboxOptions(clock=hand, markets=40, exchanges=("binance",), tick=0.01)
    async with (
        running(options) as sandbox,
        streaming(sandbox, "binance-freqtrade") as client,
        watching(client.watch_orders, client.watch_balance) as found,
    ):
        await until(subscribed(sandbox, "binance"))
        account = sandbox.books("binance").accounts["main"]
        before = len(account.fills)
        hand.forward(hours=1)
        await until(lambda: all(found))
        assert len(account.fills) > before
        order = account.orders[account.fills[-1].order_id]
        await until(lambda: exact(order_of(client, order).get("filled")) == order.filled)
        for asset, row in client.balance["spot"].items():
            if isinstance(row, dict) and "total" in row and asset in account.wallets["spot"]:
                assert exact(row["total"]) == account.holding("spot", asset).total


async def test_the_same_seed_tells_the_same() -> None:
    told = []
    for _ in range(2):
        clock = Hand()
        options = SandboxOptions(clock=clock, wall=clock, markets=40, exchanges=("binance",))
        async with running(options) as sandbox:
            books, streams = sandbox.books("binance"), sandbox.streams("binance")
            key = next(k for k in books.keys.values() if k.label == "binance-coppervine")
            token = streams.tokens.issue(key, "futures", timedelta(hours=1))
            async with raw(sandbox, "binance", f"/private/ws?listenKey={token.text}") as socket:
                await until(subscribed(sandbox, "binance"))
                bought(sandbox, "binance", "main", "ETH/USDT:USDT", "futures")
                streams.push()
                told.append([await said(socket) for _ in range(3)])
    assert told[0] == told[1]
    assert told[0][0]["e"] == "ACCOUNT_UPDATE"


async def test_who_drops_is_noticed_and_who_comes_back_is_served(sandbox: Sandbox) -> None:
    streams = sandbox.streams("binance")
    async with streaming(sandbox, "binance-freqtrade") as client:
        client.set_markets([])
        for code in (None, 1001):
            await client.authenticate({"type": "spot"})
            line = client.client(client.urls["api"]["ws"]["ws-api"]["spot"])
            waiting = line.future("spot:balance")
            streams.drop(code)
            with pytest.raises(ccxtpro.NetworkError):
                await waiting
            await until(lambda: not streams.lines)
    assert streams.opened == 2


async def test_pings_come_are_answered_and_who_does_not_answer_is_cut(sandbox: Sandbox) -> None:
    streams = sandbox.streams("binance")
    address = sandbox.endpoints["binance"].replace("http", "ws") + API
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(address, autoping=False) as socket,
    ):
        await socket.ping(b"hello")
        answer = await socket.receive()
        assert (answer.type, bytes(answer.data)) == (aiohttp.WSMsgType.PONG, b"hello")
        streams.age(25)
        assert (await socket.receive()).type is aiohttp.WSMsgType.PING
        streams.age(61)
        closed = await socket.receive()
        assert (closed.type, closed.data) == (aiohttp.WSMsgType.CLOSE, 1001)


async def test_no_connection_lives_longer_than_a_day(sandbox: Sandbox) -> None:
    streams = sandbox.streams("binance")
    async with raw(sandbox, "binance", API) as socket:
        await ping(socket)
        await said(socket)
        streams.age(24 * 3600 + 1)
        assert (await socket.receive()).data == 1001


async def test_a_silent_stream_is_open_and_says_nothing(sandbox: Sandbox) -> None:
    streams = sandbox.streams("binance")
    async with raw(sandbox, "binance", API) as socket:
        await ping(socket)
        await said(socket)
        streams.silence()
        await place(socket, 1)  # never answered
        await until(lambda: len(sandbox.writes("binance")) == 1)
        streams.silence(pongs=True)
        await place(socket, 2)  # neither
        await ping(socket, 3)
        assert (await said(socket))["id"] == 3
        streams.resume()
        await place(socket, 4)
        assert (await said(socket))["id"] == 4
        assert not socket.closed


async def test_garbled_messages_are_no_json(sandbox: Sandbox) -> None:
    async with raw(sandbox, "binance", API) as socket:
        await ping(socket)
        await said(socket)
        sandbox.streams("binance").garble(1)
        await ping(socket)
        with pytest.raises(json.JSONDecodeError):
            await said(socket)
        await ping(socket)
        assert (await said(socket))["status"] == 200


@pytest.mark.parametrize(
    ("kind", "status"),
    [(FaultKind.UNAVAILABLE, 503), (FaultKind.RATE_LIMITED, 429), (FaultKind.HTML, 200)],
)
async def test_the_handshake_is_a_request_and_fails_as_one(
    sandbox: Sandbox, kind: FaultKind, status: int
) -> None:
    sandbox.faults("binance").set(kind)
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        async with raw(sandbox, "binance", API):
            pass
    assert refused.value.status == status


async def test_faults_of_messages_leave_requests_alone(sandbox: Sandbox) -> None:
    faults = sandbox.faults("binance")
    async with raw(sandbox, "binance", API) as socket:
        faults.set(FaultKind.WS_SILENT, 1)
        await ping(socket)
        await until(lambda: faults.remaining == 0)
        faults.set(FaultKind.WS_GARBLED, 1)
        await ping(socket)
        with pytest.raises(json.JSONDecodeError):
            await said(socket)
        async with streaming(sandbox, "binance-freqtrade") as client:
            faults.set(FaultKind.WS_DROPPED)
            assert "serverTime" in await client.publicGetTime()
        await ping(socket)
        assert (await socket.receive()).type in {
            aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR,
        }  # fmt: skip


async def test_a_plain_request_is_told_to_upgrade(sandbox: Sandbox) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(sandbox.endpoints["binance"] + API) as reply,
    ):
        assert reply.status == 426
