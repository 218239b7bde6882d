"""What an unmodified ccxt reads from, and does on, the sandbox's binance."""

from decimal import Decimal
from typing import Any

import ccxt
import pytest

from jungletui.sandbox.model import Account, OrderStatus
from jungletui.sandbox.run import Sandbox
from tests.sandbox.client import connected
from tests.sandbox.conftest import START, Hand


def account_of(sandbox: Sandbox, name: str) -> Account:
    key = sandbox.key(name)
    return sandbox.books(key.exchange).account_of(key.credential["apiKey"])


def amounts(balance: dict[str, Any], part: str) -> dict[str, Decimal]:
    """ccxt's figures as printed, without zeros."""
    return {c: Decimal(str(v)) for c, v in balance[part].items() if v}


async def test_load_markets_with_default_options(frozen: Sandbox) -> None:
    async with connected(frozen, "binance-freqtrade") as exchange:
        markets = await exchange.load_markets()
        assert set(markets) == set(frozen.books("binance").markets)
        assert exchange.currencies["BTC"]["active"]
        market = frozen.books("binance").markets["ETH/USDT"]
        assert Decimal(str(markets["ETH/USDT"]["precision"]["price"])) == market.tick
        assert Decimal(str(markets["ETH/USDT"]["precision"]["amount"])) == market.lot


@pytest.mark.parametrize("options", [{"fetchMargins": True}, {"adjustForTimeDifference": True}])
async def test_load_markets_with_other_options(frozen: Sandbox, options: dict[str, bool]) -> None:
    async with connected(frozen, "binance-tracker", options=options) as exchange:
        assert await exchange.load_markets()


@pytest.mark.parametrize(
    ("wallet", "params"),
    [("spot", {}), ("funding", {"type": "funding"}), ("margin", {"type": "margin"})],
)
async def test_balances_are_the_books(frozen: Sandbox, wallet: str, params: dict[str, str]) -> None:
    async with connected(frozen, "binance-tracker") as exchange:
        balance = await exchange.fetch_balance(params)
    held = account_of(frozen, "binance-tracker").wallets[wallet]
    for part in ("free", "used", "total"):
        expected = {asset: getattr(row, part) for asset, row in held.items()}
        assert amounts(balance, part) == {a: v for a, v in expected.items() if v}


@pytest.mark.parametrize(
    ("wallet", "asset", "params"),
    [
        ("futures", "USDT", {"type": "swap"}),
        ("futures", "USDT", {"type": "swap", "useV2": True}),
        ("delivery", "BTC", {"type": "swap", "subType": "inverse"}),
    ],
)
async def test_futures_balances_and_positions(
    frozen: Sandbox, wallet: str, asset: str, params: dict[str, Any]
) -> None:
    account = account_of(frozen, "binance-coppervine")
    async with connected(frozen, "binance-coppervine") as exchange:
        balance = await exchange.fetch_balance(params)
        positions = await exchange.fetch_positions(None, params)
        raw = (
            await exchange.fapiPrivateV2GetBalance()
            if wallet == "futures"
            else await exchange.dapiPrivateGetBalance()
        )
    row = account.wallets[wallet][asset]
    assert Decimal(str(balance[asset]["used"])) == row.used
    assert [Decimal(r["balance"]) for r in raw if r["asset"] == asset] == [row.total]
    open_now = [p for p in account.positions.values() if p.wallet == wallet]
    assert {p["symbol"]: Decimal(str(p["contracts"])) for p in positions} == {
        p.symbol: abs(p.amount) for p in open_now
    }
    assert open_now


