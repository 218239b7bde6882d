"""Positions, one order with its fills, deposits and withdrawals: as the books of the sandbox have
them, and in the shapes that the exchanges document."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from jungletui.domain.failures import ExchangeError
from jungletui.sandbox.run import SandboxOptions, running
from tests.exchanges.conftest import fixed_clock, make_key
from tests.exchanges.replies import NOW, PUBLIC, reply
from tests.exchanges.sandboxed import key_of, opened
from tests.exchanges.server import Answer, playing

KEYS = {"binance": "binance-hummingbot", "bybit": "bybit-grid", "okx": "okx-trend"}
OTHERS = [pytest.param(name, marks=pytest.mark.slow) for name in ("bybit", "okx")]


@pytest.mark.parametrize("exchange", ["binance", *OTHERS])
async def test_positions_and_single_orders_are_those_of_the_books(exchange: str) -> None:
    options = SandboxOptions(moving=False, markets=60, exchanges=(exchange,))
    async with running(options) as sandbox, opened() as house:
        sample = sandbox.key(KEYS[exchange])
        books = sandbox.books(exchange)
        mine = books.accounts[books.keys[sample.credential["apiKey"]].account]
        session = await house.session(key_of(sample))
        rows, _ = await session.positions()
        own = {p.symbol: p for p in mine.positions.values() if p.amount}
        assert {row.symbol for row in rows} == set(own)
        for row in rows:
            position = own[row.symbol]
            assert row.side == ("long" if position.amount > 0 else "short")
            assert (row.contracts, row.entry_price) == (abs(position.amount), position.entry_price)
            assert row.size == abs(position.amount) * books.markets[row.symbol].contract_size
            assert row.leverage == position.leverage
            assert row.mark_price is not None
        fill = mine.fills[-1]
        for symbol in (fill.symbol, None):
            order, fills, _ = await session.order(fill.order_id, symbol)
            told = mine.orders[fill.order_id]
            assert (order.id, order.symbol, order.side) == (told.id, told.symbol, told.side)
            assert (order.filled, order.amount) == (told.filled, told.amount)
            ours = {one.id: one for one in mine.fills if one.order_id == told.id}
            assert {one.id: (one.price, one.amount, one.fee) for one in fills} == {
                name: (one.price, one.amount, one.fee) for name, one in ours.items()
            }


async def test_an_order_that_is_not_there(house):
    script = PUBLIC["binance"]() | {
        "GET /api/v3/order": Answer('{"code": -2013, "msg": "Order does not exist."}', 400)
    }
    async with playing(script) as played:
        session = await house.session(make_key("binance", played.endpoint))
        with pytest.raises(ExchangeError, match="does not exist"):
            await session.order("12", "BTC/USDT")


async def test_an_order_of_nothing_is_no_order(house, monkeypatch):
    """ccxt makes one of an empty list at Bitfinex."""
    lists = {f"GET /api/v3/{name}": Answer("[]") for name in ("openOrders", "allOrders")}
    async with playing(PUBLIC["binance"]() | lists) as played:
        session = await house.session(make_key("binance", played.endpoint))

        async def nothing(*_: object) -> dict[str, object]:
            return {"id": None, "side": "buy", "status": None, "info": None}

        monkeypatch.setattr(session.made, "fetch_order", nothing, raising=False)
        with pytest.raises(ExchangeError, match="12"):
            await session.order("12", "BTC/USDT")


def binance_deposit(**changed: object) -> dict[str, object]:
    return {
        "id": "769800519366885376", "amount": "0.00100000", "coin": "BTC", "network": "BTC",
        "status": 1, "address": "bc1qmadeupaddressofourown0000000000000001", "addressTag": "",
        "txId": "ab" * 32, "insertTime": NOW, "transferType": 0, "confirmTimes": "2/2",
        **changed,
    }  # fmt: skip


def binance_withdrawal(**changed: object) -> dict[str, object]:
    return {
        "id": "b6ae22b3aa844210a7041aee7589627c", "amount": "8.91000000", "transactionFee": "0.004",
        "coin": "USDT", "status": 6, "address": "0xmadeupaddressofourown00000000000000002",
        "txId": "cd" * 32, "applyTime": "2023-11-14 20:00:00", "network": "ETH",
        "transferType": 0, **changed,
    }  # fmt: skip


async def test_deposits_and_withdrawals(house):
    script = PUBLIC["binance"]() | {
        "GET /sapi/v1/capital/deposit/hisrec": reply([binance_deposit()]),
        "GET /sapi/v1/capital/withdraw/history": reply([binance_withdrawal()]),
    }
    async with playing(script) as played:
        session = await house.session(make_key("binance", played.endpoint))
        rows, missed = await session.movements("all", None, None)
        only, _ = await session.movements("withdrawals", None, None)
        of_btc, _ = await session.movements("all", "BTC", None)
        recent, _ = await session.movements("all", None, fixed_clock())
    deposit, withdrawal = rows
    assert (deposit.kind, deposit.asset, str(deposit.amount)) == ("deposit", "BTC", "0.00100000")
    assert (deposit.status, deposit.network, deposit.txid) == ("ok", "BTC", "ab" * 32)
    assert deposit.address == "bc1q…0001"
    assert deposit.created_at == fixed_clock()
    assert (withdrawal.kind, withdrawal.asset) == ("withdrawal", "USDT")
    assert (str(withdrawal.amount), str(withdrawal.fee)) == ("8.91000000", "0.004")
    assert (withdrawal.fee_asset, withdrawal.address) == ("USDT", "0xma…0002")
    assert only == (withdrawal,)
    assert of_btc == (deposit,)
    assert recent == (deposit,)
    assert [gap.what for gap in missed] == [
        "deposits, withdrawals: further ones before 2023-08-16T23:13Z",
        "deposits and withdrawals of money (fiat)",
    ]


async def test_half_of_it_fails_and_the_rest_is_told(house):
    script = PUBLIC["binance"]() | {
        "GET /sapi/v1/capital/deposit/hisrec": reply([binance_deposit()]),
        "GET /sapi/v1/capital/withdraw/history": Answer("<html>down</html>", 503, "text/html"),
    }
    async with playing(script) as played:
        session = await house.session(make_key("binance", played.endpoint))
        rows, [missed, *_] = await session.movements("all", None, None)
    assert [row.kind for row in rows] == ["deposit"]
    assert (missed.what, missed.remedy) == ("withdrawals", "Try again later.")
    assert "down" in missed.reason


def only_traced(session) -> None:
    """As for an exchange whose lists nobody has compared with its documents."""
    plan = session.world.plan
    parts = (replace(part, limit=None, telling="since") for part in plan.slices)
    session.world.plan = replace(plan, slices=tuple(parts), unread=())


async def test_a_long_list_of_unknown_length_says_that_it_may_go_on(house):
    told = [binance_deposit(id=str(n), insertTime=NOW - n * 1000) for n in range(12)]
    script = PUBLIC["binance"]() | {"GET /sapi/v1/capital/deposit/hisrec": reply(told)}
    async with playing(script) as played:
        session = await house.session(make_key("binance", played.endpoint))
        only_traced(session)
        rows, [missed] = await session.movements("deposits", None, None)
    assert len(rows) == 12
    assert missed.what == "deposits: further ones before 2023-11-14T22:13Z"
    assert "not known" in missed.reason


async def test_a_list_that_is_told_from_its_oldest_row_is_read_on(house):
    told = [binance_deposit(id=str(n), insertTime=NOW + n * 1000) for n in range(25)]

    def page(arrived):
        start = int(arrived.query.split("startTime=")[1].split("&")[0])
        later = [row for row in told if row["insertTime"] >= start]
        return Answer(json.dumps(later[:10]))

    script = PUBLIC["binance"]() | {"GET /sapi/v1/capital/deposit/hisrec": page}
    async with playing(script) as played:
        session = await house.session(make_key("binance", played.endpoint))
        only_traced(session)
        rows, missed = await session.movements("deposits", None, fixed_clock())
    assert {row.id for row in rows} == {str(n) for n in range(25)}
    assert missed == ()


async def test_the_market_of_the_time_from_a_candle(house):
    start = NOW // 60_000 * 60_000
    candles = [[start, "10", "12", "9", "11", "1", start + 59_999, "1", 1, "1", "1", "0"]]
    script = PUBLIC["binance"]() | {"GET /api/v3/klines": reply(candles)}
    async with playing(script) as played:
        session = await house.session(make_key("binance", played.endpoint))
        assert await session.middle("BTC/USDT", fixed_clock()) == Decimal("10.5")
        played.script["GET /api/v3/klines"] = reply([[start + 60_000, *candles[0][1:]]])
        assert await session.middle("BTC/USDT", fixed_clock()) is None


async def test_a_read_that_is_not_there_names_those_that_are(house):
    session = await house.session(make_key("gemini", "http://127.0.0.1:9"))
    with pytest.raises(ExchangeError, match="no read for positions") as caught:
        await session.positions()
    assert caught.value.kind == "not-supported"
    assert "balances, open orders, fills" in caught.value.remedy


NAMES = {
    "futures": "usdm",
    "inverse": "coinm",
    "flexible": "earn, flexible",
    "locked": "earn, locked",
    "on-chain": "earn, on-chain",
}
PRODUCTS = {"earn, flexible", "earn, locked", "earn, on-chain", "savings"}
"""Wallets of which only the total is told."""
EQUITY = {("trading", "USDT"), ("usdm", "USDT")}
"""OKX and Binance's futures tell what the account would be worth now: open positions move it."""
ALL_FOUR = {**KEYS, "kraken": "kraken-old"}


