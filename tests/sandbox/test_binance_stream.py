"""binance's websockets, as an unmodified ccxt.pro sees them."""

import json
from decimal import Decimal

import ccxt.pro as ccxtpro
import pytest

from jungletui.sandbox.run import Sandbox
from tests.sandbox.streaming import (
    bought,
    exact,
    is_told,
    is_traded,
    order_of,
    raw,
    resting,
    said,
    same,
    serving,
    streaming,
    subscribed,
    trade_of,
    until,
    watching,
)

SYMBOL, SWAP, COIN = "ETH/USDT", "ETH/USDT:USDT", "BTC/USD:BTC"
LINEAR = {"type": "swap", "subType": "linear"}
INVERSE = {"type": "swap", "subType": "inverse"}

sandbox = serving("binance")


@pytest.mark.parametrize(
    ("name", "owner"),
    [("binance-freqtrade", "main"), ("binance-ed25519", "main"), ("binance-testnet", "testnet")],
)
async def test_what_the_books_do_is_what_is_watched(
    sandbox: Sandbox, name: str, owner: str
) -> None:
    streams, account = sandbox.streams("binance"), sandbox.books("binance").accounts[owner]
    async with (
        streaming(sandbox, name) as client,
        watching(client.watch_orders, client.watch_my_trades, client.watch_balance) as found,
    ):
        await until(subscribed(sandbox, "binance"))
        order = bought(sandbox, "binance", owner, SYMBOL, "spot")
        fill = account.fills[-1]
        streams.push()
        await until(lambda: all(found))
        await until(lambda: is_told(client, order))
        await until(lambda: is_traded(client, fill, order))
        assert exact(trade_of(client, fill)["fee"]["cost"]) == fill.fee
        await until(lambda: same(client.balance["spot"], account, "spot", "ETH", "USDT"))
        assert len(streams.lines) == 1
        assert not sandbox.writes("binance")


async def test_an_order_rests_fills_in_parts_and_is_cancelled(sandbox: Sandbox) -> None:
    streams, books = sandbox.streams("binance"), sandbox.books("binance")
    account = books.accounts["main"]
    async with (
        streaming(sandbox, "binance-freqtrade") as client,
        watching(client.watch_orders),
    ):
        await until(subscribed(sandbox, "binance"))
        order = resting(sandbox, "binance", "main", SYMBOL, "spot")
        streams.push()
        await until(lambda: order_of(client, order).get("filled") == 0)
        assert order_of(client, order)["status"] == "open"
        books.fill(account, order, books.markets[SYMBOL].lot, at=books.now())
        streams.push()
        await until(lambda: exact(order_of(client, order)["filled"]) == order.filled)
        assert order_of(client, order)["status"] == "open"
        books.cancel(account, order.id)
        streams.push()
        await until(lambda: order_of(client, order)["status"] == "canceled")
        assert order_of(client, order)["clientOrderId"] == order.client_id


@pytest.mark.parametrize(
    ("symbol", "wallet", "owner", "name", "params", "asset"),
    [
        (SWAP, "futures", "lab", "binance-hummingbot", LINEAR, "USDT"),
        (COIN, "delivery", "main", "binance-coppervine", INVERSE, "BTC"),
    ],
)
async def test_futures_come_by_listen_key(
    sandbox: Sandbox, symbol: str, wallet: str, owner: str, name: str,
    params: dict[str, str], asset: str,
) -> None:  # fmt: skip
    streams, account = sandbox.streams("binance"), sandbox.books("binance").accounts[owner]
    async with (
        streaming(sandbox, name) as client,
        watching(
            lambda: client.watch_orders(None, None, None, params),
            lambda: client.watch_my_trades(None, None, None, params),
            lambda: client.watch_balance(params),
        ) as found,
    ):
        await until(subscribed(sandbox, "binance"))
        order = bought(sandbox, "binance", owner, symbol, wallet)
        fill = account.fills[-1]
        streams.push()
        await until(lambda: all(found))
        await until(lambda: order_of(client, order).get("status") == "closed")
        assert exact(order_of(client, order)["filled"]) == order.filled
        await until(lambda: is_traded(client, fill, order))
        assert exact(trade_of(client, fill)["fee"]["cost"]) == fill.fee
        held = client.balance[params["subType"]]
        await until(lambda: exact(held[asset]["total"]) == account.holding(wallet, asset).total)