async def test_orders_and_fills_are_the_books(frozen: Sandbox) -> None:
    account = account_of(frozen, "binance-freqtrade")
    async with connected(frozen, "binance-freqtrade") as exchange:
        exchange.options["warnOnFetchOpenOrdersWithoutSymbol"] = False
        opened = await exchange.fetch_open_orders()
        statuses = set()
        for symbol in ("BTC/USDT", "ETH/USDT", "SOL/USDT", "XRP/USDT"):
            for order in await exchange.fetch_orders(symbol):
                mine = account.orders[order["id"]]
                assert Decimal(str(order["filled"])) == mine.filled
                assert Decimal(str(order["remaining"])) == mine.remaining
                assert Decimal(str(order["cost"])) == mine.cost
                assert order["side"] == mine.side
                statuses.add(order["status"])
            fills = await exchange.fetch_my_trades(symbol)
            books = [f for f in account.fills if f.symbol == symbol]
            assert [f["id"] for f in fills] == [f.id for f in books]
            assert [Decimal(str(f["fee"]["cost"])) for f in fills] == [f.fee for f in books]
            assert [f["fee"]["currency"] for f in fills] == [f.fee_asset for f in books]
    spot = [o for o in account.open_orders() if o.wallet == "spot"]
    assert {o["id"] for o in opened} == {o.id for o in spot}
    assert statuses == {"open", "closed", "canceled", "rejected"}


async def test_futures_orders_and_fills(frozen: Sandbox) -> None:
    account = account_of(frozen, "binance-hummingbot")
    symbol = "BTC/USDT:USDT"
    async with connected(frozen, "binance-hummingbot") as exchange:
        opened = await exchange.fetch_open_orders(symbol)
        orders = await exchange.fetch_orders(symbol)
        fills = await exchange.fetch_my_trades(symbol)
    mine = [o for o in account.orders.values() if o.symbol == symbol]
    assert [o["id"] for o in orders] == [o.id for o in mine]
    assert [o["id"] for o in opened] == [o.id for o in mine if o.status is OrderStatus.OPEN]
    assert [f["id"] for f in fills] == [f.id for f in account.fills if f.symbol == symbol]


async def test_history_is_limited_and_dated(frozen: Sandbox) -> None:
    async with connected(frozen, "binance-freqtrade") as exchange:
        every = await exchange.fetch_orders("BTC/USDT")
        newest = await exchange.fetch_orders("BTC/USDT", limit=2)
        since = every[1]["timestamp"]
        later = await exchange.fetch_orders("BTC/USDT", since=since)
        one = await exchange.fetch_order(every[0]["id"], "BTC/USDT")
    assert [o["id"] for o in newest] == [o["id"] for o in every[-2:]]
    assert len(later) == len(every) - 1
    assert one["id"] == every[0]["id"]


async def test_prices(frozen: Sandbox) -> None:
    books = frozen.books("binance")
    async with connected(frozen, "binance-freqtrade") as exchange:
        tickers = await exchange.fetch_tickers()
        swaps = await exchange.fetch_tickers(["BTC/USDT:USDT", "ETH/USDT:USDT"])
        inverse = await exchange.fetch_tickers(["BTC/USD:BTC"])
        one = await exchange.fetch_ticker("BTC/USDT")
        last = await exchange.fetch_last_prices()
        best = await exchange.fetch_bids_asks()
        book = await exchange.fetch_order_book("BTC/USDT", 5)
    for symbol, ticker in {**tickers, **swaps, **inverse, "BTC/USDT": one}.items():
        assert Decimal(str(ticker["last"])) == books.price(symbol), symbol
        assert ticker["low"] <= ticker["last"] <= ticker["high"]
    assert last["BTC/USDT"]["price"] == one["last"]
    assert best["BTC/USDT"]["bid"] < best["BTC/USDT"]["ask"]
    assert book["bids"][0][0] < book["asks"][0][0]


async def test_rights_are_told_as_they_are(frozen: Sandbox) -> None:
    for name in ("binance-freqtrade", "binance-coppervine", "binance-tracker"):
        key = frozen.books("binance").keys[frozen.key(name).credential["apiKey"]]
        async with connected(frozen, name) as exchange:
            told = await exchange.sapiGetAccountApiRestrictions()
        assert told.pop("ipRestrict") is bool(key.allowed_ips)
        assert int(told.pop("createTime")) < START.timestamp() * 1000
        assert {flag for flag, on in told.items() if on} == key.rights


