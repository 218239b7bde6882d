"""The further exchanges: an unmodified ccxt shows their books, and acts on them."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import ccxt.async_support as ccxt
import pytest

from jungletui.sandbox.faults import FaultKind
from jungletui.sandbox.model import OrderStatus
from jungletui.sandbox.run import Sandbox
from tests.sandbox.client import connected, shown
from tests.sandbox.further import CASES, Case, staged


@pytest.fixture(params=CASES, ids=lambda case: case.id)
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


@pytest.fixture
async def sandbox(case: Case) -> AsyncIterator[Sandbox]:
    async with staged(case) as running:
        yield running


async def test_the_books_are_shown(case: Case, sandbox: Sandbox) -> None:
    world = sandbox.books(case.id)
    account = world.accounts["main"]
    async with connected(sandbox, f"{case.id}-bot") as exchange:
        markets = await exchange.load_markets()
        assert {s for s, m in markets.items() if m["spot"]} == set(world.markets)
        for symbol, market in world.markets.items() if case.precise else ():
            assert shown(markets[symbol]["precision"]["price"]) == market.tick, symbol
            assert shown(markets[symbol]["precision"]["amount"]) == market.lot, symbol
        balance = await exchange.fetch_balance(dict(case.wholly))
        held = {a: h for a, h in account.wallets[case.wallet].items() if h.total}
        assert {a: shown(v) for a, v in balance["total"].items() if v} == {
            a: h.total for a, h in held.items()
        }
        assert {a: shown(balance["used"][a]) for a in held} == {a: h.used for a, h in held.items()}
        if case.each:
            tickers = {case.symbol: await exchange.fetch_ticker(case.symbol)}
        else:
            tickers = await exchange.fetch_tickers()
            assert set(tickers) == set(world.markets)
        assert all(shown(t["last"]) == world.price(symbol) for symbol, t in tickers.items())
        if case.time:
            told = await exchange.fetch_time()
            assert abs(told - world.wall().timestamp() * 1000) < 60_000
        await the_orders_are_shown(case, account, exchange)


async def the_orders_are_shown(case: Case, account: Any, exchange: Any) -> None:
    symbols = sorted({order.symbol for order in account.orders.values()})
    asked = symbols if case.per_symbol else [None]
    opened = [o for s in asked for o in await exchange.fetch_open_orders(s)]
    mine = {order.id: order for order in account.open_orders()}
    assert {order["id"] for order in opened} == set(mine)
    for order in opened:
        own = mine[order["id"]]
        assert (order["symbol"], order["side"], order["status"]) == (own.symbol, own.side, "open")
        assert shown(order["price"]) == own.price
        assert shown(order["amount"]) == own.amount
        assert shown(order["filled"]) == own.filled
        told = order["timestamp"] // 1000
        assert told in {int(at.timestamp()) for at in (own.created_at, own.updated_at)}
    if case.closed:
        closed = [o for s in asked for o in await exchange.fetch_closed_orders(s)]
        filled = {o.id for o in account.orders.values() if o.status is OrderStatus.FILLED}
        assert {o["id"] for o in closed if o["status"] == "closed"} == filled
    if not case.fills:
        return
    trades = [t for s in asked for t in await exchange.fetch_my_trades(s)]
    fills = {fill.id: fill for fill in account.fills}
    assert {trade["id"] for trade in trades} == set(fills)
    for trade in trades:
        fill = fills[trade["id"]]
        assert (trade["symbol"], trade["order"], trade["side"]) == (
            fill.symbol, fill.order_id, fill.side,
        )  # fmt: skip
        assert shown(trade["price"]) == fill.price
        assert shown(trade["amount"]) == fill.amount
        if case.fees:
            assert shown(trade["fee"]["cost"]) == fill.fee
            assert trade["fee"]["currency"] == fill.fee_asset


async def test_what_is_done_is_on_the_books(case: Case, sandbox: Sandbox) -> None:
    world = sandbox.books(case.id)
    account = world.accounts["main"]
    market = world.markets[case.symbol]
    price = world.price(case.symbol)
    low = float(int(price) - 10)
    amount = float(10 * market.lot)
    while Decimal(str(amount)) * price < market.minimum_cost * 2:
        amount *= 10
    async with connected(sandbox, f"{case.id}-vendor") as exchange:
        made = await exchange.create_order(case.symbol, "limit", "buy", amount, low)
        order = account.orders[made["id"]]
        assert (order.status, order.price) == (OrderStatus.OPEN, shown(low))
        assert order.amount == shown(amount)
        await exchange.cancel_order(made["id"], case.symbol)
        assert order.status is OrderStatus.CANCELLED
        with pytest.raises(case.poor, match=r"nsufficient|not_enough|-2010|funds|[Bb]alance"):
            await exchange.create_order(case.symbol, "limit", "buy", 1000.0, low)
        with pytest.raises(ccxt.BaseError):
            await exchange.cancel_order(made["id"], case.symbol)
        asset, gone = case.out[0], Decimal(case.out[1])
        before = world.total("main", case.exit, asset)
        await exchange.withdraw(asset, float(gone), "0x" + "de" * 20, params=dict(case.network))
        assert world.total("main", case.exit, asset) == before - gone
        assert account.withdrawals[-1].amount == gone


async def test_a_market_order_fills_at_once(case: Case, sandbox: Sandbox) -> None:
    if case.id == "gemini":
        pytest.skip("it has limit orders only")
    world = sandbox.books(case.id)
    account = world.accounts["main"]
    price = float(world.price(case.symbol))
    async with connected(sandbox, f"{case.id}-bot") as exchange:
        before = world.total("main", case.wallet, "BTC")
        sold = await exchange.create_order(case.symbol, "market", "sell", 0.01)
        assert account.orders[sold["id"]].status is OrderStatus.FILLED
        assert world.total("main", case.wallet, "BTC") == before - Decimal("0.01")
        bought = await exchange.create_order(case.symbol, "market", "buy", 0.01, price)
    order = account.orders[bought["id"]]
    assert order.status is OrderStatus.FILLED
    assert abs(order.amount - Decimal("0.01")) <= Decimal("0.001")
    assert account.fills[-1].maker is False


async def refuse(exchange: Any, case: Case) -> str:
    with pytest.raises(ccxt.BaseError) as caught:
        await getattr(exchange, case.told)(told_params(case, exchange))
    return str(caught.value)


def told_params(case: Case, exchange: Any) -> dict[str, str]:
    return {"accessKey": exchange.apiKey} if case.id == "mexc" else {}


async def test_the_door_refuses_in_the_documented_words(case: Case, sandbox: Sandbox) -> None:
    bot = sandbox.key(f"{case.id}-bot").credential
    another = sandbox.key(f"{case.id}-vendor").credential
    flipped = {"secret": another["secret"]}
    other = {"apiKey": bot["apiKey"][:-1] + ("0" if bot["apiKey"][-1] != "0" else "1")}
    expected = [("bot", flipped, case.signature), ("bot", other, case.unknown),
                ("office", {}, case.address), ("gone", {}, case.gone or case.unknown)]  # fmt: skip
    if case.phrase:
        expected.append(("bot", {"password": "another"}, case.phrase))
    for name, changes, words in expected:
        async with connected(sandbox, f"{case.id}-{name}", changes) as exchange:
            assert words in await refuse(exchange, case), (name, changes.keys())


async def test_a_clock_that_is_wrong(case: Case, sandbox: Sandbox) -> None:
    if not case.clock:
        pytest.skip("it counts nonces instead")
    async with connected(sandbox, f"{case.id}-bot") as exchange:
        real = exchange.milliseconds
        exchange.milliseconds = lambda: real() - 600_000
        exchange.seconds = lambda: real() // 1000 - 600
        assert case.clock in await refuse(exchange, case)


async def test_a_reader_cannot_act(case: Case, sandbox: Sandbox) -> None:
    account = sandbox.books(case.id).accounts["main"]
    before = (len(account.orders), len(account.withdrawals))
    price = float(sandbox.books(case.id).price(case.symbol))
    async with connected(sandbox, f"{case.id}-reader") as exchange:
        await exchange.fetch_balance()
        with pytest.raises(ccxt.BaseError, match=case.permission):
            await exchange.create_order(case.symbol, "limit", "buy", 0.01, price)
        asset, gone = case.out[0], float(case.out[1])
        with pytest.raises(ccxt.BaseError, match=case.permission):
            await exchange.withdraw(asset, gone, "0x" + "de" * 20, params=dict(case.network))
    assert before == (len(account.orders), len(account.withdrawals))


async def test_limits_and_faults_speak_its_language(case: Case, sandbox: Sandbox) -> None:
    async with connected(sandbox, f"{case.id}-bot") as exchange:
        sandbox.faults(case.id).set(FaultKind.BROKEN, 1)
        with pytest.raises((ccxt.OperationFailed, ccxt.ExchangeError)):
            await getattr(exchange, case.told)(told_params(case, exchange))
        sandbox.budget(case.id).limit = 0
        with pytest.raises(case.limited):
            await getattr(exchange, case.told)(told_params(case, exchange))
