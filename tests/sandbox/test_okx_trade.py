"""OKX's writes change the books for good where the key has the right, and nowhere else."""

from decimal import Decimal
from typing import Any

import ccxt.async_support as ccxt
import pytest

from jungletui.sandbox.model import Account, OrderStatus
from jungletui.sandbox.run import Sandbox
from jungletui.sandbox.samples import Row
from tests.sandbox.stage import account_of, client, conserved, speaking, staging

ADDRESS = "TDemoAddress00000000000000000000001"
WITHDRAWER = Row("okx-cashier", "okx", "main", frozenset({"read_only", "withdraw"}), ("self",))

sandbox = staging("okx", WITHDRAWER)
okx = speaking("okx-trend")
account = account_of("okx")


async def test_an_order_is_placed_and_cancelled(okx: Any, account: Account) -> None:
    free = account.wallets["trading"]["USDT"].free
    placed = await okx.create_order(
        "BTC/USDT", "limit", "buy", 0.01, 30_000, {"clientOrderId": "mine1"}
    )
    mine = account.orders[placed["id"]]
    assert (mine.amount, mine.price, mine.client_id) == (Decimal("0.01"), 30_000, "mine1")
    assert account.wallets["trading"]["USDT"].free == free - 300
    assert (await okx.fetch_order(placed["id"], "BTC/USDT"))["status"] == "open"
    await okx.cancel_order(placed["id"], "BTC/USDT")
    assert mine.status is OrderStatus.CANCELLED
    assert account.wallets["trading"]["USDT"].free == free
    with pytest.raises(ccxt.OrderNotFound, match="51400"):
        await okx.cancel_order(placed["id"], "BTC/USDT")


async def test_a_single_order_works_as_a_batch_does(okx: Any, account: Account) -> None:
    okx.options["createOrder"] = "privatePostTradeOrder"
    placed = await okx.create_order("BTC/USDT", "limit", "buy", 0.01, 30_000)
    assert account.orders[placed["id"]].status is OrderStatus.OPEN


async def test_a_batch_can_succeed_in_part(okx: Any, account: Account) -> None:
    await okx.load_markets()
    good = {"instId": "BTC-USDT", "tdMode": "cash", "side": "buy", "ordType": "limit"}
    good |= {"px": "30000", "sz": "0.001"}
    reply = await okx.privatePostTradeBatchOrders([good, good | {"instId": "NO-SUCH"}])
    assert reply["code"] == "2"
    assert [row["sCode"] for row in reply["data"]] == ["0", "51001"]
    first = reply["data"][0]["ordId"]
    assert account.orders[first].status is OrderStatus.OPEN
    named = [{"instId": "BTC-USDT", "ordId": first}]
    assert (await okx.privatePostTradeCancelBatchOrders(named))["code"] == "0"
    assert account.orders[first].status is OrderStatus.CANCELLED


async def test_a_market_order_fills(okx: Any, account: Account) -> None:
    placed = await okx.create_order("ETH/USDT", "market", "buy", 0.1)
    order = await okx.fetch_order(placed["id"], "ETH/USDT")
    assert (order["status"], order["filled"], order["amount"]) == ("closed", 0.1, 0.1)
    assert account.fills[-1].order_id == placed["id"]
    assert not account.fills[-1].maker
    assert conserved(account)


async def test_a_market_order_by_cost_spends_the_quote(okx: Any, account: Account) -> None:
    asked = {"instId": "ETH-USDT", "tdMode": "cash", "side": "buy", "ordType": "market"}
    reply = await okx.privatePostTradeOrder(asked | {"sz": "100"})
    assert Decimal(99) < account.orders[reply["data"][0]["ordId"]].cost <= 100


async def test_a_contract_order_changes_the_position(okx: Any, account: Account) -> None:
    before = account.positions["ETH/USDT:USDT"].amount
    reduce = {"reduceOnly": True}
    await okx.create_order("ETH/USDT:USDT", "market", "sell", 1, None, reduce)
    assert account.positions["ETH/USDT:USDT"].amount == before - 1
    with pytest.raises(ccxt.ExchangeError, match="51169"):
        await okx.create_order("ETH/USDT:USDT", "market", "sell", 999, None, reduce)
    assert conserved(account)


async def test_an_inverse_position_is_counted_in_dollars(okx: Any, account: Account) -> None:
    await okx.create_order("BTC/USD:BTC", "market", "sell", 3)
    [position] = await okx.fetch_positions(["BTC/USD:BTC"])
    assert (position["contracts"], position["side"]) == (3, "short")
    assert position["info"]["notionalUsd"] == "300"
    assert account.positions["BTC/USD:BTC"].amount == -3
    assert conserved(account)


