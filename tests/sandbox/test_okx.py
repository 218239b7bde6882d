"""OKX's reads: what an unmodified ccxt shows is what the books hold."""

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
from jungletui.sandbox.settlement import unrealised
from tests.sandbox.client import shown
from tests.sandbox.stage import account_of, client, kept, speaking, staging, told

SAMPLES = Path(__file__).parents[3] / "shared/permissions/samples/okx"
SPOT, SWAP = {"type": "spot"}, {"type": "swap"}

sandbox = staging("okx")
okx = speaking("okx-trend")
account = account_of("okx")


async def test_all_markets_load(sandbox: Sandbox, okx: Any) -> None:
    markets = await okx.load_markets()
    world = sandbox.books("okx")
    assert set(markets) == set(world.markets)
    for symbol, market in world.markets.items():
        assert shown(markets[symbol]["precision"]["price"]) == market.tick
        assert shown(markets[symbol]["precision"]["amount"]) == market.lot
        if not market.spot:
            assert shown(markets[symbol]["contractSize"]) == market.contract_size
            assert markets[symbol]["linear"] == (market.product is Product.LINEAR)
    assert {market.product for market in world.markets.values()} == set(Product)
    assert okx.currencies["USDT"]["networks"]["TRC20"]["withdraw"]


async def test_the_funding_wallet_is_the_books(okx: Any, account: Account) -> None:
    balance = await okx.fetch_balance({"type": "funding"})
    assert {a: shown(v) for a, v in balance["total"].items()} == {
        asset: holding.total for asset, holding in account.wallets["funding"].items()
    }


async def test_the_trading_wallet_is_cash_and_profit(
    sandbox: Sandbox, okx: Any, account: Account
) -> None:
    balance = await okx.fetch_balance()
    world = sandbox.books("okx")
    gain = unrealised(
        account.positions["ETH/USDT:USDT"],
        world.markets["ETH/USDT:USDT"],
        world.price("ETH/USDT:USDT"),
    )
    assert gain
    held = {a: h for a, h in account.wallets["trading"].items() if h.total}
    assert set(balance["total"]) == set(held)
    for asset, holding in held.items():
        extra = gain if asset == "USDT" else 0
        assert shown(balance["total"][asset]) == holding.total + extra
        assert shown(balance["used"][asset]) == holding.used
    cash = {row["ccy"]: row["cashBal"] for row in balance["info"]["data"][0]["details"]}
    assert {a: Decimal(v) for a, v in cash.items()} == {a: h.total for a, h in held.items()}


async def test_one_currency_can_be_asked_for(okx: Any) -> None:
    reply = await okx.privateGetAccountBalance({"ccy": "BTC,ETH"})
    assert [row["ccy"] for row in reply["data"][0]["details"]] == ["BTC", "ETH"]


async def test_open_orders(okx: Any, account: Account) -> None:
    orders = await okx.fetch_open_orders()
    books = {order.id: order for order in account.open_orders()}
    assert {order["id"] for order in orders} == set(books)
    assert {order["symbol"] for order in orders} >= {"BTC/USDT", "ETH/USDT:USDT"}
    for order in orders:
        mine = books[order["id"]]
        assert order["symbol"] == mine.symbol
        assert (order["side"], order["status"]) == (mine.side, "open")
        assert shown(order["price"]) == mine.price
        assert shown(order["amount"]) == mine.amount
        assert shown(order["filled"]) == mine.filled
    states = {o["info"]["state"] for o in orders}
    assert states == {"live", "partially_filled"}


async def test_ended_orders(okx: Any, account: Account) -> None:
    orders = []
    for kind in (SPOT, SWAP):
        orders += await okx.fetch_closed_orders(params=kind)
        orders += await okx.fetch_canceled_orders(params=kind)
    ended = {
        order.id: order
        for order in account.orders.values()
        if order.status in {OrderStatus.FILLED, OrderStatus.CANCELLED} and order.filled
    }
    assert {order["id"] for order in orders} == set(ended)
    assert {order["status"] for order in orders} == {"closed", "canceled"}
    for order in orders:
        mine = ended[order["id"]]
        assert shown(order["average"]) == mine.price
        assert shown(order["fee"]["cost"]) == mine.fee
        assert order["fee"]["currency"] == mine.fee_asset


async def test_what_ended_without_a_fill_is_soon_forgotten(
    sandbox: Sandbox, okx: Any, account: Account
) -> None:
    [old] = [
        order.id
        for order in account.orders.values()
        if order.status is OrderStatus.CANCELLED and not order.filled
    ]
    fresh = account.open_orders()[-1]
    assert not fresh.filled
    sandbox.books("okx").cancel(account, fresh.id)
    asked = {"instType": "SPOT", "state": "canceled"}
    week = {row["ordId"] for row in (await okx.privateGetTradeOrdersHistory(asked))["data"]}
    archive = await okx.privateGetTradeOrdersHistoryArchive(asked)
    partly = {row["ordId"] for row in archive["data"]}
    assert fresh.id in week
    assert old not in week
    assert partly
    assert partly == week - {fresh.id}