async def test_orders_act_on_the_books(frozen: Sandbox) -> None:
    account = account_of(frozen, "binance-freqtrade")
    before = account.holding("spot", "USDT").free
    async with connected(frozen, "binance-freqtrade") as exchange:
        placed = await exchange.create_order("BTC/USDT", "limit", "buy", 0.01, 50_000)
        assert account.holding("spot", "USDT").free == before - 500
        assert account.orders[placed["id"]].status is OrderStatus.OPEN
        await exchange.cancel_order(placed["id"], "BTC/USDT")
        assert account.holding("spot", "USDT").free == before
        bought = await exchange.create_order("BTC/USDT", "market", "buy", 0.01)
        assert bought["status"] == "closed"
        assert Decimal(str(bought["cost"])) == account.orders[bought["id"]].cost
        with pytest.raises(ccxt.InsufficientFunds):
            await exchange.create_order("BTC/USDT", "market", "buy", 10)
        with pytest.raises(ccxt.OrderNotFound):
            await exchange.cancel_order(placed["id"], "BTC/USDT")
    assert account.holding("spot", "USDT").free == before - account.orders[bought["id"]].cost


async def test_futures_orders_act_on_the_books(frozen: Sandbox) -> None:
    account = account_of(frozen, "binance-hummingbot")
    before = account.positions["BTC/USDT:USDT"].amount
    async with connected(frozen, "binance-hummingbot") as exchange:
        await exchange.create_order("BTC/USDT:USDT", "market", "buy", 0.01)
    assert account.positions["BTC/USDT:USDT"].amount == before + Decimal("0.01")


async def test_withdrawals_and_transfers_need_their_right_and_then_happen(frozen: Sandbox) -> None:
    account = account_of(frozen, "binance-coppervine")
    before = account.holding("spot", "USDT").free
    async with connected(frozen, "binance-freqtrade") as exchange:
        await exchange.load_markets()
        with pytest.raises(ccxt.AuthenticationError):
            await exchange.withdraw("USDT", 100, "TDemoAddress")
        with pytest.raises(ccxt.AuthenticationError):
            await exchange.transfer("USDT", 100, "spot", "funding")
    assert account.holding("spot", "USDT").free == before
    async with connected(frozen, "binance-coppervine") as exchange:
        await exchange.withdraw("USDT", 100, "TDemoAddress")
        await exchange.transfer("USDT", 50, "spot", "funding")
        gone = await exchange.fetch_withdrawals("USDT")
    assert account.holding("spot", "USDT").free == before - 150
    assert [(w.asset, w.amount) for w in account.withdrawals] == [("USDT", 100)]
    assert [w["amount"] for w in gone] == [100]


async def test_a_read_only_key_cannot_trade(frozen: Sandbox) -> None:
    account = account_of(frozen, "binance-tracker")
    before = len(account.orders)
    async with connected(frozen, "binance-tracker") as exchange:
        await exchange.load_markets()
        with pytest.raises(ccxt.AuthenticationError):
            await exchange.create_order("BTC/USDT", "market", "buy", 0.01)
        with pytest.raises(ccxt.AuthenticationError):
            await exchange.fapiPrivateV2GetAccount()
    assert len(account.orders) == before


async def test_orders_fill_between_two_looks(moving: Sandbox, hand: Hand) -> None:
    async with connected(moving, "binance-freqtrade") as exchange:
        first = await exchange.fetch_orders("BTC/USDT")
        hand.forward(minutes=20)
        later = await exchange.fetch_orders("BTC/USDT")
        balance = await exchange.fetch_balance()
    filled = {o["id"]: o["filled"] for o in later}
    assert any(filled[o["id"]] > o["filled"] for o in first if o["status"] == "open")
    held = account_of(moving, "binance-freqtrade").wallets["spot"]
    assert amounts(balance, "total") == {a: r.total for a, r in held.items() if r.total}


async def test_a_testnet_key_has_no_sapi(frozen: Sandbox) -> None:
    async with connected(frozen, "binance-testnet") as exchange:
        assert amounts(await exchange.fetch_balance(), "total")
    changes = dict(frozen.key("binance-testnet").credential)
    async with connected(frozen, "binance-freqtrade", changes) as exchange:
        with pytest.raises(ccxt.ExchangeNotAvailable, match="404"):
            await exchange.sapiGetAccountApiRestrictions()
