"""Gate's spot websocket, as an unmodified ccxt.pro sees it."""

import ccxt.pro as ccxtpro
import pytest

from jungletui.sandbox.run import Sandbox
from tests.sandbox.streaming import (
    bought,
    exact,
    is_told,
    is_traded,
    raw,
    said,
    same,
    serving,
    streaming,
    subscribed,
    trade_of,
    until,
    watching,
)

SYMBOL = "ETH/USDT"

sandbox = serving("gate")


@pytest.mark.parametrize("symbol", [None, SYMBOL])
async def test_what_the_books_do_is_what_is_watched(sandbox: Sandbox, symbol: str | None) -> None:
    streams, account = sandbox.streams("gate"), sandbox.books("gate").accounts["main"]
    async with (
        streaming(sandbox, "gate-bot") as client,
        watching(
            lambda: client.watch_orders(symbol),
            lambda: client.watch_my_trades(symbol),
            client.watch_balance,
        ) as found,
    ):
        await until(subscribed(sandbox, "gate", 3))
        bought(sandbox, "gate", "main", "SOL/USDT", "spot")
        order = bought(sandbox, "gate", "main", SYMBOL, "spot")
        fill = account.fills[-1]
        streams.push()
        await until(lambda: all(found))
        await until(lambda: is_told(client, order))
        await until(lambda: is_traded(client, fill, order))
        assert exact(trade_of(client, fill)["fee"]["cost"]) == fill.fee
        await until(lambda: same(client.balance, account, "spot", "ETH", "SOL", "USDT"))
        assert {o["symbol"] for o in client.orders} == (
            {symbol} if symbol else {SYMBOL, "SOL/USDT"}
        )
        assert len(streams.lines) == 1
        assert not sandbox.writes("gate")


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({"secret": "0" * 64}, "INVALID_SIGNATURE"),
        ({"apiKey": "0" * 32}, "INVALID_KEY"),
    ],
)
async def test_who_may_not_listen_is_told_why(
    sandbox: Sandbox, changes: dict[str, str], label: str
) -> None:
    async with streaming(sandbox, "gate-bot", changes) as client:
        client.set_markets([])
        with pytest.raises(ccxtpro.AuthenticationError, match=label):
            await client.watch_balance()


async def test_there_is_no_other_channel_and_nothing_acts(sandbox: Sandbox) -> None:
    async with raw(sandbox, "gate", "/ws/v4/") as socket:
        asked = {"time": 1, "id": 7, "event": "subscribe", "payload": []}
        await socket.send_json(asked | {"channel": "spot.nothing"})
        answer = await said(socket)
        assert (answer["id"], answer["error"]["code"]) == (7, 2)
        await socket.send_json(asked | {"channel": "spot.orders"})
        assert (await said(socket))["error"]["code"] == 4
        await socket.send_json({"time": 1, "channel": "spot.ping"})
        assert (await said(socket))["channel"] == "spot.pong"
        placed = {"req_id": "9", "req_param": {"currency_pair": "ETH_USDT"}}
        await socket.send_json({"channel": "spot.order_place", "event": "api", "payload": placed})
        assert (await said(socket))["data"]["errs"]["label"] == "AUTHENTICATION_FAILED"
        (written,) = sandbox.writes("gate")
        assert "order_place" in written.message