async def test_funds_that_come_are_told(sandbox: Sandbox) -> None:
    streams, books = sandbox.streams("binance"), sandbox.books("binance")
    account = books.accounts["main"]
    async with (
        streaming(sandbox, "binance-freqtrade") as client,
        watching(client.watch_balance),
    ):
        await until(subscribed(sandbox, "binance"))
        # ccxt empties what it keeps when it reads that it is subscribed: what came before is lost.
        await until(lambda: "spot" in client.balance)
        books.transfer(account, "funding", "spot", "USDC", Decimal(5))
        streams.push()
        await until(lambda: same(client.balance["spot"], account, "spot", "USDC"))
        told = exact(client.balance["spot"]["USDC"]["total"])
        assert told == account.holding("spot", "USDC").total


async def test_a_listen_key_ends(sandbox: Sandbox) -> None:
    streams = sandbox.streams("binance")
    async with streaming(sandbox, "binance-hummingbot") as client:
        first = (await client.fapiPrivatePostListenKey())["listenKey"]
        again = (await client.fapiPrivatePostListenKey())["listenKey"]
        assert first == again
        await client.fapiPrivatePutListenKey()
        async with raw(sandbox, "binance", f"/private/ws?listenKey={first}") as socket:
            await until(subscribed(sandbox, "binance"))
            streams.expire_listen_keys()
            ended = await said(socket)
            assert (ended["e"], ended["listenKey"]) == ("listenKeyExpired", first)
            bought(sandbox, "binance", "lab", SWAP, "futures")
            streams.push()
            assert not socket.closed
            assert not streams.lines[0].subscriptions
        with pytest.raises(ccxtpro.AuthenticationError, match="-1125"):
            await client.fapiPrivatePutListenKey()
        new = (await client.fapiPrivatePostListenKey())["listenKey"]
        assert new != first
        await client.fapiPrivateDeleteListenKey()
        assert not streams.tokens.alive


async def test_a_spot_subscription_is_ended(sandbox: Sandbox) -> None:
    async with streaming(sandbox, "binance-freqtrade") as client:
        await client.authenticate({"type": "spot"})
        line = client.client(client.urls["api"]["ws"]["ws-api"]["spot"])
        assert "spot" in line.subscriptions
        sandbox.streams("binance").expire_listen_keys()
        await until(lambda: "spot" not in line.subscriptions)
        assert "spot" not in line.subscriptions


@pytest.mark.parametrize(
    ("name", "changes", "code"),
    [
        ("binance-freqtrade", {"secret": "x" * 64}, "-1022"),
        ("binance-freqtrade", {"apiKey": "A" * 64}, "-2015"),
        ("binance-freqtrade", {"apiKey": "short"}, "-2014"),
        ("binance-office", {}, "-2015"),
    ],
)
async def test_who_may_not_listen_is_told_why(
    sandbox: Sandbox, name: str, changes: dict[str, str], code: str
) -> None:
    async with streaming(sandbox, name, changes) as client:
        client.set_markets([])
        # ccxt 4.5.90 stumbles over its own KeyError on the way out: pro/binance.py, line 2679
        refusals = (ccxtpro.AuthenticationError, ccxtpro.PermissionDenied, KeyError)
        with pytest.raises(refusals) as refused:
            await client.watch_balance()
        assert code in f"{refused.value} {refused.value.__context__}"


async def test_a_message_that_acts_is_kept_and_refused(sandbox: Sandbox) -> None:
    async with raw(sandbox, "binance", "/ws-api/v3") as socket:
        order = {"id": "1", "method": "order.place", "params": {"symbol": "ETHUSDT"}}
        before = len(sandbox.books("binance").accounts["main"].orders)
        await socket.send_str(json.dumps(order))
        answer = await said(socket)
        assert (answer["id"], answer["status"], answer["error"]["code"]) == ("1", 401, -2015)
        await socket.send_str("no json")
        assert (await said(socket))["status"] == 400
        await socket.send_str('{"id": 3, "method": "ping"}')
        assert (await said(socket))["status"] == 200
        (written,) = sandbox.writes("binance")
        assert json.loads(written.message) == order
        assert len(sandbox.books("binance").accounts["main"].orders) == before


async def test_public_streams_are_taken_and_unknown_methods_are_not(sandbox: Sandbox) -> None:
    async with raw(sandbox, "binance", "/ws") as socket:
        await socket.send_json({"id": 1, "method": "SUBSCRIBE", "params": ["ethusdt@trade"]})
        assert await said(socket) == {"result": None, "id": 1}
        await socket.send_json({"id": 2, "method": "BUY"})
        assert (await said(socket))["error"]["code"] == 2
        assert len(sandbox.writes("binance")) == 1
