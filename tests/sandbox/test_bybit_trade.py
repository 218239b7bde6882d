"""Bybit's writes change the books for good where the key has the right, and nowhere else."""

from decimal import Decimal
from typing import Any

import ccxt.async_support as ccxt
import pytest

from jungletui.sandbox.model import Account, OrderStatus
from jungletui.sandbox.run import Sandbox
from jungletui.sandbox.samples import BYBIT_BOT, BYBIT_DESK, Row
from tests.sandbox.stage import account_of, client, conserved, speaking, staging

ADDRESS = "TDemoAddress00000000000000000000001"
WITHDRAWER = Row("bybit-cashier", "bybit", "main", BYBIT_DESK | {"Wallet:Withdraw"}, ("self",))
TRACKER = Row("bybit-tracker", "bybit", "main", BYBIT_DESK | {"readOnly"}, ("self",))
SPOT_ONLY = Row("bybit-spot", "bybit", "main", frozenset({"Spot:SpotTrade"}), ("self",))
FUTURES = Row("bybit-futures", "bybit", "main", BYBIT_BOT - {"Spot:SpotTrade"}, ("self",))

sandbox = staging("bybit", WITHDRAWER, TRACKER, SPOT_ONLY, FUTURES)
bybit = speaking("bybit-desk")
account = account_of("bybit")


async def test_an_order_is_placed_and_cancelled(bybit: Any, account: Account) -> None:
    free = account.wallets["unified"]["USDT"].free
    placed = await bybit.create_order(
        "BTC/USDT", "limit", "buy", 0.01, 30_000, {"clientOrderId": "mine-1"}
    )
    mine = account.orders[placed["id"]]
    assert (mine.amount, mine.price, mine.client_id) == (Decimal("0.01"), 30_000, "mine-1")
    assert account.wallets["unified"]["USDT"].free == free - 300
    found = await bybit.fetch_open_orders("BTC/USDT")
    assert placed["id"] in {order["id"] for order in found}
    await bybit.cancel_order(placed["id"], "BTC/USDT")
    assert mine.status is OrderStatus.CANCELLED
    assert account.wallets["unified"]["USDT"].free == free
    with pytest.raises(ccxt.OrderNotFound, match="170213"):
        await bybit.cancel_order(placed["id"], "BTC/USDT")


async def test_a_market_order_fills(bybit: Any, account: Account) -> None:
    placed = await bybit.create_order("ETH/USDT", "market", "buy", 0.1)
    order = await bybit.fetch_order(placed["id"], "ETH/USDT", {"acknowledged": True})
    assert (order["status"], order["filled"], order["amount"]) == ("closed", 0.1, 0.1)
    assert account.fills[-1].order_id == placed["id"]
    assert not account.fills[-1].maker
    assert conserved(account)


async def test_a_market_order_by_cost_spends_the_quote(bybit: Any, account: Account) -> None:
    placed = await bybit.create_order("ETH/USDT", "market", "buy", 0, None, {"cost": 100})
    spent = account.orders[placed["id"]].cost
    assert Decimal(99) < spent <= 100


async def test_a_contract_order_changes_the_position(bybit: Any, account: Account) -> None:
    before = account.positions["BTC/USDT:USDT"].amount
    reduce = {"reduceOnly": True}
    await bybit.create_order("BTC/USDT:USDT", "market", "sell", 0.01, None, reduce)
    assert account.positions["BTC/USDT:USDT"].amount == before - Decimal("0.01")
    with pytest.raises(ccxt.InvalidOrder, match="110017"):
        await bybit.create_order("BTC/USDT:USDT", "market", "sell", 5, None, reduce)
    assert conserved(account)


async def test_an_inverse_order_is_counted_in_dollars(sandbox: Sandbox, account: Account) -> None:
    account.holding("unified", "ETH").free += 1
    account.opening["unified", "ETH"] += 1
    async with client(sandbox, "bybit-desk") as bybit:
        await bybit.create_order("ETH/USD:ETH", "market", "buy", 50)
        [position] = await bybit.fetch_positions(["ETH/USD:ETH"])
    assert (position["contracts"], position["side"]) == (50, "long")
    assert account.positions["ETH/USD:ETH"].amount == 50
    assert conserved(account)


@pytest.mark.parametrize(
    ("symbol", "amount", "price", "code"),
    [
        ("BTC/USDT", 50, 60_000, "170131"),
        ("BTC/USDT", 0.00001, 100, "170140"),
        ("BTC/USDT:USDT", 50, 60_000, "110007"),
    ],
)
async def test_what_the_books_refuse(
    bybit: Any, account: Account, symbol: str, amount: float, price: float, code: str
) -> None:
    known = set(account.orders)
    with pytest.raises(ccxt.ExchangeError, match=code):
        await bybit.create_order(symbol, "limit", "buy", amount, price)
    assert set(account.orders) == known