@pytest.mark.parametrize(
    "exchange", ["kraken", *[pytest.param(name, marks=pytest.mark.slow) for name in KEYS]]
)
async def test_balances_are_those_of_the_books_digit_by_digit(exchange: str) -> None:
    options = SandboxOptions(moving=False, markets=60, exchanges=(exchange,))
    async with running(options) as sandbox, opened() as house:
        sample = sandbox.key(ALL_FOUR[exchange])
        books = sandbox.books(exchange)
        mine = books.accounts[books.keys[sample.credential["apiKey"]].account]
        session = await house.session(key_of(sample))
        rows, missed = await session.balances()
    gone = {gap.what for gap in missed}
    own = {
        (name_of(wallet, asset), asset): (holding.free, holding.used, holding.total)
        for wallet, held in mine.wallets.items()
        for asset, holding in held.items()
        if holding.total and name_of(wallet, asset) not in gone
    }
    for place in [place for place in own if place[0] in PRODUCTS]:
        own[place] = (None, None, own[place][2])
    for place in EQUITY & set(own):
        [row] = [row for row in rows if (row.wallet, row.asset) == place]
        own[place] = (row.free, own[place][1], row.free + own[place][1])
    assert {(row.wallet, row.asset): (row.free, row.used, row.total) for row in rows} == own
    unread = (one.name for one in session.world.plan.unread if "balances" in one.of)
    assert gone >= set(unread)


def name_of(wallet: str, asset: str) -> str:
    """How a wallet of the books is called; what Kraken stakes is told among the others."""
    return "earn" if asset.endswith(".S") else NAMES.get(wallet, wallet)