async def test_fills(okx: Any, account: Account) -> None:
    trades = await okx.fetch_my_trades(params=SPOT) + await okx.fetch_my_trades(params=SWAP)
    assert {trade["id"]: told(trade) for trade in trades} == {
        fill.id: kept(fill) for fill in account.fills
    }


async def test_recent_fills_are_those_of_three_days(sandbox: Sandbox, okx: Any) -> None:
    world = sandbox.books("okx")
    account = world.accounts["main"]
    first = min(account.fills, key=lambda fill: fill.at)
    old = world.now() - timedelta(days=3, minutes=1)
    account.fills[account.fills.index(first)] = type(first)(
        *(old if name == "at" else getattr(first, name) for name in first.__slots__)
    )
    recent = {row["tradeId"] for row in (await okx.privateGetTradeFills())["data"]}
    kept = await okx.privateGetTradeFillsHistory({"instType": "SPOT"})
    assert first.id not in recent
    assert len(recent) == len(account.fills) - 1
    assert first.id in {row["tradeId"] for row in kept["data"]}


@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("privateGetTradeOrdersHistoryArchive", "ordId"),
        ("privateGetTradeFillsHistory", "billId"),
    ],
)
async def test_pages_by_id(okx: Any, method: str, name: str) -> None:
    ask = getattr(okx, method)
    whole = [row[name] for row in (await ask({"instType": "SPOT"}))["data"]]
    seen: list[str] = []
    while True:
        page = {"instType": "SPOT", "limit": "2"} | ({"after": seen[-1]} if seen else {})
        rows = [row[name] for row in (await ask(page))["data"]]
        if not rows:
            break
        seen += rows
    assert len(whole) > 4
    assert seen == whole == sorted(whole, key=int, reverse=True)
    newer = await ask({"instType": "SPOT", "before": whole[4], "limit": "2"})
    assert [row[name] for row in newer["data"]] == whole[2:4]


async def test_one_order_is_found_by_either_id(okx: Any, account: Account) -> None:
    mine = account.open_orders()[0]
    by_id = await okx.fetch_order(mine.id, mine.symbol)
    by_link = await okx.fetch_order("", mine.symbol, {"clOrdId": mine.client_id})
    assert by_id["id"] == by_link["id"] == mine.id
    with pytest.raises(ccxt.OrderNotFound, match="51603"):
        await okx.fetch_order("1", mine.symbol)


async def test_tickers_show_the_walk(sandbox: Sandbox, okx: Any) -> None:
    world = sandbox.books("okx")
    for params in (SPOT, SWAP):
        tickers = await okx.fetch_tickers(params=params)
        assert tickers
        for symbol, ticker in tickers.items():
            assert shown(ticker["last"]) == world.price(symbol)
            assert ticker["bid"] < ticker["ask"]
            assert ticker["baseVolume"] > 0
    one = await okx.fetch_ticker("BTC/USD:BTC")
    assert shown(one["last"]) == world.price("BTC/USD:BTC")


async def test_positions(okx: Any, account: Account) -> None:
    [position] = await okx.fetch_positions()
    mine = account.positions["ETH/USDT:USDT"]
    assert (position["symbol"], position["side"]) == (mine.symbol, "long")
    assert shown(position["contracts"]) == mine.amount
    assert shown(position["entryPrice"]) == mine.entry_price
    assert shown(position["initialMargin"]) == mine.margin
    assert await okx.fetch_positions(["BTC/USDT:USDT"]) == []


async def test_a_key_is_told_what_it_may_do(sandbox: Sandbox, okx: Any) -> None:
    [trend] = (await okx.privateGetAccountConfig())["data"]
    async with client(sandbox, "okx-watch") as exchange:
        [watch] = (await exchange.privateGetAccountConfig())["data"]
    assert (trend["perm"], trend["ip"], trend["label"]) == (
        "read_only,trade",
        "127.0.0.1",
        "okx-trend",
    )
    assert (watch["perm"], watch["ip"]) == ("read_only", "")
    assert trend["uid"] == trend["mainUid"] == "60000001"


@pytest.mark.skipif(not SAMPLES.exists(), reason="the documented replies are not here")
async def test_the_reply_has_the_documented_fields(okx: Any) -> None:
    [documented] = json.loads((SAMPLES / "account-config.json").read_text())["data"]
    [row] = (await okx.privateGetAccountConfig())["data"]
    assert set(row) == set(documented)


async def test_an_instrument_type_is_needed(okx: Any) -> None:
    for ask in (okx.publicGetPublicInstruments, okx.privateGetTradeOrdersHistory):
        with pytest.raises(ccxt.BadRequest, match="Parameter instType error"):
            await ask()
    with pytest.raises(ccxt.BadSymbol, match="51001"):
        await okx.publicGetMarketTicker({"instId": "NO-SUCH"})
