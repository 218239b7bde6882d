"""kraken's private websocket, as an unmodified ccxt.pro sees it."""

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
    serving,
    streaming,
    subscribed,
    trade_of,
    until,
    watching,
)

SYMBOL = "ETH/USD"

sandbox = serving("kraken")


async def test_what_the_books_do_is_what_is_watched(sandbox: Sandbox) -> None:
    streams, account = sandbox.streams("kraken"), sandbox.books("kraken").accounts["main"]
    async with streaming(sandbox, "kraken-dca") as client:
        held = await client.watch_balance()  # the snapshot
        for asset in ("BTC", "DOT", "XRP"):
            assert exact(held[asset]["total"]) == account.holding("spot", asset).total
        known = await client.watch_orders()  # the open orders
        assert {o["id"] for o in known} == {o.id for o in account.open_orders()}
        async with watching(
            client.watch_orders, client.watch_my_trades, client.watch_balance
        ) as found:
            await until(subscribed(sandbox, "kraken", 2))
            order = bought(sandbox, "kraken", "main", SYMBOL, "spot")
            fill = account.fills[-1]
            streams.push()
            await until(lambda: all(found))
            # ccxt 4.5.90 reads the steps after the first, which name no symbol, as orders of their
            # own
            await until(lambda: is_told(client, order))
            await until(lambda: is_traded(client, fill, order))
            assert exact(trade_of(client, fill)["fee"]["cost"]) == fill.fee
            held = client.balance["spot"]
            for asset in ("USD", "ETH"):
                assert exact(held[asset]["total"]) == account.holding("spot", asset).total
            assert len(streams.lines) == 1
            assert not sandbox.writes("kraken")


async def test_the_snapshot_has_the_last_fills_where_asked_for(sandbox: Sandbox) -> None:
    account = sandbox.books("kraken").accounts["main"]
    async with streaming(sandbox, "kraken-dca") as client:
        known = await client.watch_my_trades()
        assert [trade["id"] for trade in known] == [fill.id for fill in account.fills]


async def test_who_has_no_token_does_not_listen(sandbox: Sandbox) -> None:
    async with streaming(sandbox, "kraken-dca", {"apiKey": "A" * 56}) as client:
        client.set_markets([])
        with pytest.raises(ccxtpro.AuthenticationError, match="Invalid key"):
            await client.watch_balance()
    async with raw(sandbox, "kraken", "/v2") as socket:
        assert (await said(socket))["channel"] == "status"
        balances = {"channel": "balances", "token": "x"}
        await socket.send_json({"method": "subscribe", "req_id": 1, "params": balances})
        answer = await said(socket)
        assert (answer["error"], answer["req_id"]) == ("ESession:Invalid session", 1)
        await socket.send_json({"method": "subscribe", "params": {"channel": "nothing"}})
        assert (await said(socket))["success"] is False
        await socket.send_json({"method": "ping", "req_id": 2})
        assert (await said(socket))["method"] == "pong"
        await socket.send_json({"method": "add_order", "params": {"token": "x"}})
        assert (await said(socket))["success"] is False
        (written,) = sandbox.writes("kraken")
        assert "add_order" in written.message


async def test_a_token_ends_and_the_heart_beats(sandbox: Sandbox) -> None:
    streams = sandbox.streams("kraken")
    async with streaming(sandbox, "kraken-dca") as client:
        token = (await client.privatePostGetWebSocketsToken())["result"]["token"]
        asked = {"method": "subscribe", "params": {"channel": "balances", "token": token}}
        async with raw(sandbox, "kraken", "/v2") as socket:
            await socket.send_json(asked)
            assert [(await said(socket)).get("channel") for _ in range(3)] == [
                "status", None, "balances",
            ]  # fmt: skip
            streams.age(2)
            assert await said(socket) == {"channel": "heartbeat"}
            await socket.send_json(asked)
            assert (await said(socket))["error"] == "Already subscribed"
        streams.expire_listen_keys()
        async with raw(sandbox, "kraken", "/v2") as socket:
            await socket.send_json(asked)
            await said(socket)
            assert (await said(socket))["error"] == "ESession:Invalid session"
