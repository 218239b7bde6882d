"""OKX's private websocket, as an unmodified ccxt.pro sees it."""

import ccxt.pro as ccxtpro
import pytest

from jungletui.sandbox.run import Sandbox
from tests.sandbox.streaming import (
    bought,
    exact,
    is_traded,
    order_of,
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

SYMBOL, SWAP = "SOL/USDT", "ETH/USDT:USDT"

sandbox = serving("okx")


@pytest.mark.parametrize("symbol", [SYMBOL, SWAP])
async def test_what_the_books_do_is_what_is_watched(sandbox: Sandbox, symbol: str) -> None:
    streams, account = sandbox.streams("okx"), sandbox.books("okx").accounts["main"]
    async with streaming(sandbox, "okx-watch") as client:
        held = await client.watch_balance()  # the snapshot
        assert same(held, account, "trading", "BTC", "SOL", "XRP")
        async with watching(
            client.watch_orders, client.watch_my_trades, client.watch_balance
        ) as found:
            await until(subscribed(sandbox, "okx", 2))
            order = bought(sandbox, "okx", "main", symbol, "trading")
            fill = account.fills[-1]
            streams.push()
            await until(lambda: all(found))
            await until(lambda: order_of(client, order).get("status") == "closed")
            assert exact(order_of(client, order)["filled"]) == order.filled
            await until(lambda: is_traded(client, fill, order))
            # ccxt 4.5.90 turns the sign of a fee in fetch_my_trades, not in watch_my_trades
            assert abs(exact(trade_of(client, fill)["fee"]["cost"]) or 0) == fill.fee
            await until(lambda: same(client.balance, account, "trading", "SOL"))
            assert len(streams.lines) == 1
            assert not sandbox.writes("okx")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"secret": "X" * 32}, "60007"),
        ({"apiKey": "0" * 36}, "60005"),
        ({"password": "another"}, "60024"),
    ],
)
async def test_who_may_not_listen_is_told_why(
    sandbox: Sandbox, changes: dict[str, str], code: str
) -> None:
    async with streaming(sandbox, "okx-watch", changes) as client:
        with pytest.raises(ccxtpro.AuthenticationError, match=code):
            await client.authenticate()


async def test_only_who_is_known_subscribes_and_only_to_what_there_is(sandbox: Sandbox) -> None:
    async with raw(sandbox, "okx", "/ws/v5/private") as socket:
        await socket.send_str("ping")
        assert await said(socket) == "pong"
        await socket.send_json({"op": "subscribe", "args": [{"channel": "account"}]})
        assert (await said(socket))["code"] == "60011"
        await socket.send_json({"op": "subscribe", "args": [{"channel": "nothing"}]})
        assert (await said(socket))["code"] == "60018"
        await socket.send_json({"id": "1", "op": "order", "args": [{"instId": "ETH-USDT"}]})
        assert (await said(socket))["code"] == "60019"
        (written,) = sandbox.writes("okx")
        assert "ETH-USDT" in written.message
