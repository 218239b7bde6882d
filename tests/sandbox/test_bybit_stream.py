"""Bybit's private websocket, as an unmodified ccxt.pro sees it."""

import ccxt.pro as ccxtpro
import pytest

from jungletui.sandbox.run import Sandbox
from tests.sandbox.streaming import (
    bought,
    exact,
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

SYMBOL, SWAP = "ETH/USDT", "BTC/USDT:USDT"

sandbox = serving("bybit")


@pytest.mark.parametrize("symbol", [SYMBOL, SWAP, "BTC/USD:BTC"])
async def test_what_the_books_do_is_what_is_watched(sandbox: Sandbox, symbol: str) -> None:
    streams, books = sandbox.streams("bybit"), sandbox.books("bybit")
    account = books.accounts["main"]
    async with (
        streaming(sandbox, "bybit-spot") as client,
        watching(client.watch_orders, client.watch_my_trades, client.watch_balance) as found,
    ):
        await until(subscribed(sandbox, "bybit", 3))
        order = bought(sandbox, "bybit", "main", symbol, "unified")
        fill = account.fills[-1]
        streams.push()
        await until(lambda: all(found))
        await until(lambda: order_of(client, order).get("status") == "closed")
        seen, market = order_of(client, order), books.markets[symbol]
        assert seen["symbol"] == symbol
        size = market.contract_size if market.inverse else 1
        assert exact(seen["filled"]) == order.filled * size
        assert exact(seen["cost"]) == order.cost
        await until(lambda: bool(trade_of(client, fill)))
        trade = trade_of(client, fill)
        assert (trade["order"], trade["symbol"]) == (order.id, symbol)
        assert exact(trade["price"]) == fill.price
        assert exact(trade["fee"]["cost"]) == fill.fee
        await until(lambda: same(client.balance["unified"], account, "unified", "ETH", "SOL"))
        assert len(streams.lines) == 1
        assert not sandbox.writes("bybit")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"secret": "x" * 36}, "Error sign"),
        ({"apiKey": "A" * 18}, "API key is invalid"),
    ],
)
async def test_who_may_not_listen_is_told_why(
    sandbox: Sandbox, changes: dict[str, str], words: str
) -> None:
    async with streaming(sandbox, "bybit-spot", changes) as client:
        url = client.urls["api"]["ws"]["private"]["contract"]
        with pytest.raises(ccxtpro.ExchangeError, match=words):
            await client.authenticate(url)


async def test_only_who_is_known_subscribes_and_only_to_what_there_is(sandbox: Sandbox) -> None:
    async with raw(sandbox, "bybit", "/v5/private") as socket:
        await socket.send_json({"req_id": "1", "op": "subscribe", "args": ["order"]})
        assert (await said(socket))["success"] is False
        await socket.send_json({"req_id": "2", "op": "ping"})
        pong = await said(socket)
        assert (pong["req_id"], pong["op"]) == ("2", "pong")
        await socket.send_json({"reqId": "3", "op": "order.create", "args": [{}]})
        assert (await said(socket))["success"] is False
        (written,) = sandbox.writes("bybit")
        assert "order.create" in written.message
    async with streaming(sandbox, "bybit-spot") as client:
        url = client.urls["api"]["ws"]["private"]["contract"]
        await client.authenticate(url)
        with pytest.raises(ccxtpro.ExchangeError, match="handler not found"):
            await client.watch_topics(url, ["nothing"], ["nothing"])
