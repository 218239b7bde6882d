"""KuCoin's websocket, as an unmodified ccxt.pro sees it."""

import ccxt.pro as ccxtpro
import pytest

from jungletui.sandbox.run import Sandbox
from tests.sandbox.streaming import (
    bought,
    is_told,
    is_traded,
    raw,
    said,
    same,
    serving,
    streaming,
    subscribed,
    until,
    watching,
)

SYMBOL = "ETH/USDT"

sandbox = serving("kucoin")


def name_of(sandbox: Sandbox) -> str:
    return next(key.name for key in sandbox.keys if "healthy" in key.tags)


async def test_what_the_books_do_is_what_is_watched(sandbox: Sandbox) -> None:
    streams, account = sandbox.streams("kucoin"), sandbox.books("kucoin").accounts["main"]
    async with (
        streaming(sandbox, name_of(sandbox)) as client,
        watching(client.watch_orders, client.watch_my_trades, client.watch_balance) as found,
    ):
        await until(subscribed(sandbox, "kucoin", 2))
        order = bought(sandbox, "kucoin", "main", SYMBOL, "trade")
        fill = account.fills[-1]
        streams.push()
        await until(lambda: all(found))
        await until(lambda: is_told(client, order))
        await until(lambda: is_traded(client, fill, order))
        await until(lambda: same(client.balance["trade"], account, "trade", "ETH", "USDT"))
        assert len(streams.lines) == 1
        assert not sandbox.writes("kucoin")


async def test_who_has_no_token_does_not_listen(sandbox: Sandbox) -> None:
    async with streaming(sandbox, name_of(sandbox), {"secret": "x" * 36}) as client:
        with pytest.raises(ccxtpro.AuthenticationError, match="400005"):
            await client.privatePostBulletPrivate()
    async with raw(sandbox, "kucoin", "/endpoint?token=x&connectId=1") as socket:
        answer = await said(socket)
        assert (answer["code"], answer["data"]) == (401, "token is invalid")
        assert (await socket.receive()).data == 1008
    async with raw(sandbox, "kucoin", "/endpoint?token=public&connectId=1") as socket:
        assert await said(socket) == {"id": "1", "type": "welcome"}
        await socket.send_json({"id": "2", "type": "subscribe", "topic": "/account/balance"})
        assert (await said(socket))["code"] == 401
        await socket.send_json({"id": "3", "type": "subscribe", "topic": "/nothing"})
        assert (await said(socket))["code"] == 404
        await socket.send_json({"id": "4", "type": "ping"})
        assert (await said(socket))["type"] == "pong"
        await socket.send_json({"id": "5", "op": "spot.order", "args": {}})
        assert (await said(socket))["code"] == 415
        assert len(sandbox.writes("kucoin")) == 1


async def test_a_connection_ends_with_its_token(sandbox: Sandbox) -> None:
    streams = sandbox.streams("kucoin")
    async with streaming(sandbox, name_of(sandbox)) as client:
        token = (await client.privatePostBulletPrivate())["data"]["token"]
        path = f"/endpoint?token={token}&connectId=1"
        async with raw(sandbox, "kucoin", path) as socket:
            await said(socket)
            asked = {"id": "2", "type": "subscribe", "topic": "/account/balance", "response": True}
            await socket.send_json(asked)
            assert await said(socket) == {"id": "2", "type": "ack"}
            streams.expire_listen_keys()
            assert (await socket.receive()).data == 1008
        async with raw(sandbox, "kucoin", path) as socket:
            assert (await said(socket))["data"] == "token is expired"
