"""Bybit's reads: what an unmodified ccxt shows is what the books hold."""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import ccxt.async_support as ccxt
import pytest

from jungletui.sandbox.model import Account, OrderStatus
from jungletui.sandbox.rules import Product
from jungletui.sandbox.run import Sandbox
from jungletui.sandbox.samples import BYBIT_BOT, Row
from tests.sandbox.client import shown
from tests.sandbox.conftest import START
from tests.sandbox.stage import account_of, client, kept, speaking, staging, told

SAMPLES = Path(__file__).parents[3] / "shared/permissions/samples/bybit"
INVERSE = {"type": "swap", "subType": "inverse"}
TRACKER = Row("bybit-tracker", "bybit", "main", BYBIT_BOT | {"readOnly"}, ("self",))

sandbox = staging("bybit", TRACKER)
bybit = speaking("bybit-desk")
account = account_of("bybit")


async def test_all_markets_load(sandbox: Sandbox, bybit: Any) -> None:
    markets = await bybit.load_markets()
    world = sandbox.books("bybit")
    assert set(markets) == set(world.markets)
    for symbol, market in world.markets.items():
        assert shown(markets[symbol]["precision"]["price"]) == market.tick
        assert shown(markets[symbol]["precision"]["amount"]) == market.lot
        if not market.spot:
            assert markets[symbol]["contractSize"] == market.contract_size == 1
    assert {market.product for market in world.markets.values()} == set(Product)
    assert bybit.currencies["USDT"]["networks"]["TRC20"]["withdraw"]


async def test_contracts_come_in_pages(sandbox: Sandbox, bybit: Any) -> None:
    params = {"category": "linear", "limit": 7}
    seen: list[str] = []
    while True:
        result = (await bybit.publicGetV5MarketInstrumentsInfo(params))["result"]
        seen += [row["symbol"] for row in result["list"]]
        if not result["nextPageCursor"]:
            break
        params["cursor"] = result["nextPageCursor"]
    linear = [m for m in sandbox.books("bybit").markets.values() if m.product is Product.LINEAR]
    assert len(seen) > 7
    assert seen == [market.base + market.quote for market in linear]


@pytest.mark.parametrize(("kind", "wallet"), [("unified", "unified"), ("funding", "funding")])
async def test_wallets_are_the_books(bybit: Any, account: Account, kind: str, wallet: str) -> None:
    balance = await bybit.fetch_balance({"type": kind})
    held = {a: h for a, h in account.wallets[wallet].items() if h.total}
    assert {a: shown(v) for a, v in balance["total"].items()} == {
        asset: holding.total for asset, holding in held.items()
    }
    assert {a: shown(v) for a, v in balance["used"].items()} == {
        asset: holding.used for asset, holding in held.items()
    }


async def test_position_and_orders_explain_what_is_used(bybit: Any, account: Account) -> None:
    result = (await bybit.privateGetV5AccountWalletBalance({"accountType": "UNIFIED"}))["result"]
    coin = next(row for row in result["list"][0]["coin"] if row["coin"] == "USDT")
    position = account.positions["BTC/USDT:USDT"]
    assert Decimal(coin["totalPositionIM"]) == position.margin > 0
    assert Decimal(coin["totalOrderIM"]) > 0
    parts = (coin["locked"], coin["totalPositionIM"], coin["totalOrderIM"])
    assert sum(map(Decimal, parts)) == account.wallets["unified"]["USDT"].used


async def test_only_the_unified_account_is_there(bybit: Any) -> None:
    with pytest.raises(ccxt.BadRequest, match="10001"):
        await bybit.privateGetV5AccountWalletBalance({"accountType": "CONTRACT"})


async def test_open_orders_of_each_category(bybit: Any, account: Account) -> None:
    spot = await bybit.fetch_open_orders(params={"type": "spot"})
    linear = await bybit.fetch_open_orders(params={"type": "swap"})
    inverse = await bybit.fetch_open_orders(params=INVERSE)
    books = {order.id: order for order in account.open_orders()}
    assert {order["id"] for order in spot + linear} == set(books)
    assert inverse == []
    for order in spot + linear:
        mine = books[order["id"]]
        assert order["symbol"] == mine.symbol
        assert (order["side"], order["status"]) == (mine.side, "open")
        assert shown(order["price"]) == mine.price
        assert shown(order["amount"]) == mine.amount
        assert shown(order["filled"]) == mine.filled
        assert shown(order["remaining"]) == mine.remaining
    assert any(order["filled"] for order in spot)


async def test_ended_orders(bybit: Any, account: Account) -> None:
    orders = await bybit.fetch_canceled_and_closed_orders(params={"type": "spot"})
    orders += await bybit.fetch_canceled_and_closed_orders(params={"type": "swap"})
    ended = {
        order.id: order
        for order in account.orders.values()
        if order.status is not OrderStatus.OPEN
        and (order.filled or order.updated_at > START - timedelta(days=1))
    }
    assert {order["id"] for order in orders} == set(ended)
    assert {order["status"] for order in orders} == {"closed", "rejected"}
    forgotten = set(account.orders) - set(ended) - {o.id for o in account.open_orders()}
    assert [account.orders[name].status for name in forgotten] == [OrderStatus.CANCELLED]
    for order in orders:
        mine = ended[order["id"]]
        assert shown(order["cost"]) == mine.cost
        if mine.fee:
            assert shown(order["fee"]["cost"]) == mine.fee
            assert order["fee"]["currency"] == mine.fee_asset
    closed = await bybit.fetch_closed_orders(params={"type": "spot"})
    filled = [o for o in ended.values() if o.status is OrderStatus.FILLED and ":" not in o.symbol]
    assert {order["id"] for order in closed} == {order.id for order in filled}