@pytest.mark.parametrize(
    "changes",
    [
        {"qty": "1e999999"},
        {"qty": "NaN"},
        {"qty": "-1"},
        {"price": ""},
        {"side": "Hold"},
        {"orderType": "Stop"},
        {"timeInForce": "Sometimes"},
        {"triggerPrice": "1"},
        {"symbol": "NOSUCH"},
        {"category": "bonds"},
    ],
)
async def test_wrong_orders(bybit: Any, account: Account, changes: dict[str, str]) -> None:
    known = set(account.orders)
    asked = {"category": "spot", "symbol": "BTCUSDT", "side": "Buy", "orderType": "Limit"}
    asked |= {"qty": "0.001", "price": "30000"}
    with pytest.raises(ccxt.BadRequest, match="10001"):
        await bybit.privatePostV5OrderCreate(asked | changes)
    assert set(account.orders) == known


async def test_post_only_never_takes(bybit: Any, account: Account) -> None:
    known = set(account.orders)
    with pytest.raises(ccxt.InvalidOrder, match="170218"):
        await bybit.create_order(
            "BTC/USDT", "limit", "buy", 0.001, 90_000, {"timeInForce": "PostOnly"}
        )
    assert set(account.orders) == known


async def test_an_immediate_order_does_not_stay(bybit: Any, account: Account) -> None:
    placed = await bybit.create_order(
        "BTC/USDT", "limit", "buy", 0.001, 30_000, {"timeInForce": "IOC"}
    )
    assert account.orders[placed["id"]].status is OrderStatus.CANCELLED


async def test_funds_move_between_wallets(bybit: Any, account: Account) -> None:
    before = account.wallets["funding"]["USDT"].free
    moved = await bybit.transfer("USDT", 25, "funding", "unified")
    assert moved["status"] == "ok"
    assert account.wallets["funding"]["USDT"].free == before - 25
    with pytest.raises(ccxt.InsufficientFunds, match="131212"):
        await bybit.transfer("USDT", 1_000_000, "funding", "unified")
    assert conserved(account)


async def test_funds_leave_with_the_right(sandbox: Sandbox, account: Account) -> None:
    before = account.wallets["funding"]["USDT"].total
    async with client(sandbox, "bybit-cashier") as exchange:
        gone = await exchange.withdraw("USDT", 40, ADDRESS, {"accountType": "FUND"})
        with pytest.raises(ccxt.InsufficientFunds, match="131001"):
            await exchange.withdraw("USDT", 9_000_000, ADDRESS, {"accountType": "FUND"})
    [withdrawal] = account.withdrawals
    assert (withdrawal.id, withdrawal.amount, withdrawal.address) == (gone["id"], 40, ADDRESS)
    assert account.wallets["funding"]["USDT"].total == before - 40
    assert conserved(account)


async def write(exchange: Any, what: str) -> None:
    """One write of each kind."""
    if what == "spot":
        await exchange.create_order("BTC/USDT", "limit", "buy", 0.001, 30_000)
    elif what == "linear":
        await exchange.create_order("BTC/USDT:USDT", "limit", "buy", 0.001, 30_000)
    elif what == "cancel":
        [order, *_] = await exchange.fetch_open_orders(params={"type": "spot"})
        await exchange.cancel_order(order["id"], order["symbol"])
    elif what == "transfer":
        await exchange.transfer("USDT", 1, "funding", "unified")
    else:
        await exchange.withdraw("USDT", 1, ADDRESS, {"accountType": "FUND"})


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("bybit-tracker", "spot"),
        ("bybit-tracker", "linear"),
        ("bybit-tracker", "cancel"),
        ("bybit-tracker", "transfer"),
        ("bybit-spot", "linear"),
        ("bybit-futures", "spot"),
        ("bybit-futures", "cancel"),
        ("bybit-grid", "transfer"),
        ("bybit-grid", "withdraw"),
        ("bybit-desk", "withdraw"),
    ],
)
async def test_without_the_right_nothing_happens(
    sandbox: Sandbox, account: Account, name: str, what: str
) -> None:
    wallets, orders = repr(account.wallets), repr(account.orders)
    async with client(sandbox, name) as exchange:
        with pytest.raises(ccxt.PermissionDenied, match="10005"):
            await write(exchange, what)
    assert (repr(account.wallets), repr(account.orders)) == (wallets, orders)
    assert account.withdrawals == []


async def test_the_funding_wallet_wants_a_wallet_right(sandbox: Sandbox) -> None:
    async with client(sandbox, "bybit-grid") as exchange:
        with pytest.raises(ccxt.PermissionDenied, match="10005"):
            await exchange.fetch_balance({"type": "funding"})
        assert (await exchange.fetch_balance({"type": "unified"}))["total"]
