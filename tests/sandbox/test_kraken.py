"""What an unmodified ccxt reads from, and does on, the sandbox's kraken; and kraken's errors."""

from datetime import timedelta
from decimal import Decimal

import aiohttp
import ccxt
import pytest

from jungletui.sandbox.model import Account, OrderStatus
from jungletui.sandbox.run import Sandbox
from tests.sandbox.client import connected
from tests.sandbox.conftest import START, Hand


def account_of(sandbox: Sandbox) -> Account:
    return sandbox.books("kraken").accounts["main"]


async def test_markets_and_asset_spellings(frozen: Sandbox) -> None:
    async with connected(frozen, "kraken-dca") as exchange:
        markets = await exchange.load_markets()
        assert set(markets) == set(frozen.books("kraken").markets)
        raw = await exchange.privatePostBalance()
    assert markets["BTC/USD"]["id"] == "XXBTZUSD"
    assert markets["SOL/USD"]["id"] == "SOLUSD"
    assert markets["DOGE/USD"]["id"] == "XXDGZUSD"
    assert {"XXBT", "ZUSD", "XETH", "SOL", "DOT.S"} <= raw["result"].keys()


async def test_balances_are_the_books(frozen: Sandbox) -> None:
    async with connected(frozen, "kraken-dca") as exchange:
        balance = await exchange.fetch_balance()
        worth = await exchange.privatePostTradeBalance()
    for asset, row in account_of(frozen).wallets["spot"].items():
        assert Decimal(str(balance[asset]["total"])) == row.total
        assert Decimal(str(balance[asset]["used"])) == row.used
    assert Decimal(worth["result"]["eb"]) > 10_000


async def test_orders_and_fills_are_the_books(frozen: Sandbox) -> None:
    account = account_of(frozen)
    async with connected(frozen, "kraken-dca") as exchange:
        opened = await exchange.fetch_open_orders()
        closed = await exchange.fetch_closed_orders()
        fills = await exchange.fetch_my_trades()
        some = await exchange.fetch_my_trades("ETH/USD")
        one = await exchange.fetch_order(opened[0]["id"])
        trades = await exchange.fetch_order_trades(
            fills[0]["order"], params={"trades": [fills[0]["id"]]}
        )
    listed = [o for o in account.orders.values() if o.status is not OrderStatus.REJECTED]
    assert {o["id"] for o in [*opened, *closed]} == {o.id for o in listed}
    assert {o["status"] for o in closed} == {"closed", "canceled"}
    for order in [*opened, *closed, one]:
        mine = account.orders[order["id"]]
        assert order["symbol"] == mine.symbol
        assert Decimal(str(order["filled"])) == mine.filled
        assert Decimal(str(order["price"])) == mine.price
        assert Decimal(str(order["fee"]["cost"])) == mine.fee
    assert {f["id"] for f in fills} == {f.id for f in account.fills}
    assert {f["symbol"] for f in some} == {"ETH/USD"}
    assert sum(Decimal(str(f["fee"]["cost"])) for f in fills) == sum(f.fee for f in account.fills)
    assert [t["id"] for t in trades] == [fills[0]["id"]]


async def test_history_is_paged_and_dated(frozen: Sandbox) -> None:
    account = account_of(frozen)
    async with connected(frozen, "kraken-dca") as exchange:
        recent = await exchange.fetch_my_trades(since=int((START.timestamp() - 36_000) * 1000))
        rest = await exchange.privatePostTradesHistory({"ofs": 2})
        ledger = await exchange.privatePostLedgers({"asset": "XXBT"})
    assert len(recent) == len([f for f in account.fills if f.at > START - timedelta(hours=10)])
    assert len(rest["result"]["trades"]) == len(account.fills) - 2
    entries = ledger["result"]["ledger"].values()
    change = sum(Decimal(e["amount"]) - Decimal(e["fee"]) for e in entries)
    assert account.opening["spot", "BTC"] + change == account.holding("spot", "BTC").total


async def test_prices(frozen: Sandbox) -> None:
    async with connected(frozen, "kraken-dca") as exchange:
        tickers = await exchange.fetch_tickers()
        one = await exchange.fetch_ticker("BTC/USD")
        status = await exchange.fetch_status()
    for symbol, ticker in {**tickers, "BTC/USD": one}.items():
        assert Decimal(str(ticker["last"])) == frozen.books("kraken").price(symbol)
    assert status["status"] == "ok"


async def test_the_key_tells_its_rights_and_times(frozen: Sandbox) -> None:
    async with connected(frozen, "kraken-old") as exchange:
        await exchange.fetch_balance()
        told = (await exchange.privatePostGetApiKeyInfo())["result"]
    key = frozen.books("kraken").keys[frozen.key("kraken-old").credential["apiKey"]]
    assert set(told["permissions"]) == key.rights >= {"withdraw-funds"}
    assert told["ipAllowlist"] == []
    assert told["validUntil"] == "0"
    assert int(told["lastUsed"]) == int((START - timedelta(days=200)).timestamp())
    async with connected(frozen, "kraken-dca") as exchange:
        told = (await exchange.privatePostGetApiKeyInfo())["result"]
    assert told["ipAllowlist"] == ["127.0.0.1"]
    assert int(told["validUntil"]) == int((START + timedelta(days=300)).timestamp())