async def test_fills(bybit: Any, account: Account) -> None:
    trades = await bybit.fetch_my_trades(params={"type": "spot"})
    trades += await bybit.fetch_my_trades(params={"type": "swap"})
    assert {trade["id"]: told(trade) for trade in trades} == {
        fill.id: kept(fill) for fill in account.fills
    }


async def test_a_cursor_walks_every_fill_once(bybit: Any, account: Account) -> None:
    params: dict[str, Any] = {"category": "spot", "limit": 2}
    seen: list[str] = []
    while True:
        result = (await bybit.privateGetV5ExecutionList(params))["result"]
        seen += [row["execId"] for row in result["list"]]
        if not result["nextPageCursor"]:
            break
        params["cursor"] = result["nextPageCursor"]
    spot = [fill for fill in account.fills if ":" not in fill.symbol]
    assert seen == [fill.id for fill in sorted(spot, key=lambda f: (f.at, f.number), reverse=True)]


async def test_history_is_told_by_the_week(bybit: Any, account: Account) -> None:
    week = timedelta(days=7)
    at = round((START - week - timedelta(days=1)).timestamp() * 1000)
    span = {"category": "spot", "startTime": at, "endTime": at + 7 * 86_400_000 + 1}
    for method in (bybit.privateGetV5OrderHistory, bybit.privateGetV5ExecutionList):
        with pytest.raises(ccxt.BadRequest, match="cannot exceed 7 days"):
            await method(span)
    first = min(account.fills, key=lambda fill: fill.at)
    assert first.at > START - week
    before = round(first.at.timestamp() * 1000) - 86_400_000
    for moved in ({"endTime": before}, {"startTime": before - 30 * 86_400_000}):
        reply = await bybit.privateGetV5ExecutionList({"category": "spot", **moved})
        assert reply["result"]["list"] == []
    after = {"category": "spot", "startTime": before}
    assert (await bybit.privateGetV5ExecutionList(after))["result"]["list"]


async def test_linear_orders_must_be_narrowed(bybit: Any) -> None:
    with pytest.raises(ccxt.BadRequest, match="Missing some parameters"):
        await bybit.privateGetV5OrderRealtime({"category": "linear"})


async def test_tickers_show_the_walk(sandbox: Sandbox, bybit: Any) -> None:
    world = sandbox.books("bybit")
    for params in ({"type": "spot"}, {"type": "swap"}, INVERSE):
        tickers = await bybit.fetch_tickers(params=params)
        assert tickers
        for symbol, ticker in tickers.items():
            assert shown(ticker["last"]) == world.price(symbol)
            assert ticker["bid"] < ticker["ask"]
            assert ticker["baseVolume"] > 0
            assert ticker["quoteVolume"] > 0


async def test_positions(bybit: Any, account: Account) -> None:
    [position] = await bybit.fetch_positions()
    mine = account.positions["BTC/USDT:USDT"]
    assert (position["symbol"], position["side"]) == (mine.symbol, "long")
    assert shown(position["contracts"]) == mine.amount
    assert shown(position["entryPrice"]) == mine.entry_price
    assert shown(position["initialMargin"]) == mine.margin
    assert await bybit.fetch_positions(params=INVERSE) == []


async def test_a_key_is_told_what_it_may_do(sandbox: Sandbox) -> None:
    async with client(sandbox, "bybit-grid") as exchange:
        grid = (await exchange.privateGetV5UserQueryApi())["result"]
    async with client(sandbox, "bybit-tracker") as exchange:
        tracker = (await exchange.privateGetV5UserQueryApi())["result"]
    assert grid["permissions"]["Spot"] == ["SpotTrade"]
    assert grid["permissions"]["ContractTrade"] == ["Order", "Position"]
    assert grid["permissions"]["Wallet"] == []
    assert (grid["ips"], grid["deadlineDay"], grid["readOnly"]) == (["*"], 5, 0)
    assert grid["expiredAt"].startswith("2026-01-07T12:")
    assert (tracker["ips"], tracker["deadlineDay"], tracker["readOnly"]) == (
        ["127.0.0.1"],
        -2,
        1,
    )
    assert tracker["expiredAt"] == "1970-01-01T00:00:00Z"


@pytest.mark.skipif(not SAMPLES.exists(), reason="the documented replies are not here")
async def test_the_reply_has_the_documented_fields(bybit: Any) -> None:
    documented = json.loads((SAMPLES / "query-api.json").read_text())["result"]
    reply = (await bybit.privateGetV5UserQueryApi())["result"]
    assert {name for name in documented if not name.endswith("Int64")} <= set(reply)
    assert set(documented["permissions"]) == set(reply["permissions"])