@pytest.mark.parametrize(
    ("symbol", "amount", "price", "code"),
    [
        ("BTC/USDT", 50, 60_000, "51008"),
        ("BTC/USDT", 0.00001, 100, "51020"),
        ("ETH/USDT:USDT", 90_000, 3_000, "51008"),
    ],
)
async def test_what_the_books_refuse(
    okx: Any, account: Account, symbol: str, amount: float, price: float, code: str
) -> None:
    known = set(account.orders)
    with pytest.raises(ccxt.ExchangeError, match=code):
        await okx.create_order(symbol, "limit", "buy", amount, price)
    assert set(account.orders) == known


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sz": "0.0000001"}, "51121"),
        ({"px": "30000.001"}, "51000"),
        ({"px": "NaN"}, "51000"),
        ({"sz": "1e999999"}, "51000"),
        ({"sz": ""}, "51000"),
        ({"side": "hold"}, "51000"),
        ({"tdMode": "cross"}, "51000"),
        ({"ordType": "trigger"}, "51000"),
        ({"ordType": "post_only", "px": "90000"}, "51000"),
    ],
)
async def test_wrong_orders(okx: Any, account: Account, changes: dict[str, str], code: str) -> None:
    known = set(account.orders)
    asked = {"instId": "BTC-USDT", "tdMode": "cash", "side": "buy", "ordType": "limit"}
    asked |= {"px": "30000", "sz": "0.001"}
    with pytest.raises(ccxt.ExchangeError, match=f'"sCode":"{code}"'):
        await okx.privatePostTradeOrder(asked | changes)
    assert set(account.orders) == known


async def test_an_immediate_order_does_not_stay(okx: Any, account: Account) -> None:
    placed = await okx.create_order(
        "BTC/USDT", "limit", "buy", 0.001, 30_000, {"timeInForce": "IOC"}
    )
    assert account.orders[placed["id"]].status is OrderStatus.CANCELLED


async def test_funds_move_between_wallets(okx: Any, account: Account) -> None:
    before = account.wallets["funding"]["USDT"].free
    await okx.transfer("USDT", 25, "funding", "trading")
    assert account.wallets["funding"]["USDT"].free == before - 25
    with pytest.raises(ccxt.InsufficientFunds, match="58350"):
        await okx.transfer("USDT", 1_000_000, "funding", "trading")
    with pytest.raises(ccxt.BadRequest, match="58127"):
        await okx.transfer("USDT", 1, "funding", "trading", {"type": "1"})
    assert conserved(account)


async def test_funds_leave_with_the_right(sandbox: Sandbox, account: Account) -> None:
    before = account.wallets["funding"]["USDT"].total
    async with client(sandbox, "okx-cashier") as exchange:
        gone = await exchange.withdraw("USDT", 40, ADDRESS, {"network": "TRC20"})
        with pytest.raises(ccxt.InsufficientFunds, match="58350"):
            await exchange.withdraw("USDT", 9_000_000, ADDRESS, {"network": "TRC20"})
    [withdrawal] = account.withdrawals
    assert (withdrawal.id, withdrawal.amount, withdrawal.address) == (gone["id"], 40, ADDRESS)
    assert account.wallets["funding"]["USDT"].total == before - 40
    assert conserved(account)


async def write(exchange: Any, what: str) -> None:
    """One write of each kind."""
    if what == "order":
        await exchange.create_order("BTC/USDT", "limit", "buy", 0.001, 30_000)
    elif what == "cancel":
        [order, *_] = await exchange.fetch_open_orders()
        await exchange.cancel_order(order["id"], order["symbol"])
    elif what == "transfer":
        await exchange.transfer("USDT", 1, "funding", "trading")
    else:
        await exchange.withdraw("USDT", 1, ADDRESS)


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("okx-watch", "order"),
        ("okx-watch", "cancel"),
        ("okx-watch", "transfer"),
        ("okx-watch", "withdraw"),
        ("okx-trend", "withdraw"),
        ("okx-cashier", "order"),
        ("okx-cashier", "transfer"),
    ],
)
async def test_without_the_right_nothing_happens(
    sandbox: Sandbox, account: Account, name: str, what: str
) -> None:
    wallets, orders = repr(account.wallets), repr(account.orders)
    async with client(sandbox, name) as exchange:
        with pytest.raises(ccxt.ExchangeError, match="50120"):
            await write(exchange, what)
    assert (repr(account.wallets), repr(account.orders)) == (wallets, orders)
    assert account.withdrawals == []