async def test_orders_act_on_the_books(frozen: Sandbox) -> None:
    account = account_of(frozen)
    usd = account.holding("spot", "USD")
    before = usd.free
    async with connected(frozen, "kraken-dca") as exchange:
        placed = await exchange.create_order("BTC/USD", "limit", "buy", 0.01, 50_000)
        assert usd.free == before - 500 - 2
        await exchange.cancel_order(placed["id"])
        assert usd.free == before
        sold = await exchange.create_order("BTC/USD", "market", "sell", 0.01)
        order = account.orders[sold["id"]]
        assert usd.free == before + order.cost - order.fee
        checked = await exchange.create_order(
            "BTC/USD", "limit", "buy", 0.01, 50_000, {"validate": True}
        )
        assert checked["id"] is None
        with pytest.raises(ccxt.InsufficientFunds):
            await exchange.create_order("BTC/USD", "market", "buy", 100)
        with pytest.raises(ccxt.OrderNotFound):
            await exchange.cancel_order(placed["id"])


async def test_withdrawals_need_their_right_and_then_happen(frozen: Sandbox) -> None:
    account = account_of(frozen)
    before = account.holding("spot", "ETH").free
    async with connected(frozen, "kraken-dca") as exchange:
        await exchange.load_markets()
        with pytest.raises(ccxt.PermissionDenied):
            await exchange.withdraw("ETH", 1, "", params={"key": "ledger"})
        with pytest.raises(ccxt.PermissionDenied):
            await exchange.transfer_out("ETH", 0.5)
    assert account.holding("spot", "ETH").free == before
    async with connected(frozen, "kraken-old") as exchange:
        await exchange.withdraw("ETH", 1, "", params={"key": "ledger"})
        await exchange.transfer_out("ETH", 0.5)
    assert account.holding("spot", "ETH").free == before - Decimal("1.5")
    assert account.holding("futures", "ETH").free == Decimal("0.5")


@pytest.mark.parametrize(
    ("name", "changes", "expected"),
    [
        ("kraken-dca", {"apiKey": "A" * 56}, "EAPI:Invalid key"),
        ("kraken-expired", {}, "EAPI:Invalid key"),
        ("kraken-dca", {"secret": "AAAA"}, "EAPI:Invalid signature"),
    ],
)
async def test_keys_are_refused(
    frozen: Sandbox, name: str, changes: dict[str, str], expected: str
) -> None:
    async with connected(frozen, name, changes) as exchange:
        with pytest.raises(ccxt.ExchangeError, match=expected):
            await exchange.privatePostBalance()


async def test_a_foreign_address_is_refused(frozen: Sandbox) -> None:
    key = frozen.books("kraken").keys[frozen.key("kraken-dca").credential["apiKey"]]
    async with connected(frozen, "kraken-dca") as exchange:
        key.allowed_ips = ("203.0.113.0/24", "2001:db8::1")
        with pytest.raises(ccxt.AuthenticationError, match="EAPI:Invalid key"):
            await exchange.privatePostBalance()
        key.allowed_ips = ("127.0.0.0/8",)
        assert await exchange.privatePostBalance()


async def test_each_right_is_asked_for(frozen: Sandbox) -> None:
    key = frozen.books("kraken").keys[frozen.key("kraken-dca").credential["apiKey"]]
    frozen.budget("kraken").limit = 1000
    needs = {
        "BalanceEx": "query-funds",
        "OpenOrders": "query-open-trades",
        "ClosedOrders": "query-closed-trades",
        "TradesHistory": "query-closed-trades",
        "Ledgers": "query-ledger",
        "GetWebSocketsToken": "create-ws-token",
        "WithdrawInfo": "withdraw-funds",
        "DepositMethods": "add-funds",
    }
    async with connected(frozen, "kraken-dca") as exchange:
        for call, right in needs.items():
            method = getattr(exchange, f"privatePost{call}")
            key.rights = frozenset()
            with pytest.raises(ccxt.PermissionDenied, match="EGeneral:Permission denied"):
                await method()
            key.rights = frozenset({right})
            assert (await method())["error"] == []
        key.rights = frozenset()
        assert (await exchange.privatePostGetApiKeyInfo())["result"]["permissions"] == []


async def test_the_nonce_must_rise(frozen: Sandbox) -> None:
    async with connected(frozen, "kraken-dca") as exchange:
        signed = exchange.sign("Balance", ["private"], "POST")
        async with aiohttp.ClientSession() as http:
            answers = []
            for _ in range(2):
                reply = await http.post(
                    signed["url"], data=signed["body"], headers=signed["headers"]
                )
                answers.append((await reply.json())["error"])
    assert answers == [[], ["EAPI:Invalid nonce"]]


async def test_the_counter_is_per_key_and_decays(moving: Sandbox, hand: Hand) -> None:
    moving.served["kraken"].world.wall = hand
    async with connected(moving, "kraken-dca") as one, connected(moving, "kraken-old") as two:
        for _ in range(10):
            await one.privatePostTradesHistory()
        with pytest.raises(ccxt.DDoSProtection, match="EAPI:Rate limit exceeded"):
            await one.privatePostTradesHistory()
        assert await two.privatePostTradesHistory()
        hand.forward(seconds=4)
        assert await one.privatePostTradesHistory()


async def test_an_unknown_method(frozen: Sandbox) -> None:
    async with aiohttp.ClientSession() as http:
        reply = await http.post(f"{frozen.endpoints['kraken']}/0/private/Nothing")
        assert await reply.json() == {"error": ["EGeneral:Unknown method"]}
